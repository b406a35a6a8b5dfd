"""Schemas inside schemas, and the media types that describe a value."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Media, Schema
from tenon.contract.parts import (
    component,
    items_schema,
    json_media,
    property_schema,
    structured,
)

NAMED: dict[str, Any] = {
    "components": {
        "schemas": {
            "Ship": {
                "allOf": [
                    {"$ref": "#/components/schemas/Thing"},
                    {"properties": {"mast": {"type": "integer"}}},
                ]
            },
            "Thing": {"properties": {"name": {"$ref": "#/components/schemas/Name"}}},
            "Name": {"type": "string"},
            "Fleet": {"items": {"$ref": "#/components/schemas/Ship"}},
            "Loop": {"$ref": "#/components/schemas/Loop"},
        }
    }
}


def refer(name: str) -> Schema:
    return Schema("/x", {"$ref": f"#/components/schemas/{name}"})


def test_a_property_is_found_where_it_is_named() -> None:
    name = property_schema(NAMED, refer("Ship"), "name")
    mast = property_schema(NAMED, refer("Ship"), "mast")
    assert name == Schema("/components/schemas/Thing/properties/name", {})
    assert mast == Schema("/components/schemas/Ship/allOf/1/properties/mast", {})
    assert property_schema(NAMED, refer("Ship"), "hull") is None


def test_the_items_of_a_list_are_found() -> None:
    assert items_schema(NAMED, refer("Fleet")) == Schema("/components/schemas/Fleet/items", {})
    assert items_schema(NAMED, refer("Ship")) is None


@pytest.mark.parametrize("name", ["Loop", "Nothing"])
def test_a_reference_into_nowhere_or_in_circles_names_nothing(name: str) -> None:
    assert property_schema(NAMED, refer(name), "name") is None


def test_two_that_are_the_same_by_reference_are_one_component() -> None:
    name = property_schema(NAMED, refer("Ship"), "name")
    assert component(NAMED, name) == "/components/schemas/Name"
    assert component(NAMED, refer("Nothing")) == "/x"


@pytest.mark.parametrize(
    ("types", "json", "described"),
    [
        (["text/html", "application/hal+json; v=1"], 1, 1),
        (["application/xml", "application/json"], 1, 1),
        (["image/png", "application/xml"], None, 1),
        (["application/x-www-form-urlencoded"], None, 0),
        (["image/png", "text/plain"], None, None),
    ],
)
def test_json_goes_before_what_else_describes_a_value(
    types: list[str], json: int | None, described: int | None
) -> None:
    media = {name: Media(name) for name in types}

    def expected(index: int | None) -> Media | None:
        return None if index is None else media[types[index]]

    assert json_media(media) == expected(json)
    assert structured(media) == expected(described)
