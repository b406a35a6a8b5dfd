"""What runs inside the fuzzer: it imports this module and so registers it.

The job that it works for is named by the environment variable `TENON_FUZZ_JOB`.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import schemathesis
from hypothesis import strategies

from tenon.contract import Contract, Location, Media, Operation, Parameter
from tenon.contract.schemas import Direction
from tenon.fuzz.authentication import REFRESH_S, Known
from tenon.fuzz.document import LINES
from tenon.fuzz.forms import as_sent, is_form
from tenon.fuzz.job import JOB, Job
from tenon.fuzz.settings import IDEMPOTENCY
from tenon.imports import load_object
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge

_job = Job.load(Path(os.environ[JOB]))
_formats: dict[str, Format] = dict(load_object(_job.formats)) if _job.formats else {}
_contract = Contract.load(_job.contract)
_judge = Judge(_contract.schemas, _formats)
_operations = {(o.method, o.path): o for o in _contract.operations}
_statuses: Counter[int] = Counter()
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


if _job.credentials:
    _known = Known(_contract, load_object(_job.credentials), _job.url)

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
        if sent is None or make is None or not _allows(parameter, case.headers[sent], None):
            continue
        meant = make()
        if meant is not None and _allows(parameter, meant, None):
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
    _statuses[response.status_code] += 1


@schemathesis.hook
def filter_failure(ctx: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether a failure stands; one that says bad data was accepted falls if the data was good.

    The fuzzer takes no text that it makes for one of a custom format; some formats know better.
    In a form it takes a number for no text, and sends it as text. And where a header is a number,
    it forgets that headers which nobody declared are ignored (RFC 9110, section 5.1).
    """
    operation = _operation(case)
    if operation is None or type(failure).__name__ != "AcceptedNegativeData":
        return True
    if _adds_headers(case.meta.phase.data):
        return False
    broken = [m for m in getattr(case.meta.phase.data, "mutations", ()) if _may_be_good(case, m)]
    return not broken or not all(_good(operation, case, m) for m in broken)


def _adds_headers(phase: Any) -> bool:
    """Whether a case is bad only in that it has headers or cookies that are not declared."""
    location = getattr(phase, "parameter_location", None)
    scenario = getattr(phase, "scenario", None)
    named = getattr(scenario, "name", "") == "OBJECT_UNEXPECTED_PROPERTIES"
    return named and getattr(location, "value", "") in ("header", "cookie")


def _may_be_good(case: Any, mutation: Any) -> bool:
    in_form = mutation.parameter_location.value == "body" and is_form(case.media_type)
    return in_form or (bool(_formats) and "format" in mutation.keywords)


def _good(operation: Operation, case: Any, mutation: Any) -> bool:
    """Whether what a mutation was to break is what the contract allows all the same."""
    where = mutation.parameter_location.value
    if where == "body":
        media = operation.body.media.get(case.media_type) if operation.body else None
        form = media is not None and is_form(case.media_type)
        body = as_sent(_contract.schemas, media, case.body) if media and form else case.body
        return _allows(media, body, Direction.REQUEST)
    name = mutation.parameter or (mutation.path[0] if mutation.path else None)
    declared = (p for p in operation.parameters if p.location == where and p.name == name)
    sent = getattr(case, _CONTAINERS[where], None) or {}
    return _allows(next(declared, None), sent.get(name), None)


def _allows(described: Media | Parameter | None, value: Any, direction: Direction | None) -> bool:
    schema = described.schema if described else None
    return schema is not None and _judge.validator(schema, direction).is_valid(value)


_CONTAINERS = {
    "path": "path_parameters",
    "query": "query",
    "header": "headers",
    "cookie": "cookies",
}


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
    _job.counts.write_text(json.dumps(_statuses))
