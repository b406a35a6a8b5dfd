"""Every keyword of JSON Schema is obeyed, alone and together with others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mock.values.making import Making, every, made

WORDS = {"type": "string"}
COUNT = {"type": "integer"}
OBEYED: dict[str, Any] = {
    "any value": True,
    "nothing said": {},
    "type": {"type": "number"},
    "types": {"type": ["string", "null"]},
    "null": {"type": "null"},
    "enum": {"enum": ["a", 1, None]},
    "enum with a type": {"type": "integer", "enum": ["a", 1, None]},
    "const": {"const": {"a": [1, {"b": None}]}},
    "minimum and maximum": {"type": "integer", "minimum": 7, "maximum": 8},
    "bounds that are exclusive": {"type": "integer", "exclusiveMinimum": 5, "exclusiveMaximum": 7},
    "a narrow range": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-7},
    "bounds between integers": {"type": "integer", "minimum": 2.5, "maximum": 3.5},
    "a large integer": {"type": "integer", "minimum": 10**30},
    "a negative maximum": {"type": "number", "maximum": -1000},
    "multipleOf": {"type": "number", "multipleOf": 0.01, "minimum": 0.05, "maximum": 0.07},
    "multipleOf twice": {
        "allOf": [{"type": "integer", "multipleOf": 6}, {"multipleOf": 4}],
        "minimum": 100,
        "maximum": 110,
    },
    "multipleOf a fraction, of integers": {"type": "integer", "multipleOf": 1.5},
    "minLength and maxLength": {"type": "string", "minLength": 37, "maxLength": 37},
    "maxLength 0": {"type": "string", "maxLength": 0},
    "pattern with lengths": {"pattern": "^[a-z-]+$", "minLength": 12, "maxLength": 12, **WORDS},
    "patterns that hold together": {"allOf": [{"pattern": "^a"}, {"pattern": "z$"}], **WORDS},
    "format with a length": {"type": "string", "format": "email", "maxLength": 14},
    "format with a pattern": {"type": "string", "format": "date-time", "pattern": r"\.\d{3}Z$"},
    "contentEncoding": {"type": "string", "contentEncoding": "base64"},
    "items": {"type": "array", "items": COUNT, "minItems": 2},
    "prefixItems": {"type": "array", "prefixItems": [WORDS, COUNT], "items": False, "minItems": 2},
    "maxItems": {"type": "array", "items": COUNT, "maxItems": 0},
    "uniqueItems": {
        "type": "array",
        "items": {"enum": [*range(9)]},
        "uniqueItems": True,
        "minItems": 9,
    },
    "uniqueItems of integers": {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 20},
        "uniqueItems": True,
        "minItems": 20,
    },
    "uniqueItems of objects": {
        "type": "array",
        "items": {"properties": {"a": {"type": "boolean"}}, "required": ["a"], "maxProperties": 1},
        "uniqueItems": True,
        "minItems": 2,
    },
    "contains": {"type": "array", "items": COUNT, "contains": {"minimum": 1000}},
    "minContains and maxContains": {
        "type": "array",
        "items": COUNT,
        "contains": {"minimum": 1000},
        "minContains": 2,
        "maxContains": 3,
        "minItems": 6,
    },
    "contains twice": {
        "type": "array",
        "prefixItems": [WORDS],
        "contains": COUNT,
        "allOf": [{"contains": {"const": "x"}}],
    },
    "minContains 0": {"type": "array", "contains": False, "minContains": 0},
    "required": {"type": "object", "required": ["a", "b"]},
    "minProperties": {"type": "object", "minProperties": 3},
    "maxProperties": {
        "properties": dict.fromkeys("abcd", COUNT),
        "required": ["d"],
        "maxProperties": 2,
    },
    "patternProperties": {
        "type": "object",
        "patternProperties": {"^x-[a-z]+$": COUNT, "^y": WORDS},
        "additionalProperties": False,
        "minProperties": 4,
    },
    "additionalProperties": {
        "type": "object",
        "properties": {"a": WORDS},
        "additionalProperties": {"type": "boolean"},
        "minProperties": 3,
    },
    "propertyNames": {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Z]{3}$"},
        "additionalProperties": COUNT,
        "minProperties": 3,
    },
    "a property that is forbidden": {"type": "object", "properties": {"a": False, "b": COUNT}},
    "dependentRequired": {
        "type": "object",
        "properties": {"card": WORDS},
        "required": ["card"],
        "dependentRequired": {"card": ["street"], "street": ["city"]},
    },
    "dependentSchemas": {
        "type": "object",
        "required": ["card"],
        "dependentSchemas": {"card": {"required": ["city"], "properties": {"city": {"const": 1}}}},
    },
    "dependentSchemas that cannot be": {
        "type": "object",
        "properties": {"card": WORDS},
        "dependentSchemas": {"card": False},
    },
    "if, then and else": {
        "type": "object",
        "properties": {"country": {"enum": ["US", "CA"]}, "zip": WORDS},
        "required": ["country", "zip"],
        "if": {"properties": {"country": {"const": "US"}}},
        "then": {"properties": {"zip": {"pattern": "^[0-9]{5}$"}}},
        "else": {"properties": {"zip": {"pattern": "^[A-Z][0-9][A-Z]$"}}},
    },
    "allOf within allOf": {
        "allOf": [
            {"allOf": [{"properties": {"n": {"type": "integer", "minimum": 3}}}]},
            {"properties": {"n": {"maximum": 4}}, "required": ["n"], "type": "object"},
        ]
    },
    "anyOf": {"anyOf": [{"type": "string", "minLength": 5}, {"type": "string", "maxLength": 2}]},
    "oneOf by required": {
        "type": "object",
        "properties": {"a": WORDS, "b": WORDS},
        "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "oneOf that overlaps": {"oneOf": [{**WORDS, "minLength": 5}, {**WORDS, "maxLength": 7}]},
    "oneOf of numbers": {"oneOf": [COUNT, {"type": "number", "minimum": 5}]},
    "oneOf of steps": {"type": "integer", "oneOf": [{"multipleOf": 3}, {"multipleOf": 5}]},
    "not": {"type": "string", "not": {"pattern": "^[a-m]"}},
    "not a type": {"type": "number", "not": {"type": "integer"}},
    "not a property": {"type": "object", "properties": {"a": COUNT}, "not": {"required": ["a"]}},
    "not any of": {"not": {"anyOf": [{"type": ["object", "array", "null"]}, {"type": "string"}]}},
    "not not": {"not": {"not": {"type": "integer", "minimum": 7, "maximum": 8}}},
    "not a property of a type": {
        "type": "object",
        "required": ["a"],
        "not": {"properties": {"a": COUNT}, "required": ["a"]},
    },
    "unevaluatedProperties": {
        "type": "object",
        "allOf": [{"properties": {"a": COUNT}}],
        "properties": {"b": WORDS},
        "required": ["a", "b"],
        "unevaluatedProperties": False,
    },
    "unevaluatedProperties with a schema": {
        "type": "object",
        "anyOf": [{"properties": {"a": WORDS}, "required": ["a"]}, {"required": ["b"]}],
        "unevaluatedProperties": COUNT,
        "minProperties": 4,
    },
    "unevaluatedItems": {
        "type": "array",
        "allOf": [{"prefixItems": [WORDS]}],
        "unevaluatedItems": False,
        "minItems": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", OBEYED)
def test_a_keyword_is_obeyed(name: str) -> None:
    assert Making(OBEYED[name]).faults() == []


@pytest.mark.parametrize("name", OBEYED)
def test_a_keyword_is_obeyed_within_an_object(name: str) -> None:
    schema = {"type": "object", "properties": {"a": OBEYED[name], "z": COUNT}, "required": ["a"]}
    assert Making(schema).faults() == []


def test_null_is_made_only_where_nothing_else_is_possible() -> None:
    schema = {"anyOf": [{"type": "null"}, {"type": "string"}]}
    assert made(schema) != None  # noqa: E711 (the value, not the test)
    assert made({"type": "null"}) is None


def test_varied_values_are_now_and_then_null() -> None:
    making = Making({"type": ["string", "null"]})
    found = [making.made(str(number), varied=True).value for number in range(60)]
    assert 0 < found.count(None) < 30


def test_varied_values_take_each_alternative() -> None:
    found = {type(one) for one in every({"oneOf": [{"type": "boolean"}, {"type": "string"}]})}
    assert found == {bool, str}


def test_arrays_have_one_to_three_items() -> None:
    assert {len(one) for one in every({"type": "array", "items": COUNT})} == {1, 2, 3}


def test_a_map_has_entries() -> None:
    assert len(made({"type": "object", "additionalProperties": COUNT})) == 2


def test_properties_come_in_the_order_of_the_schema() -> None:
    assert list(made({"properties": {"b": COUNT, "a": COUNT}, "required": ["a"]})) == ["b", "a"]


def test_moments_come_in_the_order_that_their_names_tell() -> None:
    moment = {"type": "string", "format": "date-time"}
    schema = {"type": "object", "properties": {"updated_at": moment, "created_at": moment}}
    assert all(one["created_at"] <= one["updated_at"] for one in every(schema))
