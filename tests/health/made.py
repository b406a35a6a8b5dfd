"""Contracts whose health is looked at, and lines of recordings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tenon.document import Bundle, read
from tenon.finding import Finding
from tenon.health import examine
from tenon.health.model import Handled, Health, Row, Unknown
from tenon.health.recordings import Recordings
from tests.tiny import body, document, operation, parameter, reply

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
PET_ID = parameter("pet_id", "path", {"type": "integer", "minimum": 1})
PATHS = {
    "/pets": {
        "get": operation(
            "listPets", replies={"200": reply({"type": "array", "items": PET}), "4XX": reply()}
        ),
        "post": operation("createPet", body=body(PET), replies={"201": reply(PET), "409": reply()}),
    },
    "/pets/{pet_id}": {
        "get": operation("getPet", PET_ID, replies={"200": reply(PET), "404": reply()}),
        "delete": operation("dropPet", PET_ID, deprecated=True),
    },
    "/health": {"get": operation("getHealth", tags=["system"])},
}
NOT_ASKED = Unknown("nobody asked", "ask")


def bundle(folder: Path, paths: Mapping[str, Any] = PATHS, **members: Any) -> Bundle:
    """A contract that is written to a file and read."""
    file = folder / "pets.json"
    file.write_text(json.dumps(document(paths, **members), indent=1))
    return read(file)


def health(
    read: Bundle,
    findings: Iterable[Finding] = (),
    handlers: Mapping[str, Handled] | Unknown = NOT_ASKED,
    recordings: Recordings | None = None,
) -> Health:
    """The health of a contract of which nothing else is known than what is given."""
    made = examine(read, findings, handlers=handlers, since=NOT_ASKED, recordings=recordings)
    return replace(made, file="pets.json")


def row(health: Health, operation: str) -> Row:
    """The row of an operation."""
    return next(row for row in health.rows if row.operation.id == operation)


def answered(method: str, path: str, status: int, test: str | None, title: str = "Tiny") -> str:
    """A line as a service records it."""
    said = {"kind": "test", "contract": title, "operation": "any", "method": method, "path": path}
    return json.dumps({**said, "status": status, "test": test})


def fuzzed(
    method: str, path: str, statuses: Mapping[str, int], *failures: str, title: str = "Tiny"
) -> str:
    """A line as the fuzzer records it."""
    said = {"kind": "fuzz", "contract": title, "operation": "any", "method": method, "path": path}
    return json.dumps({**said, "seed": 1, "statuses": statuses, "failures": list(failures)})


def recorded(folder: Path, *lines: str) -> Path:
    """A file of such lines."""
    file = folder / "seen.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines))
    return file
