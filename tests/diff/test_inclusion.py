"""Proofs that one schema covers another, and their bounds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Schema
from tenon.diff import inclusion
from tenon.diff.inclusion import Inclusion
from tenon.diff.side import Side

from .pairs import bundle, changes, sent, told


def covers(folder: Path, outer: Any, inner: Any, *, closed: bool = True) -> bool | None:
    sides = [Side(bundle(folder, "any", sent(schema))) for schema in (outer, inner)]
    at = "/paths/~1pets/post/requestBody/content/application~1json/schema"
    asked = [(side, (Schema(at, side.get(at)),)) for side in sides]
    return Inclusion().covers(asked[0], asked[1], None, closed=closed)


NAMED = {"type": "object", "properties": {"name": {"type": "string"}}}
AGED = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("outer", "inner", "answer"),
    [
        ({"type": "number"}, {"type": "integer", "minimum": 1}, True),
        ({"type": "integer"}, {"type": "number"}, False),
        ({"type": "string"}, {"type": "string", "format": "uuid"}, True),
        ({"type": "string", "format": "uuid"}, {"type": "string"}, False),
        ({"type": "string", "pattern": "^[a-z]"}, {"type": "string", "pattern": "^[a-c]"}, None),
        (AGED, NAMED, True),
        ({**AGED, "required": ["age"]}, NAMED, False),
    ],
)
def test_whether_one_schema_covers_another(
    outer: Any, inner: Any, answer: bool | None, tmp_path: Path
) -> None:
    assert covers(tmp_path, outer, inner) is answer


def test_objects_that_may_say_anything_are_not_covered_by_those_that_say_what(
    tmp_path: Path,
) -> None:
    assert covers(tmp_path, AGED, NAMED, closed=False) is False


def test_what_is_too_large_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inclusion, "LARGEST", 10)

    assert covers(tmp_path, NAMED, NAMED) is None


def test_what_takes_too_long_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inclusion, "LONGEST_S", -1.0)

    assert covers(tmp_path, NAMED, NAMED) is None


def test_schemas_made_to_take_forever_end_and_are_undecided(tmp_path: Path) -> None:
    def choices(count: int) -> Any:
        either = [
            {"anyOf": [{"required": [f"{letter}{n}"]} for letter in "abc"]} for n in range(count)
        ]
        return sent({"type": "object", "not": {"not": {"allOf": either}}})

    started = time.monotonic()
    found = changes(tmp_path, choices(19), choices(20))

    assert told(found) == ["sending undecided schema-undecided"]
    assert time.monotonic() - started < 15
