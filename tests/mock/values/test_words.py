"""Words and numbers suit the name that they go by."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.mock.values.making import Making, made

TEXT = {"type": "string"}


def member(name: str, schema: Any = TEXT, within: str = "") -> Any:
    return made({"type": "object", "properties": {name: schema}}, name=within)[name]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("first_name", r"[A-Z]\w+"),
        ("lastName", r"[A-Z][\w' -]+"),
        ("email", r"[a-z]+\.[a-z]+@example\.com"),
        ("contactEmail", r"[a-z]+\.[a-z]+@example\.com"),
        ("phone_number", r"\+1 202 555 0\d{3}"),
        ("website", r"https://example\.com/[a-z-]+"),
        ("description", r"The .+\."),
        ("created_at", r"20\d\d-\d\d-\d\dT.*Z"),
        ("birthday", r"20\d\d-\d\d-\d\d"),
        ("country_code", r"[A-Z]{2}"),
        ("currency", r"[A-Z]{3}"),
        ("street", r"\d+ .+ Street"),
        ("slug", r"[a-z]+-[a-z]+"),
        ("photoUrls", r"https://example\.com/[a-z-]+"),
        ("sku", r"[A-Z]{3}-\d{4}"),
        ("title", r"[A-Z].+"),
        ("whatever", r"[a-z]+"),
    ],
)
def test_texts_suit_their_name(name: str, form: str) -> None:
    assert re.fullmatch(form, member(name))


@pytest.mark.parametrize(
    ("within", "form"),
    [
        ("author", r"[A-Z]\w+ [A-Z][\w' -]+"),
        ("users", r"[A-Z]\w+ [A-Z][\w' -]+"),
        ("repository", r"[a-z]+-[a-z]+"),
        ("pet", r"[A-Z]\w+"),
    ],
)
def test_a_name_is_that_of_what_it_stands_in(within: str, form: str) -> None:
    assert re.fullmatch(form, member("name", within=within))


def test_what_stands_within_links_is_a_link() -> None:
    schema = {"type": "object", "properties": {"self": TEXT}}
    assert member("links", schema)["self"].startswith("https://example.com/")


def test_an_identifier_is_like_the_one_that_is_shown() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string", "example": "ord_41"}}}
    found = Making(schema).made(varied=True).value["id"]
    assert re.fullmatch(r"ord_\d\d", found)


def test_a_component_says_what_a_name_is_of() -> None:
    schemas = {"Customer": {"type": "object", "properties": {"name": TEXT}}}
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Customer"}}
    assert re.fullmatch(r"[A-Z]\w+ [A-Z][\w' -]+", made(schema, schemas)[0]["name"])


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("year", 1950, 2026), ("age", 18, 90), ("latitude", -90, 90), ("rating", 1, 5)],
)
def test_numbers_suit_their_name(name: str, low: int, high: int) -> None:
    assert low <= member(name, {"type": "number"}) <= high


def test_a_price_has_cents() -> None:
    price = member("price", {"type": "number"})
    assert round(price, 2) == price


def test_bounds_come_before_names() -> None:
    assert member("year", {"type": "integer", "minimum": 3000}) >= 3000
    assert member("email", {"type": "string", "maxLength": 5}) == member("email")[:5]


def test_a_discriminator_has_the_name_of_what_was_made() -> None:
    def pet(name: str, **members: Any) -> dict[str, Any]:
        properties = {"kind": TEXT, **members}
        return {
            "type": "object",
            "properties": properties,
            "required": [*properties],
            "additionalProperties": False,
        }

    schemas = {"Cat": pet("Cat", lives={"const": 9}), "Dog": pet("Dog", bark={"const": "loud"})}
    refs = [{"$ref": f"#/components/schemas/{name}"} for name in schemas]
    mapping = {"meow": "#/components/schemas/Cat"}
    schema = {"oneOf": refs, "discriminator": {"propertyName": "kind", "mapping": mapping}}
    making = Making(schema, schemas)
    found = [making.made(str(key), varied=True).value for key in range(20)]
    assert {one["kind"] for one in found if "lives" in one} == {"meow"}
    assert {one["kind"] for one in found if "bark" in one} == {"Dog"}


def test_a_discriminator_of_a_base_has_the_name_of_the_derived() -> None:
    base = {
        "type": "object",
        "properties": {"kind": TEXT},
        "required": ["kind"],
        "discriminator": {"propertyName": "kind"},
    }
    schemas = {"Pet": base, "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}}
    assert made({"$ref": "#/components/schemas/Cat"}, schemas) == {"kind": "Cat"}
    assert made({"$ref": "#/components/schemas/Pet"}, schemas) == {"kind": "Pet"}
