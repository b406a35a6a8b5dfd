"""One answer in a file of scenarios, read and held against the contract."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tenon.contract import Contract, Media, Operation, Reply, Schema
from tenon.contract.pointer import join
from tenon.contract.schemas import Direction
from tenon.document.wording import did_you_mean, shown
from tenon.finding import ContractError, Severity
from tenon.mock.events import items_of
from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.scenario import Handler, Step
from tenon.mock.scenario_values import (
    Notes,
    Wrong,
    count,
    failing,
    flag,
    header_fields,
    one_of,
    span,
    status,
    text,
)
from tenon.mock.wish import Wish
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge, field_errors
from tenon.runtime.negotiation import is_json
from tenon.runtime.streaming import is_stream


def _seed(value: Any) -> str:
    if isinstance(value, (dict, list)) or value is None:
        raise Wrong("wrong-type", "a seed is a text or a number")
    return str(value)


def _drop(value: Any) -> str:
    return one_of("before", "halfway")("before" if value is True else value)


_READERS = {
    "status": status,
    "body": lambda value: value,
    "headers": header_fields,
    "example": text,
    "dynamic": flag,
    "seed": _seed,
    "error": failing,
    "delay": span,
    "slow": span,
    "pause": span,
    "drop": _drop,
    "times": count,
    "verbatim": flag,
    "handler": text,
}
# What says what to answer; of these groups only one may speak.
_WAYS = (("handler",), ("error",), ("body", "verbatim"), ("example", "dynamic", "seed"))
_ALONE = ("handler", "error")  # these say the status, too


class StepReader:
    """Reads the answers of scenarios."""

    def __init__(self, notes: Notes, contract: Contract, formats: Mapping[str, Format]) -> None:
        self._notes = notes
        self._schemas = contract.schemas
        # A schema that cannot be compiled is told of where the contract is read.
        self._judge = Judge(contract.schemas, formats, lambda _, __: None)

    def read(self, value: Any, at: str, operations: Sequence[Operation]) -> Step | None:
        """The step that a value says, for operations that may meet it; None where it is wrong."""
        if value == "pass":
            return Step()
        before = len(self._notes.findings)
        members = self._notes.members(value, at, tuple(_READERS), "an answer")
        said = {
            key: self._notes.read(_READERS[key], given, join(at, key))
            for key, given in members.items()
        }
        self._one_way(said, at)
        handler = self._handler(said.get("handler"), join(at, "handler"))
        if len(self._notes.findings) > before:
            return None
        for operation in operations:
            self._held_against(operation, said, at)
        step = _step(said, handler, operations)
        return replace(step, items=self._items(step, operations))

    def _items(self, step: Step, operations: Sequence[Operation]) -> tuple[Any, ...] | None:
        """The items of a stream, where that is what the answer is."""
        if step.outcome is None or not isinstance(step.outcome.body, list) or not operations:
            return None
        media = _stream_of(operations[0].reply(step.outcome.status))
        if media is None:
            return None
        return tuple(items_of(self._schemas, media, step.outcome.body, _as_given))

    def _one_way(self, said: Mapping[str, Any], at: str) -> None:
        spoken = [next(key for key in way if key in said) for way in _WAYS if set(way) & set(said)]
        if spoken and spoken[0] in _ALONE and "status" in said:
            spoken.append("status")
        if len(spoken) > 1:
            message = f"{spoken[0]} and {spoken[1]} exclude each other"
            self._notes.add(join(at, spoken[1]), "wrong-combination", message, "keep one of them")

    def _handler(self, named: str | None, at: str) -> Handler | None:
        if named is None:
            return None
        from tenon.imports import load_object

        try:
            found = load_object(named)
        except ContractError as error:
            for finding in error.findings:
                self._notes.add(at, finding.rule, finding.message, finding.remedy)
            return None
        if not callable(found) or inspect.iscoroutinefunction(found):
            kind = "a coroutine function" if callable(found) else "no function"
            message = f"{shown(named)} is {kind}"
            self._notes.add(at, "bad-import", message, "write def name(asked, state)")
            return None
        handler: Handler = found
        return handler

    def _held_against(self, operation: Operation, said: Mapping[str, Any], at: str) -> None:
        code = said.get("error", said.get("status", _usual(operation)))
        reply = operation.reply(code)
        if reply is None:
            message = f"{operation.id} declares no {code}"
            where = join(at, next((key for key in ("error", "status") if key in said), ""))
            remedy = "it is sent all the same"
            self._notes.add(where, "undeclared-status", message, remedy, Severity.WARNING)
            return
        if "example" in said:
            self._example(operation, reply, said["example"], join(at, "example"))
        if "body" in said and not said.get("verbatim"):
            self._body(operation, reply, said["body"], join(at, "body"))

    def _example(self, operation: Operation, reply: Reply, name: str, at: str) -> None:
        known = sorted({key for media in reply.media.values() for key in media.examples})
        if name not in known:
            message = f"{operation.id} has no example {shown(name)} of its {reply.status}"
            listed = f"known are {', '.join(map(shown, known))}" if known else ""
            self._notes.add(at, "unknown-example", message, did_you_mean(name, known) or listed)

    def _body(self, operation: Operation, reply: Reply, body: Any, at: str) -> None:
        stream = _stream_of(reply)
        if stream is not None and isinstance(body, list):
            for index, item in enumerate(body):
                self._judged(operation, stream.item_schema, item, join(at, index))
            return
        for media in _json_media(reply):
            self._judged(operation, media.schema, body, at)

    def _judged(self, operation: Operation, schema: Schema | None, body: Any, at: str) -> None:
        if schema is None:
            return
        validator = self._judge.validator(schema, Direction.REPLY)
        for error in field_errors(validator, body, "body"):
            message = f"what {operation.id} declares does not allow it: {shown(error.message)}"
            where = at + (error.pointer or "")
            self._notes.add(where, "invalid-body", message, "correct it, or add verbatim: true")


def _json_media(reply: Reply) -> Iterator[Media]:
    return (media for name, media in reply.media.items() if is_json(name))


def _stream_of(reply: Reply | None) -> Media | None:
    """The media type of a reply that is nothing but a stream."""
    declared = list(reply.media.values()) if reply is not None else []
    return declared[0] if declared and all(map(is_stream, declared)) else None


def _as_given(_: Schema, given: Any, __: str) -> Any:
    return given


def _usual(operation: Operation) -> int:
    """The status of an answer that names none: the lowest success that is declared."""
    declared = sorted(s for s in operation.replies if s.isdecimal() and s.startswith("2"))
    return int(declared[0]) if declared else 200


def _step(
    said: Mapping[str, Any], handler: Handler | None, operations: Sequence[Operation]
) -> Step:
    code, drop = said.get("status"), said.get("drop")
    headers = said.get("headers", {})
    outcome, wish = None, None
    if "body" in said or _is_bare(said, operations):
        code = code or (_usual(operations[0]) if operations else 200)
        outcome, headers = Outcome(code, said.get("body", ABSENT), headers), {}
    elif {"status", "example", "dynamic", "seed"} & set(said):
        wish = Wish(code, said.get("example", ""), said.get("dynamic"), said.get("seed", ""))
    return Step(
        outcome=outcome,
        wish=wish,
        handler=handler,
        error=said.get("error"),
        times=said.get("times", 1),
        headers=headers,
        delay_s=said.get("delay"),
        slow_s=said.get("slow"),
        drop=drop is not None,
        halfway=drop == "halfway",
        pause_s=said.get("pause", 0.0),
    )


def _is_bare(said: Mapping[str, Any], operations: Sequence[Operation]) -> bool:
    """Whether it names a status that no operation declares a body for: it has none then."""
    if "status" not in said or {"example", "dynamic", "seed"} & set(said):
        return False
    replies = [operation.reply(said["status"]) for operation in operations]
    return all(reply is None or not reply.media for reply in replies)
