"""What runs inside the fuzzer: it imports this module and so registers it.

The job that it works for is named by the environment variable `TENON_FUZZ_JOB`.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import schemathesis
from hypothesis import strategies

from tenon.contract import Contract, Location, Media, Operation
from tenon.contract.schemas import Direction
from tenon.fuzz.authentication import REFRESH_S, Known, made_up
from tenon.fuzz.document import LINES
from tenon.fuzz.job import JOB, Job
from tenon.fuzz.settings import IDEMPOTENCY
from tenon.fuzz.verdicts import Verdicts
from tenon.imports import load_object
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge

_job = Job.load(Path(os.environ[JOB]))
_formats: dict[str, Format] = dict(load_object(_job.formats)) if _job.formats else {}
_contract = Contract.load(_job.contract)
_judge = Judge(_contract.schemas, _formats)
_verdicts = Verdicts(_contract, _judge, _formats, mock=_job.mock)
_operations = {(o.method, o.path): o for o in _contract.operations}
_seen: dict[str, Counter[int]] = defaultdict(Counter)  # what each operation answered
_keys = (str(uuid.uuid5(uuid.NAMESPACE_URL, f"{_job.nonce}:{n}")) for n in itertools.count())


def sampled(known: Format, narrowing: dict[str, Any] | None = None) -> Any:
    """A strategy that draws the texts of a format, those that a schema beside it allows."""
    drawn = strategies.integers(0, 2**64 - 1).map(lambda seed: known.sample(Random(seed)))  # noqa: S311
    if not narrowing:
        return drawn
    return drawn.filter(jsonschema_rs.Draft202012Validator(narrowing).is_valid)


for _name, _format in _formats.items():
    schemathesis.openapi.format(_name, sampled(_format))
for _name, (_base, _narrowing) in _job.narrowed.items():
    schemathesis.openapi.format(_name, sampled(_formats[_base], _narrowing))


if _job.credentials or (_job.mock and _contract.security_schemes):
    _credentials = load_object(_job.credentials) if _job.credentials else made_up(_contract)
    _known = Known(_contract, _credentials, _job.url)

    @schemathesis.auth(refresh_interval=REFRESH_S).apply_to(
        lambda ctx: _known.asks(_operations.get((ctx.operation.method.upper(), ctx.operation.path)))
    )
    class Caller:
        """Who the fuzzer is to the service."""

        def get(self, case: Any, context: Any) -> Mapping[str, str]:
            """Fresh credentials."""
            return _known.get()

        def set(self, case: Any, data: Mapping[str, str], context: Any) -> None:
            """Put them into a case."""
            operation = _operation(case)
            if operation is not None:
                _known.set(operation, case, data)

    @atexit.register
    def _unmet() -> None:
        if _known.unmet:
            print("no credentials were given for:", ", ".join(sorted(_known.unmet)))


@schemathesis.deserializer(*LINES)
def lines(ctx: Any, response: Any) -> list[Any]:
    """The values of a body of one JSON text a line."""
    return [json.loads(line) for line in response.content.splitlines() if line.strip()]


@schemathesis.hook
def before_call(ctx: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Make headers of good data mean something: a fresh key, and a condition that may hold."""
    operation = _operations.get((case.method.upper(), case.path))
    if operation is None or not case.headers:
        return
    for parameter in operation.located(Location.HEADER):
        sent = next((n for n in case.headers if n.lower() == parameter.name.lower()), None)
        make = _MEANT.get(parameter.name.lower())
        if (
            sent is None
            or make is None
            or not _verdicts.allows(parameter, case.headers[sent], None)
        ):
            continue
        meant = make()
        if meant is not None and _verdicts.allows(parameter, meant, None):
            case.headers[sent] = meant


# `*` matches any version; in every other request the made-up tag stays.
_conditions = itertools.cycle(("*", None))
_MEANT: dict[str, Callable[[], str | None]] = {
    IDEMPOTENCY: lambda: next(_keys),
    "if-match": lambda: next(_conditions),
}


@schemathesis.hook
def after_call(ctx: Any, case: Any, response: Any) -> None:
    """Count what was answered."""
    operation = _operation(case)
    _seen[operation.id if operation else ""][response.status_code] += 1


@schemathesis.hook
def filter_failure(ctx: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether a failure stands."""
    operation = _operation(case)
    return operation is None or _verdicts.stands(failure, operation, case, response)


@schemathesis.check
def exact_reply(ctx: Any, response: Any, case: Any) -> None:
    """A JSON reply is what the contract says, custom formats included.

    The copy that the fuzzer judges by leaves out what stands beside a custom format.
    """
    operation = _operation(case)
    media = _media(operation, response) if operation else None
    if media is None or media.schema is None:
        return
    try:
        value = json.loads(response.content)
    except ValueError:
        return  # the fuzzer's own checks speak of this
    for error in _judge.validator(media.schema, Direction.REPLY).iter_errors(value):
        raise AssertionError(f"The reply breaks the contract: {error.message}")


def _operation(case: Any) -> Operation | None:
    return _operations.get((case.method.upper(), case.path))


def _media(operation: Operation, response: Any) -> Media | None:
    reply = operation.reply(response.status_code)
    sent = response.headers.get("content-type", [""])[0].split(";")[0].strip().lower()
    if reply is None or not (sent == "application/json" or sent.endswith("+json")):
        return None
    return reply.media.get(sent)


@atexit.register
def _count() -> None:
    _job.counts.write_text(json.dumps(_seen))
