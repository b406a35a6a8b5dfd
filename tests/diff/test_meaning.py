"""What is the same in meaning is no change, however it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..tiny import document, operation, parameter, reply
from .pairs import changes, sent_and_answered, told

NAME = {"type": "string", "maxLength": 40}
PET = {"type": "object", "required": ["name"], "properties": {"name": NAME}}
TOY = {"type": "object", "properties": {"price": {"type": "number"}}}
PET_REF = {"$ref": "#/components/schemas/Pet"}

SAME: dict[str, tuple[Any, Any]] = {
    "a number is an integer or any other number": (
        {"type": "number"}, {"type": ["integer", "number"]},
    ),
    "null among types, or as an alternative": (
        {"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ),
    "null as an alternative of either kind": (
        {"oneOf": [PET, {"type": "null"}]}, {"anyOf": [{"type": "null"}, PET]},
    ),
    "an enumeration of one value is a constant": (
        {"type": "string", "enum": ["cat"]}, {"type": "string", "const": "cat"},
    ),
    "alternatives that are single values are an enumeration": (
        {"type": "string", "enum": ["cat", "dog"]},
        {"oneOf": [{"const": "cat", "title": "A cat"}, {"const": "dog"}]},
    ),
    "an enumeration tells its type": ({"enum": ["cat"]}, {"type": "string", "enum": ["cat"]}),
    "the order of values": ({"enum": ["cat", "dog"]}, {"enum": ["dog", "cat"]}),
    "1 and 1.0 are one value": ({"enum": [1, 2]}, {"enum": [1.0, 2]}),
    "integers above 0 are at least 1": (
        {"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1},
    ),
    "integers have no fraction": (
        {"type": "integer", "maximum": 9.5}, {"type": "integer", "maximum": 9},
    ),
    "a multiple of several numbers is one of their least": (
        {"allOf": [{"type": "number", "multipleOf": 0.5}, {"multipleOf": 3}]},
        {"type": "number", "multipleOf": 3},
    ),
    "no text is shorter than nothing": ({"type": "string"}, {"type": "string", "minLength": 0}),
    "an empty pattern": ({"type": "string"}, {"type": "string", "pattern": ""}),
    "other properties are let through unless it is said": (
        PET, {**PET, "additionalProperties": True},
    ),
    "parts and their whole": (
        {"allOf": [PET, TOY]},
        {**PET, "properties": {**PET["properties"], **TOY["properties"]}},  # type: ignore[dict-item]
    ),
    "a limit said twice is the tighter one": (
        {"allOf": [{"type": "string", "maxLength": 9}, {"maxLength": 5}]},
        {"type": "string", "maxLength": 5},
    ),
    "the order of alternatives": (
        {"anyOf": [{"type": "string"}, PET]}, {"anyOf": [PET, {"type": "string"}]},
    ),
    "alternatives that exclude each other by themselves": (
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    ),
    "types as alternatives": (
        {"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ),
    "an only alternative": ({"anyOf": [PET]}, PET),
    "an alternative inside another": (
        {"anyOf": [{"type": "integer"}, {"type": "number"}]}, {"type": "number"},
    ),
    "what is said of texts alone": (
        {"type": "object", "not": {"type": "string"}}, {"type": "object"},
    ),
    "words": ({**NAME, "description": "A name"}, {**NAME, "description": "The name"}),
}  # fmt: skip


@pytest.mark.parametrize(("base", "head"), SAME.values(), ids=SAME)
def test_two_ways_to_say_one_thing_are_no_change(base: Any, head: Any, tmp_path: Path) -> None:
    there = changes(tmp_path, sent_and_answered(base), sent_and_answered(head))
    back = changes(tmp_path, sent_and_answered(head), sent_and_answered(base))

    assert (there, back) == ((), ())


def test_a_component_may_be_renamed_or_written_where_it_is_used(tmp_path: Path) -> None:
    named = sent_and_answered(PET_REF, Pet=PET)
    renamed = sent_and_answered({"$ref": "#/components/schemas/Animal"}, Animal=PET)

    assert changes(tmp_path, named, renamed) == ()
    assert changes(tmp_path, named, sent_and_answered(PET)) == ()


def test_schemas_that_lead_back_to_themselves_are_compared_to_their_end(tmp_path: Path) -> None:
    def tree(leaf: Any) -> Any:
        inner = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
        properties = {"leaf": leaf, "branches": inner}
        ref = {"$ref": "#/components/schemas/Tree"}
        return sent_and_answered(ref, Tree={"type": "object", "properties": properties})

    found = changes(tmp_path, tree({"type": "string"}), tree({"type": "integer"}))

    assert changes(tmp_path, tree(NAME), tree(NAME)) == ()
    assert [(c.id, c.message) for c in found] == [
        ("type-changed", "Tree.leaf is integer, was string")
    ]


def test_parameters_may_move_from_an_operation_to_its_path(tmp_path: Path) -> None:
    limit = parameter("limit", "query", {"type": "integer"})
    own = document({"/pets": {"get": operation("listPets", limit)}})
    shared = document({"/pets": {"parameters": [limit], "get": operation("listPets")}})

    assert changes(tmp_path, own, shared) == ()


def test_a_path_parameter_may_be_renamed_also_where_nothing_has_an_id(tmp_path: Path) -> None:
    def reading(name: str) -> Any:
        found = operation("", parameter(name, "path", {"type": "integer"}))
        del found["operationId"]
        return document({f"/pets/{{{name}}}": {"get": found}})

    assert told(changes(tmp_path, reading("id"), reading("pet_id"))) == [
        "sending safe path-parameter-renamed"
    ]


def test_the_names_of_headers_and_media_types_have_no_case(tmp_path: Path) -> None:
    def answering(media_type: str, header: str) -> Any:
        answer = reply(PET, media_type, headers={header: {"schema": {"type": "string"}}})
        return document({"/pets": {"get": operation("getPet", replies={"200": answer})}})

    base = answering("application/json", "ETag")
    head = answering("Application/JSON; charset=utf-8", "etag")

    assert changes(tmp_path, base, head) == ()


def test_a_part_of_the_url_may_move_from_the_server_into_the_paths(tmp_path: Path) -> None:
    servers = "https://pets.example/v1", "https://pets.example"
    base = document({"/pets": {"get": operation("listPets")}}, servers=[{"url": servers[0]}])
    head = document({"/v1/pets": {"get": operation("listPets")}}, servers=[{"url": servers[1]}])

    assert told(changes(tmp_path, base, head)) == [
        "both dangerous server-removed",
        "both safe server-added",
    ]


def test_a_range_or_default_takes_the_place_of_a_status(tmp_path: Path) -> None:
    def failing(status: str) -> Any:
        replies = {"200": reply(PET), status: reply({"type": "object"})}
        return document({"/pets": {"get": operation("getPet", replies=replies)}})

    for wider in ("4XX", "default"):
        found = changes(tmp_path, failing("404"), failing(wider))
        assert told(found) == ["receiving safe failure-added"]
    assert changes(tmp_path, failing("4XX"), failing("404")) != ()


def test_alternatives_of_security_have_no_order(tmp_path: Path) -> None:
    key, token = ({"type": "apiKey", "in": "header", "name": n} for n in ("X-Key", "X-Token"))
    schemes = {"securitySchemes": {"key": key, "token": token}}

    def asking(*security: Any) -> Any:
        listed = operation("listPets", security=list(security))
        return document({"/pets": {"get": listed}}, components=schemes)

    base = asking({"key": []}, {"token": []})

    assert changes(tmp_path, base, asking({"token": []}, {"key": []})) == ()
