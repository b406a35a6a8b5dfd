"""Idempotency keys: a write that is asked for twice happens once and answers alike.

The words are those of the IETF draft "The Idempotency-Key HTTP Header Field"
(draft-ietf-httpapi-idempotency-key-header). The answer is recorded in the transaction of the
write it guards: however the process dies, there is never the one without the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.errors import LostClaimError
from handlers.store.rows import Entry
from handlers.store.tables import idempotency_keys as keys

_SECOND = 1_000_000
_RUNNING, _DONE = "running", "done"


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded answer: what a retry gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Fresh:
    """The caller holds the key now, until it completes or releases it, or its lease runs out."""

    operation: str
    key: str
    claimed_at: int


@dataclass(frozen=True, slots=True)
class Replay:
    """It was done before, and answered so."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Running:
    """Another request with this key is under way."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key was used for something else."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A claim, and how to make the answer from what was written."""

    claim: Fresh
    answer: Callable[[Entry], Answer]

    def record(self, connection: Connection, entry: Entry) -> None:
        """Record the answer, within the transaction of the write. Raises LostClaimError."""
        _complete(connection, self.claim, self.answer(entry))


class IdempotencyStore:
    """The keys. A running one has a lease, a done one a lifetime (both in seconds)."""

    def __init__(self, database: Database, *, lease: int = 60, lifetime: int = 86_400) -> None:
        self._database = database
        self._lease = lease * _SECOND
        self._lifetime = lifetime * _SECOND

    async def begin(
        self, key: str, operation: str, fingerprint: str
    ) -> Fresh | Replay | Running | Mismatch:
        """Claim a key for an operation on a request of that fingerprint, or say why not."""
        return await self._database.transact(
            _begin, Fresh(operation, key, now()), fingerprint, self._lease, self._lifetime
        )

    async def complete(self, claim: Fresh, answer: Answer) -> None:
        """Record an answer that no write goes with. Raises LostClaimError."""
        await self._database.transact(_complete, claim, answer)

    async def release(self, claim: Fresh) -> None:
        """Give the key back unused: nothing was written, so a retry may try again."""
        await self._database.transact(_release, claim)


def fingerprint(content: bytes) -> str:
    """What tells one request body from another."""
    return hashlib.sha256(content).hexdigest()


_OF_KEY = (keys.c.operation == bindparam("operation_"), keys.c.key == bindparam("key_"))
_HELD = (*_OF_KEY, keys.c.status == _RUNNING, keys.c.created_at == bindparam("claimed_at"))
_FIND = select(keys).where(*_OF_KEY).with_for_update()
_FORGET = delete(keys).where(*_OF_KEY)
_EXPIRE = delete(keys).where(keys.c.created_at < bindparam("before"))
_CLAIM = insert(keys)
_RELEASE = delete(keys).where(*_HELD)
_COMPLETE = (
    update(keys)
    .where(*_HELD)
    .values(
        status=_DONE,
        answer_status=bindparam("status_"),
        answer_headers=bindparam("headers"),
        answer_body=bindparam("body"),
    )
)


def _begin(
    connection: Connection, claim: Fresh, fingerprint: str, lease: int, lifetime: int
) -> Fresh | Replay | Running | Mismatch:
    connection.execute(_EXPIRE, {"before": claim.claimed_at - lifetime})
    found = connection.execute(_FIND, _named(claim)).mappings().one_or_none()
    if found is not None:
        abandoned = found["created_at"] < claim.claimed_at - lease
        if found["status"] == _DONE or not abandoned:
            return _known(found, fingerprint)
        connection.execute(_FORGET, _named(claim))
    row = {"operation": claim.operation, "key": claim.key, "fingerprint": fingerprint}
    connection.execute(_CLAIM, row | {"status": _RUNNING, "created_at": claim.claimed_at})
    return claim


def _known(found: RowMapping, fingerprint: str) -> Replay | Running | Mismatch:
    if found["fingerprint"] != fingerprint:
        return Mismatch()
    if found["status"] == _RUNNING:
        return Running()
    headers = json.loads(found["answer_headers"])
    return Replay(Answer(found["answer_status"], headers, found["answer_body"]))


def _complete(connection: Connection, claim: Fresh, answer: Answer) -> None:
    recorded = {
        "status_": answer.status,
        "headers": json.dumps(dict(answer.headers)),
        "body": answer.body,
    }
    if connection.execute(_COMPLETE, _held(claim) | recorded).rowcount == 0:
        raise LostClaimError


def _release(connection: Connection, claim: Fresh) -> None:
    connection.execute(_RELEASE, _held(claim))


def _named(claim: Fresh) -> dict[str, object]:
    return {"operation_": claim.operation, "key_": claim.key}


def _held(claim: Fresh) -> dict[str, object]:
    return _named(claim) | {"claimed_at": claim.claimed_at}
