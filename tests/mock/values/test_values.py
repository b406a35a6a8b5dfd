"""What `Values` promises: the same for the same key, valid, bounded, and faults that are told."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from tenon.contract import Schema
from tenon.contract.schemas import Direction, Schemas
from tenon.mock.values import Values
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge
from tests.mock.values.making import KEYS, Making, made

PERSON = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
    "required": ["id"],
}


def test_the_same_key_makes_the_same_value() -> None:
    assert [Making(PERSON).made(key) for key in KEYS] == [Making(PERSON).made(key) for key in KEYS]


def test_another_key_makes_another_value() -> None:
    making = Making(PERSON)
    assert len({making.made(key).value["name"] for key in KEYS}) > 6


def test_another_seed_makes_another_value() -> None:
    assert Making(PERSON, seed=1).made().value != Making(PERSON, seed=2).made().value


def test_a_value_does_not_depend_on_those_made_before() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer", "example": "wrong"}, "b": {"enum": [1, 2]}},
        "oneOf": [{"properties": {"a": {"minimum": 50}}}, {"properties": {"a": {"multipleOf": 2}}}],
    }
    before, after = Making(schema), Making(schema)
    for key in KEYS:
        after.made(key, varied=True)
    assert [before.made(key) for key in KEYS] == [after.made(key) for key in KEYS]


def test_what_is_made_may_be_changed() -> None:
    making = Making({"example": {"tags": ["a"]}})
    making.made().value["tags"].append("b")
    assert making.made().value == {"tags": ["a"]}


def test_without_filling_only_what_is_required_is_made() -> None:
    assert list(Making(PERSON, fill=False).made().value) == ["id"]


@pytest.mark.parametrize(
    ("direction", "names"),
    [(Direction.REPLY, ["id", "name"]), (Direction.REQUEST, ["name", "password"])],
)
def test_what_does_not_travel_is_not_made(direction: Direction, names: list[str]) -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string"},
            "password": {"type": "string", "writeOnly": True},
        },
        "required": ["id", "name", "password"],
    }
    made = Making(schema, direction=direction).made()
    assert (list(made.value), made.fault) == (names, "")


def test_what_a_referred_schema_hides_is_not_made() -> None:
    base = {"type": "object", "properties": {"key": {"type": "string", "writeOnly": True}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {"key": True}}
    assert Making(schema, {"Base": base}).made().value == {}


def test_an_example_is_used_first() -> None:
    assert made({"type": "string", "examples": ["Ada"], "default": "none"}) == "Ada"
    assert made({"type": "integer", "default": 7}) == 7


def test_an_example_of_the_whole_comes_before_those_of_its_parts() -> None:
    schema = {"example": {"a": 1}, "properties": {"a": {"type": "integer", "example": 2}}}
    assert made(schema) == {"a": 1}


def test_an_example_that_is_not_valid_is_passed_by() -> None:
    assert isinstance(made({"type": "integer", "example": "seven"}), int)
    assert "@" in made({"type": "string", "format": "email", "example": "nobody"})


def test_an_example_that_holds_what_does_not_travel_is_passed_by() -> None:
    schema = {
        "type": "object",
        "example": {"id": 1, "password": "secret"},
        "properties": {"id": {"type": "integer"}, "password": {"writeOnly": True}},
        "required": ["id"],
    }
    assert list(made(schema)) == ["id"]


def test_a_varied_value_is_only_like_the_example() -> None:
    making = Making({"type": "string", "example": "AB-1234"})
    found = {making.made(key, varied=True).value for key in KEYS}
    assert len(found) > 6
    assert all(one.startswith("AB-") and one[3:].isdigit() for one in found)


def test_of_several_items_only_the_first_is_the_example() -> None:
    schema = {"type": "array", "minItems": 3, "items": {"type": "string", "example": "A1"}}
    first, *others = made(schema)
    assert first == "A1"
    assert set(others) != {"A1"}


def test_a_format_of_the_user_is_sampled() -> None:
    even = Format(lambda text: text in {"2", "4"}, lambda random: random.choice(["2", "4"]))
    making = Making({"type": "string", "format": "even"}, formats={"even": even})
    assert {making.made(key).value for key in KEYS} == {"2", "4"}


IMPOSSIBLE: dict[str, tuple[Any, Any, str]] = {
    "contradictory bounds": (
        {"type": "integer", "minimum": 5, "maximum": 3},
        0,
        "no number is between 5 and 3",
    ),
    "contradictory lengths": (
        {"type": "string", "minLength": 5, "maxLength": 3},
        "",
        "at least 5 and at most 3 characters are asked for",
    ),
    "contradictory types": (
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        None,
        "no type is left, or its bounds contradict each other",
    ),
    "a required property that is forbidden": (
        {"type": "object", "required": ["a"], "additionalProperties": False},
        {},
        "the required property 'a' is not allowed",
    ),
    "a required property whose bounds contradict each other": (
        {
            "type": "object",
            "required": ["a"],
            "properties": {"a": {"minimum": 5, "maximum": 2, "type": "number"}},
        },
        {},
        "the required property 'a': no number is between 5 and 2",
    ),
    "a required property within another whose sizes contradict each other": (
        {
            "type": "object",
            "required": ["a"],
            "properties": {
                "a": {
                    "type": "object",
                    "required": ["b"],
                    "properties": {"b": {"type": "string", "minLength": 5, "maxLength": 2}},
                }
            },
        },
        {},
        "the required property 'b': at least 5 and at most 2 characters are asked for",
    ),
    "an enum whose values have other types": (
        {"type": "string", "enum": [1, 2]},
        "",
        "`enum` or `const` leave no value",
    ),
    "more items than there are": (
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
        [False, True],
        "there are not enough different items",
    ),
    "items where none are allowed": (
        {"type": "array", "items": False, "minItems": 1},
        [],
        "1 items are asked for where 0 are allowed",
    ),
    "false": (False, None, "nothing is allowed here"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_contradiction_is_told(name: str) -> None:
    schema, value, fault = IMPOSSIBLE[name]
    found = Making(schema).made()
    assert found.fault == fault
    assert found.value == value or name == "more items than there are"


def test_a_contradiction_in_an_optional_property_leaves_it_out() -> None:
    never = {"type": "integer", "minimum": 5, "maximum": 3}
    assert made({"type": "object", "properties": {"a": never, "b": {"const": 1}}}) == {"b": 1}


def test_two_alternatives_that_are_the_same_are_told() -> None:
    schema = {"oneOf": [{"type": "string"}, {"type": "string"}]}
    said = "no valid value was found in time: the whole value does not satisfy `oneOf`"
    assert Making(schema).made().fault == said


def test_a_schema_that_cannot_be_compiled_is_told() -> None:
    found = Making({"type": "string", "pattern": "("}).made()
    assert found.value is None
    assert found.fault.startswith("the schema cannot be compiled")


MALFORMED = [
    {"type": "string", "minLength": "x"},
    {"type": "any"},
    {"type": 7},
    {"enum": 1},
    {"required": True, "type": "object"},
    {"properties": ["a"], "type": "object"},
    {"minimum": "5", "type": "integer"},
    {"multipleOf": 0, "type": "integer"},
    {"items": [1], "type": "array"},
    {"allOf": {}},
    {"allOf": [3]},
    {"$ref": 3},
    {"$ref": "#/nowhere"},
    {"oneOf": [{"$ref": "#/nowhere/"}]},
    {"type": "string", "pattern": "("},
    {"type": "array", "prefixItems": 1},
    {"type": "object", "dependentRequired": {"a": 1}, "required": ["a"]},
    {"discriminator": 1, "oneOf": [{"discriminator": {"propertyName": []}}]},
    "text",
    None,
]


@pytest.mark.parametrize("malformed", MALFORMED, ids=str)
def test_what_a_lenient_judge_lets_through_is_made_somehow(malformed: Any) -> None:
    schema = {"type": "object", "properties": {"a": malformed, "b": {"const": 1}}}
    document = Schemas({"tried": schema})
    told: list[str] = []
    judge = Judge(document, faulty=lambda schema, reason: told.append(reason))
    values = Values(document, judge)
    tried = Schema("/tried", schema)
    assert values.made(tried, "key").value["b"] == 1
    assert values.fitted(tried, {"a": {}, "b": 1}, "key").value["b"] == 1
    assert len(told) <= 1


@pytest.mark.parametrize(
    ("schema", "length", "fault"),
    [
        (
            {"type": "array", "items": {"type": "integer"}, "minItems": 10**7},
            1_000,
            "10000000 items are asked for, 1000 were made",
        ),
        (
            {"type": "object", "minProperties": 10**6},
            1_000,
            "1000000 properties are asked for, 1000 were made",
        ),
        ({"type": "array", "contains": {"const": 1}, "minContains": 10**7}, 1_000, None),
    ],
)
def test_an_enormous_value_is_cut(schema: Any, length: int, fault: str | None) -> None:
    found = Making(schema).made()
    assert len(found.value) == length
    assert found.fault == fault or (fault is None and found.fault)


def test_an_enormous_text_is_cut() -> None:
    found = Making({"type": "string", "minLength": 10**9}).made()
    assert found.fault == "1000000000 characters are asked for, 200000 were made"
    assert len(found.value) < 201_000


HARMFUL: dict[str, Any] = {
    "a catastrophic pattern": {"type": "string", "pattern": "^(a+)+b$", "minLength": 60},
    "a pattern that nothing matches": {"type": "string", "pattern": "^(?=a)b$"},
    "nested repeats": {"type": "string", "pattern": "^((((a{9}){9}){9}){9}){9}$"},
    "choices upon choices": {
        "allOf": [{"anyOf": [{"required": [f"{a}{b}"]} for b in range(9)]} for a in range(9)],
        "not": {"minProperties": 9},
        "type": "object",
    },
    "oneOf that excludes all": {
        "oneOf": [{"type": "object", "minProperties": n} for n in range(40)],
    },
    "negations of negations": {
        "not": {"not": {"not": {"not": {"oneOf": [{"const": 1}, {"not": {}}]}}}},
    },
    "wide and deep": {
        "type": "object",
        "properties": {name: {"$ref": "#/tried"} for name in "abcdefghij"},
        "required": [*"abcdefghij"],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_schema_takes_a_bounded_time(name: str) -> None:
    making = Making(HARMFUL[name])
    making.made()
    began = process_time()
    making.made("another", varied=True)
    assert process_time() - began < 0.1


def test_a_pattern_that_nothing_matches_is_told() -> None:
    fault = Making({"type": "string", "pattern": "^(?=a)b$"}).made().fault
    assert fault == "no valid value was found in time: the whole value does not satisfy `pattern`"


def test_arrays_have_as_many_items_as_is_asked_for() -> None:
    making = Making({"type": "array", "items": {"type": "integer"}}, items=(5, 5))
    assert {len(making.made(key).value) for key in KEYS} == {5}


MANY = {
    "integers": {"type": "integer"},
    "integers from far away": {"type": "integer", "minimum": 10**7},
    "integers below": {"type": "integer", "maximum": -5},
    "all integers of a range": {"type": "integer", "minimum": 1, "maximum": 500},
    "steps": {"type": "number", "multipleOf": 0.5, "minimum": 0, "maximum": 400},
    "texts": {"type": "string"},
    "short texts": {"type": "string", "maxLength": 6},
    "objects": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
}


@pytest.mark.parametrize("name", MANY)
def test_many_different_items_are_found(name: str) -> None:
    made = Making({"type": "array", "items": MANY[name], "uniqueItems": True, "minItems": 500})

    found = made.made()

    assert found.fault == ""
    assert len({str(item) for item in found.value}) == 500


def test_few_different_items_are_the_usual_ones() -> None:
    item = {"type": "integer"}
    made = Making({"type": "array", "items": item, "uniqueItems": True, "minItems": 20})

    assert max(made.made().value) <= 100
