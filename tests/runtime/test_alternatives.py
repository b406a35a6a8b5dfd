"""What is wrong with a value that may be one of several: the place in the one that was meant."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from tenon.runtime.judge import field_errors, first_error

CAR = {
    "type": "object",
    "required": ["kind", "doors"],
    "additionalProperties": False,
    "properties": {"kind": {"const": "car"}, "doors": {"type": "integer", "maximum": 5}},
}
BOAT = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"const": "boat"},
        "hull": {"oneOf": [{"type": "object", "properties": {"of": {"const": "wood"}}}]},
    },
}
PLAIN = {"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 2}]}


def judged(choice: Any, value: Any) -> list[tuple[str | None, str, str]]:
    schema = {"type": "object", "properties": {"ride": choice}}
    validator = jsonschema_rs.Draft202012Validator(schema)
    errors = field_errors(validator, {"ride": value}, "body")
    assert first_error(validator, {"ride": value}, "body") == errors[:1]
    return [(error.pointer, error.code, error.message) for error in errors]


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "errors"),
    [
        ({"kind": "car", "doors": 4}, []),
        ({"kind": "boat"}, []),
        (
            {"kind": "car", "doors": 6},
            [("/ride/doors", "maximum", "6 is greater than the maximum of 5")],
        ),
        (
            {"kind": "car"},
            [("/ride/doors", "required", '"doors" is a required property')],
        ),
        (
            {"kind": "train"},
            [("/ride/kind", "enum", '"train" is not one of "car", "boat"')],
        ),
        ({"kind": 7}, [("/ride/kind", "enum", '7 is not one of "car", "boat"')]),
        ({}, [("/ride/kind", "required", '"kind" is a required property')]),
        (3, [("/ride", "type", '3 is not of type "object"')]),
        (
            {"kind": "boat", "hull": {"of": "air"}},
            [("/ride/hull/of", "enum", '"air" is not one of "wood"')],
        ),
    ],
)
def test_the_place_of_the_fault_is_told(
    word: str, value: Any, errors: list[tuple[str, str, str]]
) -> None:
    assert judged({word: [CAR, BOAT]}, value) == errors


def test_alternatives_without_constants_are_told_as_one() -> None:
    ((pointer, code, message),) = judged(PLAIN, "long")
    assert (pointer, code) == ("/ride", "anyOf")
    assert "not valid under any" in message


def test_a_value_that_fits_two_alternatives_is_told_as_one() -> None:
    ((pointer, code, _),) = judged({"oneOf": [{"type": "integer"}, {"minimum": 1}]}, 2)
    assert (pointer, code) == ("/ride", "oneOf")
