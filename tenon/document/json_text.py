"""JSON (RFC 8259) read by the standard library, with places found only when they are asked for.

A place is found by walking the text down to it: members on the way are skipped by the C decoder,
so that a text of 10 MB costs a fraction of a second once, and nothing when no place is needed.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from tenon.document.text import DEEPEST, Parsed, Unreadable, too_deep
from tenon.document.wording import shown
from tenon.finding import Finding, Place

_SPACE = re.compile(r"[ \t\n\r]*")
_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)')


def parse(text: str, file: str, *, lenient: bool = False) -> Parsed:
    """The value of a JSON text.

    Raises Unreadable for what is no JSON, for duplicate keys and for too deep nesting; `lenient`
    keeps the last of duplicate keys and only tells of them.
    """
    reader = _Reader(text, file)
    value = reader.read()
    positions = _Positions(text)
    twice = _duplicates(value, reader.duplicates, positions, file) if reader.duplicates else []
    if twice and not lenient:
        raise Unreadable(*twice)
    if text.count("{") + text.count("[") > DEEPEST and _deeper(value):
        raise Unreadable(too_deep(Place(file)))
    return Parsed(value, positions, tuple(twice))


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self.duplicates: dict[int, str] = {}  # by the identity of an object of the value

    def read(self) -> Any:
        try:
            return json.loads(
                self._text,
                object_pairs_hook=self._object,
                parse_constant=self._constant,
                parse_float=self._float,
            )
        except json.JSONDecodeError as error:
            if not self._text.strip():
                message = "the file holds no document"
                raise self._unreadable(0, "empty-document", message, "write one") from None
            message = error.msg[0].lower() + error.msg[1:]
            remedy = "correct the text here, or just before"
            raise self._unreadable(error.pos, "json-syntax", message, remedy) from None
        except RecursionError:
            raise Unreadable(too_deep(Place(self._file))) from None
        except ValueError as error:  # an integer of too many digits
            raise self._unreadable(0, "not-json", shown(error), "write a smaller one") from None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.duplicates[id(value)] = key
                    break
                seen.add(key)
        return value

    def _constant(self, name: str) -> Any:
        found = (m.start() for m in _CONSTANT.finditer(self._text) if m.group(1))
        message, remedy = f"{name} is no JSON number", "write a finite number"
        raise self._unreadable(next(found, 0), "not-json", message, remedy)

    def _float(self, digits: str) -> float:
        value = float(digits)
        if value in (float("inf"), float("-inf")):
            position = max(self._text.find(digits), 0)
            message = f"the number {shown(digits)} is too large"
            raise self._unreadable(position, "not-json", message, "write a smaller one")
        return value

    def _unreadable(self, position: int, rule: str, message: str, remedy: str) -> Unreadable:
        place = Place(self._file, *_Positions(self._text).line_column(position))
        return Unreadable(Finding(place, rule, message, remedy))


class _Positions:
    def __init__(self, text: str) -> None:
        self._text = text
        self.start = self._skip(0)
        self._lines: list[int] | None = None
        self._scanned: dict[int, list[tuple[str, int, int]]] = {}
        self._decode = json.JSONDecoder().raw_decode

    def at(self, tokens: Sequence[str]) -> tuple[int, int]:
        position = value = self.start
        for token in tokens:
            found = next((m for m in self.members(value) if m[0] == token), None)
            if found is None:
                break
            _, position, value = found
        return self.line_column(position)

    def line_column(self, position: int) -> tuple[int, int]:
        """Line and column, from 1, of a position in the text."""
        if self._lines is None:
            self._lines = [0, *(m.end() for m in re.finditer("\n", self._text))]
        line = bisect_right(self._lines, position)
        return line, position - self._lines[line - 1] + 1

    def members(self, position: int) -> list[tuple[str, int, int]]:
        """Key (or index), place and value position of all members of the container there."""
        if position not in self._scanned:
            opening = self._text[position : position + 1]
            scan = {"{": self._object, "[": self._array}.get(opening)
            self._scanned[position] = scan(position) if scan else []
        return self._scanned[position]

    def _object(self, position: int) -> list[tuple[str, int, int]]:
        found = []
        position = self._skip(position + 1)
        while self._text[position] != "}":
            key, end = scanstring(self._text, position + 1)
            value = self._skip(self._skip(end) + 1)
            found.append((key, position, value))
            position = self._next(value)
        return found

    def _array(self, position: int) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        position = self._skip(position + 1)
        while self._text[position] != "]":
            found.append((str(len(found)), position, position))
            position = self._next(position)
        return found

    def _next(self, value: int) -> int:
        """The position after a value and the comma that may follow it."""
        end = self._skip(self._decode(self._text, value)[1])
        return self._skip(end + 1) if self._text[end] == "," else end

    def _skip(self, position: int) -> int:
        match = _SPACE.match(self._text, position)
        return match.end() if match else position


def _duplicates(
    value: Any, duplicates: dict[int, str], positions: _Positions, file: str
) -> list[Finding]:
    """A finding for each object with a duplicate key, at the key's second occurrence."""
    findings = []
    stack: list[tuple[Any, int]] = [(value, positions.start)]
    while stack:
        node, position = stack.pop()
        if not isinstance(node, (dict, list)):
            continue
        members = positions.members(position)
        key = duplicates.get(id(node))
        if key is not None:
            first, again = [m[1] for m in members if m[0] == key][:2]
            message = (
                f"the key {shown(key)} stands here again, after line "
                f"{positions.line_column(first)[0]}"
            )
            place = Place(file, *positions.line_column(again))
            findings.append(Finding(place, "duplicate-key", message, "keep one of them"))
        inner = node if isinstance(node, dict) else {str(i): v for i, v in enumerate(node)}
        stack += [(inner[name], at) for name, _, at in members]
    return sorted(findings, key=lambda finding: finding.place)


def _deeper(value: Any) -> bool:
    """Whether containers stand inside each other deeper than allowed."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True
