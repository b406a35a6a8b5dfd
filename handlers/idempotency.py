"""A write with an idempotency key: done once, answered alike ever after.

draft-ietf-httpapi-idempotency-key-header, section 2.6: a retry gets the first answer, another
request under the same key is refused, and so is one while the first is still under way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic_core import from_json, to_json

from handlers.store import (
    Answer,
    Entry,
    Fields,
    Fresh,
    IdempotencyStore,
    Mismatch,
    Receipt,
    Running,
    fingerprint,
)
from tenon.runtime.model import Model
from tenon.runtime.problem import Conflict, Unprocessable

M = TypeVar("M", bound=Model)
Write = Callable[[Receipt | None], Awaitable[Entry]]


async def once(
    keys: IdempotencyStore,
    key: str | None,
    operation: str,
    body: Model,
    write: Write,
    kind: type[M],
    make: Callable[[Fields], M] | None = None,
) -> tuple[M, str]:
    """The resource that `write` made, now or when the key was first used, and its entity tag.

    `make` makes it of the fields of an entry; without one they are those of `kind`.

    A refusal (a Conflict) is an answer too, and is repeated. Raises Conflict while the first
    request runs, Unprocessable when the key was used with another body.
    """
    make = make or kind.trusted
    if key is None:
        entry = await write(None)
        return make(entry.fields), entry.etag
    claim = await keys.begin(key, operation, fingerprint(body.model_dump_json().encode()))
    if isinstance(claim, Running):
        raise Conflict("The first request with this Idempotency-Key is still under way.")
    if isinstance(claim, Mismatch):
        raise Unprocessable("This Idempotency-Key was used for another request.")
    if isinstance(claim, Fresh):
        return await _first(keys, claim, write, make)
    return _repeated(claim.answer, kind)


async def _first(
    keys: IdempotencyStore, claim: Fresh, write: Write, make: Callable[[Fields], M]
) -> tuple[M, str]:
    def answer(entry: Entry) -> Answer:
        made = make(entry.fields)
        return Answer(201, {"ETag": entry.etag}, made.model_dump_json(by_alias=True).encode())

    try:
        entry = await write(Receipt(claim, answer))
    except Conflict as refusal:
        told = to_json({"detail": refusal.detail, **refusal.extensions})
        await keys.complete(claim, Answer(refusal.status, {}, told))
        raise
    except BaseException:
        await keys.release(claim)
        raise
    return make(entry.fields), entry.etag


def _repeated(answer: Answer, kind: type[M]) -> tuple[M, str]:
    if answer.status == Conflict.status:
        raise Conflict(**from_json(answer.body))
    return kind.model_validate_json(answer.body), answer.headers["ETag"]
