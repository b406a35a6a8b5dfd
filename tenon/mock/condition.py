"""What must hold of a request, or of what is remembered, for a scenario to apply.

A condition looks at one value and judges it by a JSON Schema; a plain value stands for the schema
that allows only it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from tenon.contract import Location, Operation, pointer
from tenon.runtime.handler import Asked
from tenon.runtime.headers import header_text

ABSENT_WORD = {"absent": True}
"""What a scenario writes where there must be no value."""
_BACKTRACKS = 100_000
_NOTHING = object()


class Described(Protocol):
    """What is remembered, as far as conditions look at it."""

    def describe(self) -> Mapping[str, Any]:
        """The `items` of each resource, as JSON, each with its `fields`."""


@dataclass(frozen=True)
class Condition:
    """One value of a request, found by `part` and `name`, and the schema that it must meet.

    `part` is path, query, headers, body, state or session. `name` is a parameter's, or, in a body
    and in the state, a JSON Pointer. `schema` is None where there must be no such value.
    """

    part: str
    name: str
    schema: Mapping[str, Any] | None

    @cached_property
    def judge(self) -> Any:
        """The compiled schema. Raises ValueError when it is none."""
        import jsonschema_rs

        options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
        schema = dict(self.schema or {})
        return jsonschema_rs.Draft202012Validator(
            schema, validate_formats=True, pattern_options=options, offline=True
        )

    def holds(self, asked: Asked, state: Described | None) -> bool:
        """Whether it holds of a request and of what is remembered in its session."""
        value = _FINDERS[self.part](asked, state, self.name)
        if value is _NOTHING or self.schema is None:
            return value is _NOTHING and self.schema is None
        return bool(self.judge.is_valid(value))


def schema_of(said: Any, part: str) -> Mapping[str, Any] | None:
    """The schema for what a scenario says of a value; None where there must be none."""
    if said == ABSENT_WORD:
        return None
    if isinstance(said, Mapping):
        return said
    # Header fields and names of sessions are texts, whatever they look like.
    return {"const": _text(said) if part in ("headers", "session") else said}


def _text(said: Any) -> str:
    return str(said).lower() if isinstance(said, bool) else str(said)


def _path(asked: Asked, _: Described | None, name: str) -> Any:
    arguments = _located(asked.operation, Location.PATH)
    found = (p.argument for p in arguments if p.name == name)
    return asked.values.get(next(found, ""), _NOTHING)


def _located(operation: Operation, location: Location) -> Iterator[Any]:
    return (p for p in operation.parameters if p.location is location)


def _query(asked: Asked, _: Described | None, name: str) -> Any:
    return (asked.values.get("query") or {}).get(name, _NOTHING)


def _header(asked: Asked, _: Described | None, name: str) -> Any:
    sent = asked.headers.get(name.lower().encode("latin-1", "replace"))
    return _NOTHING if sent is None else header_text(sent)


def _body(asked: Asked, _: Described | None, name: str) -> Any:
    if "body" not in asked.values:
        return _NOTHING
    return _below(asked.values["body"], name)


def _state(_: Asked, state: Described | None, name: str) -> Any:
    if state is None:
        return _NOTHING
    told = state.describe().items()
    return _below({k: [item["fields"] for item in kind["items"]] for k, kind in told}, name)


def _session(asked: Asked, _: Described | None, __: str) -> Any:
    return session_of(asked)


def session_of(asked: Asked) -> str:
    """The name of the session that a request belongs to."""
    return asked.headers.get(b"x-mock-session", b"").decode("latin-1")


def _below(value: Any, at: str) -> Any:
    try:
        return pointer.resolve(value, at)
    except KeyError:
        return _NOTHING


_FINDERS: Mapping[str, Callable[[Asked, Described | None, str], Any]] = {
    "path": _path,
    "query": _query,
    "headers": _header,
    "body": _body,
    "state": _state,
    "session": _session,
}
