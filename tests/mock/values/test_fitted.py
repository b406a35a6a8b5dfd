"""`fitted` keeps what it can of a value: what is allowed stays, what is missing is made."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract.schemas import Direction
from tests.mock.values.making import Making

SUMMARY = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "name": {"type": "string", "minLength": 2}},
    "required": ["id", "name"],
    "additionalProperties": False,
}
FULL = {
    "type": "object",
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "name": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 5}},
        "owner": SUMMARY,
        "created_at": {"type": "string", "format": "date-time"},
    },
    "required": ["id", "name", "owner", "created_at"],
}
REF = "#/components/schemas/"


def fitted(schema: Any, given: Any, **how: Any) -> Any:
    """A fitted value that is valid."""
    making = Making(schema, **how)
    found = making.fitted(given)
    assert found.fault == ""
    assert making.valid(found.value)
    return found.value


def test_a_valid_value_is_returned_itself() -> None:
    given = {"id": 1, "name": "Ada"}
    assert Making(SUMMARY).fitted(given).value is given


def test_members_that_are_forbidden_are_dropped() -> None:
    assert fitted(SUMMARY, {"id": 7, "name": "Ada", "born": 1815}) == {"id": 7, "name": "Ada"}


def test_members_that_nobody_names_stay_where_they_are_allowed() -> None:
    assert fitted(FULL, {"id": 7, "name": "Ada", "more": [1]})["more"] == [1]


def test_what_is_missing_is_made_and_what_is_there_stays() -> None:
    found = fitted(FULL, {"name": "Ada", "tags": ["new"]})
    assert (found["name"], found["tags"]) == ("Ada", ["new"])
    assert set(found) == {"id", "name", "tags", "owner", "created_at"}


def test_members_that_are_not_valid_are_replaced() -> None:
    found = fitted(FULL, {"id": 0, "name": "Ada", "created_at": "yesterday", "owner": None})
    assert found["name"] == "Ada"
    assert found["id"] > 0


def test_within_members_the_same_holds() -> None:
    owner = {"id": 3, "name": "A", "secret": True}
    found = fitted(FULL, {"id": 7, "name": "Ada", "owner": owner})["owner"]
    assert found["id"] == 3
    assert set(found) == {"id", "name"}


def test_items_that_are_not_valid_are_replaced_and_the_others_stay() -> None:
    tags = fitted(FULL, {"id": 7, "name": "Ada", "tags": ["new", "much too long", "old"]})["tags"]
    assert (tags[0], tags[2], len(tags)) == ("new", "old", 3)


def test_items_come_as_many_as_are_allowed() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3}
    assert fitted(schema, [1, 2, 3, 4]) == [1, 2, 3]
    assert fitted(schema, [1])[0] == 1


def test_items_that_come_twice_are_made_different() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}
    assert fitted(schema, [1, 2, 1, 2]) == [1, 2]


def test_the_alternative_that_keeps_most_is_taken() -> None:
    def kind(name: str, **properties: Any) -> Any:
        members = {"kind": {"const": name}, **properties}
        return {"type": "object", "properties": members, "required": ["kind", *properties]}

    schema = {"oneOf": [kind("a", x={"type": "integer"}), kind("b", y={"type": "integer"})]}
    found = fitted(schema, {"kind": "b", "x": 5})
    assert found["kind"] == "b"
    assert isinstance(found["y"], int)


def test_null_stays_where_it_is_allowed() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": ["string", "null"]}},
        "required": ["b"],
    }
    assert fitted(schema, {"a": None})["a"] is None


def test_what_does_not_travel_is_dropped() -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"readOnly": True}, "password": {"writeOnly": True}, "n": True},
    }
    given = {"id": 1, "password": "x", "n": 2}
    assert fitted(schema, given) == {"id": 1, "n": 2}
    assert fitted(schema, given, direction=Direction.REQUEST) == {"password": "x", "n": 2}


def test_members_are_kept_through_references_and_composition() -> None:
    schemas = {
        "Base": {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
        "Pet": {
            "allOf": [{"$ref": REF + "Base"}, {"properties": {"name": {"type": "string"}}}],
            "required": ["name"],
            "unevaluatedProperties": False,
        },
    }
    found = Making({"$ref": REF + "Pet"}, schemas).fitted({"id": 4, "size": 2})
    assert found.fault == ""
    assert found.value["id"] == 4
    assert set(found.value) == {"id", "name"}


def test_a_recursive_value_is_kept() -> None:
    node = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "kids": {"items": {"$ref": REF + "Node"}}},
        "required": ["name"],
        "additionalProperties": False,
    }
    given = {"name": "a", "kids": [{"name": "b", "kids": [{"name": 3, "x": 1}]}], "x": 1}
    found = Making({"$ref": REF + "Node"}, {"Node": node}).fitted(given).value
    assert (found["name"], found["kids"][0]["name"]) == ("a", "b")
    assert set(found["kids"][0]["kids"][0]) >= {"name"}


@pytest.mark.parametrize("given", [None, True, 3, "text", [], [[]], {"a": {}}])
@pytest.mark.parametrize(
    "schema", [SUMMARY, FULL, {"type": "array", "items": SUMMARY}, {"const": 1}]
)
def test_whatever_is_given_what_comes_is_valid(schema: Any, given: Any) -> None:
    fitted(schema, given)


def test_where_nothing_fits_it_is_told() -> None:
    found = Making({"type": "object", "required": ["a"], "properties": {"a": False}}).fitted(
        {"b": 1}
    )
    assert found.fault == "the required property 'a' is not allowed"


def test_the_same_key_completes_alike() -> None:
    assert Making(FULL).fitted({"name": "Ada"}, "k") == Making(FULL).fitted({"name": "Ada"}, "k")
