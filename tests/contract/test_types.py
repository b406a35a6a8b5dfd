"""Which JSON types a schema lets through, and what it names."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tenon.contract.schemas import Schemas
from tenon.contract.types import JSON_TYPES, json_types, keyword, properties

Json = Any
SCHEMAS = Schemas(
    {
        "components": {
            "schemas": {
                "Id": {"type": "integer"},
                "Any": {"description": "no type of its own"},
                "Alias": {"$ref": "#/components/schemas/Id"},
                "Loop": {"$ref": "#/components/schemas/Loop"},
                "Tree": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Tree"}]},
                "Base": {"type": "object", "properties": {"a": {"type": "string"}, "b": True}},
                "Embedded": {"$id": "https://a.test/e", "type": "boolean"},
            }
        }
    }
)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, {"string"}),
        ({"type": "number"}, {"number", "integer"}),
        ({"type": ["integer", "null"]}, {"integer", "null"}),
        ({"type": []}, set()),
        ({"const": True}, {"boolean"}),
        ({"const": None}, {"null"}),
        ({"enum": [1, "a"]}, {"integer", "number", "string"}),
        ({"enum": [1, 2.5], "type": "integer"}, {"integer"}),
        ({"enum": []}, set()),
        ({"const": {}}, {"object"}),
        ({"enum": [[]]}, {"array"}),
        (ref("Id"), {"integer"}),
        (ref("Alias"), {"integer"}),
        ({**ref("Any"), "type": "integer"}, {"integer"}),
        ({**ref("Id"), "minimum": 1}, {"integer"}),
        ({"$ref": "https://a.test/e"}, {"boolean"}),
        ({"allOf": [ref("Id"), {"minimum": 1}]}, {"integer"}),
        ({"allOf": [{"type": ["string", "null"]}, {"type": ["null", "integer"]}]}, {"null"}),
        ({"anyOf": [{"type": "string"}, ref("Id")]}, {"string", "integer"}),
        ({"oneOf": [{"type": "string"}, {"type": "null"}]}, {"string", "null"}),
        ({"type": "string", "anyOf": [{"minLength": 1}, {"format": "uuid"}]}, {"string"}),
        ({"anyOf": [False, {"type": "null"}]}, {"null"}),
        (False, set()),
    ],
)
def test_a_schema_lets_some_types_through(schema: Json, types: set[str]) -> None:
    assert json_types(SCHEMAS, schema) == types


@pytest.mark.parametrize(
    "schema",
    [{}, True, ref("Any"), ref("Loop"), ref("Tree"), {"$ref": "#/nowhere"}, {"$ref": "urn:no"},
     {"properties": {"a": {}}}, {"not": {"type": "string"}}],
)  # fmt: skip
def test_a_silent_schema_lets_all_through(schema: Json) -> None:
    assert json_types(SCHEMAS, schema) == JSON_TYPES


def test_a_schema_of_many_ways_to_itself_is_read_once() -> None:
    """Each level is named twice by the next: walked by every way, these are 2 to the power 60."""
    levels: dict[str, Json] = {"L0": {"type": "integer", "title": "found"}}
    for level in range(60):
        levels[f"L{level + 1}"] = {"allOf": [ref(f"L{level}"), ref(f"L{level}")]}
    schemas = Schemas({"components": {"schemas": levels}})
    started = time.perf_counter()
    assert json_types(schemas, ref("L60")) == {"integer"}
    assert properties(schemas, ref("L60")) == {}
    assert keyword(schemas, ref("L60"), "title") == "found"
    assert keyword(schemas, ref("L60"), "items") is None
    assert time.perf_counter() - started < 0.5


def test_properties_are_gathered_and_a_schemas_own_come_last() -> None:
    schema = {"allOf": [ref("Base"), {"properties": {"c": True}}], "properties": {"a": False}}
    assert properties(SCHEMAS, schema) == {"a": False, "b": True, "c": True}
    assert list(properties(SCHEMAS, {"allOf": [ref("Base")], "properties": {"z": 1}})) == [
        "a", "b", "z",
    ]  # fmt: skip


def test_properties_beside_a_reference_count() -> None:
    assert set(properties(SCHEMAS, {**ref("Base"), "properties": {"z": True}})) == {"a", "b", "z"}


def test_a_keyword_is_found_in_what_a_schema_is_composed_of() -> None:
    schema = {"oneOf": [{"title": "x"}, {"items": ref("Id")}, {"items": True}]}
    assert keyword(SCHEMAS, schema, "items") == ref("Id")
    assert keyword(SCHEMAS, ref("Alias"), "type") == "integer"
    assert keyword(SCHEMAS, ref("Loop"), "type") is None
