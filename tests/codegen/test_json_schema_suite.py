"""Every valid instance of the JSON-Schema-Test-Suite builds a DTO and comes back equal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

FOLDER = Path(__file__).parents[3] / "shared/suites/json-schema-2020-12/tests/draft2020-12"


@dataclass(frozen=True)
class Group:
    """A schema of the suite and the instances that are valid against it."""

    name: str
    schema: Any
    valid: tuple[Any, ...]


def groups(folder: Path = FOLDER) -> list[Group]:
    """Every group of the suite, the optional ones included, in a fixed order."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        for group in json.loads(path.read_bytes()):
            valid = tuple(case["data"] for case in group["tests"] if case["valid"])
            found.append(Group(f"{path.stem}: {group['description']}", group["schema"], valid))
    return found


def contract_document(members: list[Group]) -> dict[str, Any]:
    """A contract whose operation `op<n>` takes the n-th group's schema as its body."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for number, group in enumerate(members):
        schema = group.schema
        if isinstance(schema, dict) and "$id" not in schema:
            schema = {"$id": f"urn:suite:{number}", **schema}
        schemas[f"Group{number}"] = schema
        paths[f"/{number}"] = {"post": _operation(number)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Suite", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(number: int) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/Group{number}"}
    return {
        "operationId": f"op{number}",
        "tags": ["suite"],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"204": {"description": "Done"}},
    }


# Numbers that Python's `float` cannot hold, or that Pydantic will not read as an `int`.
EXCEPTIONS = {
    ("bignum: number", 98249283749234923498293171823948729348710298301928331): "rounded",
    ("bignum: number", -98249283749234923498293171823948729348710298301928331): "rounded",
    ("float-overflow: all integers are multiples of 0.5, if overflow is handled", 1e308): "refused",
}


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal (JSON Schema 2020-12 core, section 4.2.2)."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def fate(adapter: TypeAdapter[Any], value: Any, *, text: bool) -> str:
    """What becomes of a value, read from JSON text or from what was parsed already."""
    try:
        if text:
            made = adapter.validate_json(json.dumps(value), by_alias=True, by_name=False)
        else:
            made = adapter.validate_python(value, by_alias=True, by_name=False)
    except ValidationError:
        return "refused"
    back = json.loads(adapter.dump_json(made, by_alias=True, exclude_unset=True))
    return "equal" if same(back, value) else "rounded"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the JSON-Schema-Test-Suite is not at hand")
def test_every_valid_instance_builds_and_comes_back_equal(
    make: Callable[[dict[str, Any]], Any],
) -> None:
    members = groups()
    stub = make(contract_document(members)).module("stubs.suite").SuiteStub
    fates = {}
    count = 0
    for number, group in enumerate(members):
        hints = get_type_hints(getattr(stub, f"op{number}"), include_extras=True)
        adapter = TypeAdapter(hints["body"])
        for value in group.valid:
            count += 1
            for text in (True, False):
                if (found := fate(adapter, value, text=text)) != "equal":
                    fates[group.name, value] = found
    assert fates == EXCEPTIONS
    assert count > 1100
