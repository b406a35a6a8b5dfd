"""Text on the wire read as the JSON value its schema asks for.

Numbers are written as JSON writes them (RFC 8259, section 6): `1_000`, `+1` and ` 1` are none.
Text that is not of any type asked for stays text, so that the schema's verdict names the fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tenon.contract.types import JSON_TYPES

Read = Callable[[str], Any]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,4000})", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,4000})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)


def scalar_reader(types: frozenset[str]) -> Read:
    """A function from text to a value of one of the JSON types, preferring the narrowest."""
    if types >= JSON_TYPES or types <= {"string", "array", "object"}:
        return str
    text_too = "string" in types
    steps = [step for name, step in _STEPS if name in types]
    if not text_too and "null" not in types:
        steps.append(_empty)
    if len(steps) == 1:
        return steps[0]

    def read(text: str) -> Any:
        for step in steps:
            value = step(text)
            if not isinstance(value, str):
                return value
        return text

    return read


def read_integer(text: str) -> int | str:
    """An integer, or the text itself."""
    return int(text) if _INTEGER.fullmatch(text) else text


def _number(text: str) -> float | int | str:
    if _INTEGER.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text)
    return text if value in (float("inf"), float("-inf")) else value


def _boolean(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text, text)


def _empty(text: str) -> str | None:
    """An empty text is no number and no boolean: it says nothing, and the schema judges that."""
    return text or None


def _null(text: str) -> str | None:
    return None if text in ("", "null") else text


_STEPS: tuple[tuple[str, Read], ...] = (
    ("number", _number),
    ("integer", read_integer),
    ("boolean", _boolean),
    ("null", _null),
)
