"""Tiny contracts in pairs, written on the spot."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from tenon.diff import Change, compare
from tenon.document import Bundle, read

from ..tiny import body, document, operation, reply

TODAY = date(2026, 1, 1)
Json = Any


def bundle(folder: Path, name: str, written: Json) -> Bundle:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(written))
    return read(path)


def changes(folder: Path, base: Json, head: Json) -> tuple[Change, ...]:
    """What changed between two documents."""
    return compare(bundle(folder, "base", base), bundle(folder, "head", head), today=TODAY)


def told(found: tuple[Change, ...]) -> list[str]:
    """The rules and verdicts of changes, for whom."""
    return [f"{change.audience} {change.verdict} {change.id}" for change in found]


def sent_and_answered(schema: Json, **schemas: Json) -> dict[str, Any]:
    """A contract in which the schema is both sent and answered."""
    put = operation("putPet", body=body(schema), replies={"200": reply(schema)})
    return document({"/pets": {"put": put}}, schemas)


def sent(schema: Json, **schemas: Json) -> dict[str, Any]:
    """A contract in which clients send the schema."""
    return document({"/pets": {"post": operation("addPet", body=body(schema))}}, schemas)


def answered(schema: Json, **schemas: Json) -> dict[str, Any]:
    """A contract in which clients receive the schema."""
    return document(
        {"/pets": {"get": operation("getPet", replies={"200": reply(schema)})}}, schemas
    )
