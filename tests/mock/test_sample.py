"""Plain values: what schemas show of themselves, and placeholders."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.mock.cut import Cut
from tenon.mock.sample import Sample


def sample(schema: Any, components: dict[str, Any] | None = None, *, fill: bool = True) -> Any:
    document = {"root": schema, "components": {"schemas": components or {}}}
    return Sample(Cut(Schemas(document), Schema("/root", schema)), fill=fill).value()


ROWS: dict[str, tuple[Any, Any]] = {
    "a string": ({"type": "string"}, "string"),
    "an integer": ({"type": "integer"}, 0),
    "a number": ({"type": "number"}, 0),
    "a flag": ({"type": "boolean"}, True),
    "null": ({"type": "null"}, None),
    "anything": ({}, {}),
    "an array": ({"type": "array", "items": {"type": "string"}}, ["string"]),
    "an array of anything": ({"type": "array"}, []),
    "an object": ({"properties": {"a": {"type": "string"}}}, {"a": "string"}),
    "the first type but null": ({"type": ["null", "integer"]}, 0),
    # What it shows of itself
    "an example": ({"type": "string", "example": "a", "default": "b"}, "a"),
    "the first of examples": ({"type": "string", "examples": ["a", "b"]}, "a"),
    "a constant": ({"const": 3}, 3),
    "a default": ({"type": "string", "default": "a", "enum": ["b", "a"]}, "a"),
    "null by default": ({"type": ["string", "null"], "default": None}, None),
    "a default that says nothing": (
        {"properties": {"a": {"type": "integer"}}, "default": {}},
        {"a": 0},
    ),
    "the first choice": ({"enum": ["a", "b"]}, "a"),
    # Bounds
    "a least length": ({"type": "string", "minLength": 8}, "stringst"),
    "a greatest length": ({"type": "string", "maxLength": 3}, "str"),
    "a minimum": ({"type": "integer", "minimum": 5}, 5),
    "an open minimum": ({"type": "integer", "exclusiveMinimum": 20}, 21),
    "an open minimum of 0": ({"type": "integer", "exclusiveMinimum": 0}, 1),
    "an open minimum of a number": ({"type": "number", "exclusiveMinimum": 0}, 0.5),
    "a maximum": ({"type": "integer", "maximum": -5}, -5),
    "an open maximum": ({"type": "integer", "exclusiveMaximum": 0}, -1),
    "a step": ({"type": "integer", "minimum": 5, "multipleOf": 4}, 8),
    "a step below": ({"type": "number", "maximum": -1, "multipleOf": 1.5}, -1.5),
    "a least number of items": (
        {"type": "array", "items": {"type": "integer"}, "minItems": 3},
        [0, 0, 0],
    ),
    "no items": ({"type": "array", "items": {"type": "integer"}, "maxItems": 0}, []),
    "first items": ({"prefixItems": [{"type": "integer"}, {"type": "string"}]}, [0, "string"]),
    "items that have to be in it": (
        {"type": "array", "contains": {"type": "integer", "exclusiveMinimum": 20}},
        [21],
    ),
    "more of them": ({"contains": {"const": 1}, "minContains": 2}, [1, 1]),
    # Formats
    "a date": ({"type": "string", "format": "date"}, "2019-08-24"),
    "an address in Cyrillic": (
        {"type": "string", "format": "idn-email"},
        "пользователь@пример.ру",  # noqa: RUF001
    ),
    "a format of numbers": ({"format": "int64"}, 0),
    "Base64": ({"type": "string", "contentEncoding": "base64"}, "c3RyaW5n"),
    # Objects
    "other properties": ({"type": "object", "additionalProperties": {"const": 1}},
                         {"property1": 1}),
    "a required property without a schema": ({"required": ["b", "a"]},
                                             {"a": "string", "b": "string"}),
    "a required one of the others": (
        {"required": ["a"], "additionalProperties": {"type": "integer"}}, {"a": 0}),
    "what only travels the other way": (
        {"properties": {"a": {"writeOnly": True}, "b": {"readOnly": True, "const": 1}}}, {"b": 1}),
    # Composition
    "all of them": (
        {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]},
        {"a": 1, "b": 2}),
    "examples of members": (
        {"allOf": [{"properties": {"a": {"type": "integer"}}, "example": {"a": 7}},
                   {"properties": {"b": {"const": 2}}}]},
        {"a": 7, "b": 2}),
    "the first branch": ({"oneOf": [{"const": 1}, {"const": 2}]}, 1),
    "the first branch but null": ({"anyOf": [{"type": "null"}, {"const": 2}]}, 2),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "value"), ROWS.values(), ids=ROWS)
def test_a_plain_value_of_a_schema(schema: Any, value: Any) -> None:
    assert sample(schema) == value


def test_only_what_is_required_is_there_where_nothing_is_filled() -> None:
    schema = {"required": ["a"], "properties": {"a": {"const": 1}, "b": {"const": 2}}}
    assert sample(schema, fill=False) == {"a": 1}


def test_a_value_stands_in_one_of_its_own_schema_once() -> None:
    tree = {"properties": {"name": {"type": "string"}, "parts": {"type": "array", "items": REF}}}
    leaf = {"name": "string", "parts": [{}]}
    assert sample(REF, {"Tree": tree}) == {"name": "string", "parts": [leaf]}


REF = {"$ref": "#/components/schemas/Tree"}


def test_a_recursion_that_must_go_on_is_left_where_it_may_end() -> None:
    tree = {
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "next": REF, "all": {"items": REF}},
    }
    assert sample(REF, {"Tree": tree}) == {
        "name": "string",
        "next": {"name": "string", "all": []},
        "all": [{"name": "string", "all": []}],
    }


def test_a_recursion_without_an_end_ends() -> None:
    assert sample(REF, {"Tree": {"required": ["next"], "properties": {"next": REF}}}) == {}
    assert sample(REF, {"Tree": {"allOf": [REF, {"properties": {"a": {"const": 1}}}]}}) == {"a": 1}


def test_a_wide_recursion_stays_small() -> None:
    wide = {"properties": {f"p{n}": {"$ref": f"#/components/schemas/S{n}"} for n in range(9)}}
    made = sample(wide, {f"S{n}": wide for n in range(9)})
    assert len(str(made)) < 100_000


def test_what_tells_branches_apart_says_which_was_taken() -> None:
    pet = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    kinds = {"properties": {"kind": {"type": "string"}, "age": {"type": "integer"}}}
    assert sample(pet, {"Cat": kinds, "Dog": kinds}) == {"kind": "Cat", "age": 0}
    named = {"propertyName": "kind", "mapping": {"meow": "#/components/schemas/Cat"}}
    assert sample({**pet, "discriminator": named}, {"Cat": kinds, "Dog": kinds})["kind"] == "meow"


def test_where_examples_stand_is_told() -> None:
    schema = {"properties": {"a": {"items": {"examples": [1]}, "minItems": 2}, "b": {"const": 1}}}
    made = Sample(Cut(Schemas({"root": schema}), Schema("/root", schema)))
    assert made.value() == {"a": [1, 1], "b": 1}
    assert made.declared == [("a", 0), ("a", 1)]


def test_a_request_is_without_what_only_replies_have() -> None:
    schema = {"properties": {"a": {"readOnly": True}, "b": {"const": 1}}}
    cut = Cut(Schemas({"root": schema}), Schema("/root", schema), Direction.REQUEST)
    assert Sample(cut).value() == {"b": 1}
