"""Values that may contain themselves come to an end."""

from __future__ import annotations

from typing import Any

from tests.mock.values.making import Making, every

REF = {"$ref": "#/components/schemas/Node"}


def node(**properties: Any) -> dict[str, Any]:
    return {"Node": {"type": "object", "properties": properties, "required": [*properties]}}


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


def test_children_are_made_one_level_deep() -> None:
    schemas = node(name={"type": "string"}, children={"type": "array", "items": REF})
    found = Making(REF, schemas).made().value
    assert found["children"]
    assert all(child["children"] == [] for child in found["children"])


def test_a_property_that_need_not_be_there_ends_it() -> None:
    schemas = {"Node": {"type": "object", "properties": {"id": {"const": 1}, "parent": REF}}}
    assert all(depth(one) <= 3 for one in every(REF, schemas))


def test_an_alternative_that_ends_is_taken() -> None:
    schemas = node(next={"oneOf": [REF, {"type": "null"}]})
    assert Making(REF, schemas).faults() == []
    assert all(depth(one) <= 5 for one in every(REF, schemas))


def test_an_end_is_found_behind_a_later_alternative() -> None:
    schemas = node(
        pair={"type": "array", "minItems": 2, "items": {"anyOf": [REF, REF, {"const": 1}]}}
    )
    assert Making(REF, schemas).faults() == []


def test_schemas_that_need_each_other_end_where_one_of_them_can() -> None:
    schemas = {
        "Node": {
            "required": ["other"],
            "properties": {"other": {"$ref": "#/components/schemas/B"}},
        },
        "B": {"type": "object", "properties": {"back": REF, "n": {"const": 1}}, "required": ["n"]},
    }
    assert Making({"type": "object", **REF}, schemas).faults() == []


def test_what_has_no_end_is_told() -> None:
    found = Making(REF, node(next=REF)).made()
    assert found.fault == "the required property 'next': it has to contain itself without an end"
    assert found.value == {}


def test_what_has_no_end_is_left_out_where_it_can_be() -> None:
    schema = {"type": "object", "properties": {"a": REF, "b": {"const": 1}}}
    assert Making(schema, node(next=REF)).made().value == {"b": 1}


def test_a_schema_that_refers_to_itself_says_nothing() -> None:
    schemas = {"Node": {"allOf": [REF, {"type": "integer"}]}}
    assert Making(REF, schemas).faults() == []


def test_dynamic_references_are_followed() -> None:
    schema = {
        "$id": "https://example.com/tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {"data": {"type": "integer"}, "kids": {"items": {"$dynamicRef": "#node"}}},
        "required": ["data", "kids"],
        "unevaluatedProperties": False,
    }
    assert Making(schema).faults() == []
    assert Making(schema).made().value["data"] > 0
