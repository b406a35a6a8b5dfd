"""The document that types are made of: what a contract says, as generators read it rightly."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.sdk.npm.document import document
from tenon.sdk.npm.methods import methods
from tests.tiny import body, contract, operation, reply

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def made(schemas: dict[str, Any], **paths: Any) -> dict[str, Any]:
    given = contract({f"/{name}": item for name, item in paths.items()}, schemas)
    return document(given, methods(given), ())


def components(schemas: dict[str, Any], **paths: Any) -> dict[str, Any]:
    found: dict[str, Any] = made(schemas, **paths)["components"]["schemas"]
    return found


@pytest.mark.parametrize(
    ("said", "copied"),
    [
        (True, {}),
        (False, {"not": {}}),
        ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}),
        ({"const": None}, {"type": "null"}),
        ({"enum": ["a", None]}, {"enum": ["a", None], "type": "string"}),
        ({"enum": ["a", 1]}, {"enum": ["a", 1]}),
        ({"enum": ["a"]}, {"const": "a"}),
        ({"items": INTEGER}, {"type": "array", "items": INTEGER}),
        ({"type": "array", "items": False}, {"type": "array", "items": {"not": {}}}),
        (
            {"prefixItems": [TEXT, INTEGER], "minItems": 1},
            {"type": "array", "prefixItems": [TEXT, INTEGER], "x-needed": 1, "items": {}},
        ),
        (
            {"prefixItems": [TEXT], "maxItems": 1},
            {"type": "array", "prefixItems": [TEXT], "x-needed": 1},
        ),
        ({"type": "object"}, {"type": "object", "additionalProperties": {}}),
        ({"type": "object", "additionalProperties": False}, {"type": "object"}),
        (
            {"properties": {"a": TEXT, "no": False}, "additionalProperties": INTEGER},
            {"type": "object", "properties": {"a": TEXT}, "required": [],
             "additionalProperties": {"anyOf": [INTEGER, TEXT]}},
        ),
        (
            {"anyOf": [TEXT, INTEGER], "type": "object", "properties": {"a": TEXT}},
            {"allOf": [{"type": "object", "properties": {"a": TEXT}, "required": []},
                       {"anyOf": [TEXT, INTEGER]}]},
        ),
        ({"oneOf": [TEXT, False]}, {"anyOf": [TEXT]}),
        ({"oneOf": [TEXT, {}]}, {}),
        ({"allOf": [TEXT, {"description": "Words."}]}, TEXT),
        ({"$ref": "#/nowhere", "description": "*/"}, {"description": "*\\/"}),
        ({"$dynamicRef": "#x"}, {}),
        ({"type": "number", "not": {"const": 1}, "x-more": 1}, {"type": "number"}),
    ],
)  # fmt: skip
def test_a_schema_says_what_types_can_say(said: Any, copied: Any) -> None:
    assert components({"Thing": said})["Thing"] == copied


def test_what_is_required_elsewhere_is_a_property() -> None:
    base = {"type": "object", "properties": {"name": TEXT}}
    found = components({"Base": base, "Named": {"allOf": [ref("Base"), {"required": ["name"]}]}})

    narrowed = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
    assert found["Named"] == {"allOf": [ref("Base"), narrowed]}


def test_a_schema_that_stands_for_itself_says_nothing() -> None:
    found = components({"A": ref("B"), "B": {"anyOf": [ref("A"), TEXT]}, "C": {"items": ref("C")}})

    assert found["A"] == {}
    assert found["C"] == {"type": "array", "items": ref("C")}


def test_a_schema_may_be_an_alternative_of_the_one_that_it_extends() -> None:
    pet = {"properties": {"name": TEXT}, "oneOf": [ref("Cat"), ref("Dog")]}
    cat = {"allOf": [ref("Pet"), {"properties": {"lives": INTEGER}}]}
    owner = {"properties": {"pet": ref("Pet")}}

    found = components({"Pet": pet, "Cat": cat, "Dog": cat, "Owner": owner})

    own = {"type": "object", "properties": {"name": TEXT}, "required": []}
    assert found["Pet"] == {"allOf": [own, {"anyOf": [ref("Cat"), ref("Dog")]}]}
    assert found["Cat"]["allOf"][0] == own
    assert found["Owner"]["properties"]["pet"] == ref("Pet")


def test_a_discriminator_tells_members_apart() -> None:
    cat = {"type": "object", "properties": {"kind": TEXT}, "required": ["kind"]}
    animal = {"oneOf": [ref("Cat"), ref("Dog")],
              "discriminator": {"propertyName": "kind",
                                "mapping": {"wau": ref("Dog")["$ref"]}}}  # fmt: skip

    found = components({"Cat": cat, "Dog": cat, "Animal": animal})["Animal"]["anyOf"]

    assert [one["allOf"][1]["properties"]["kind"]["const"] for one in found] == ["Cat", "wau"]
    assert [one["allOf"][1]["required"] for one in found] == [["kind"], ["kind"]]


def test_what_is_required_of_a_union_is_required_of_each_member() -> None:
    cat = {"type": "object", "properties": {"kind": {"const": "cat"}}}
    dog = {"type": "object", "properties": {"kind": {"const": "dog"}}, "required": ["kind"]}
    animal = {"oneOf": [ref("Cat"), ref("Dog"), TEXT], "required": ["kind"]}

    found = components({"Cat": cat, "Dog": dog, "Animal": animal})["Animal"]["anyOf"]

    kind = {"type": "object", "properties": {"kind": {"const": "cat"}}, "required": ["kind"]}
    assert found == [{"allOf": [ref("Cat"), kind]}, ref("Dog"), TEXT]


def test_a_part_of_a_form_is_what_its_alternatives_say() -> None:
    cat = {"type": "object", "properties": {"kind": {"const": "cat"}, "name": TEXT}}
    dog = {"type": "object", "properties": {"kind": {"const": "dog"}, "name": TEXT}}
    form = {"oneOf": [ref("Cat"), ref("Dog")]}
    item = {"post": operation("add", body=body(form, "multipart/form-data"))}

    said = made({"Cat": cat, "Dog": dog}, things=item)["paths"]["/things"]["post"]

    sent = said["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    assert sent["name"] == TEXT
    assert sorted(each["const"] for each in sent["kind"]["anyOf"]) == ["cat", "dog"]


def test_what_travels_both_ways_has_a_type_for_each_where_they_differ() -> None:
    account = {"type": "object", "required": ["id", "secret"], "properties": {
        "id": {**INTEGER, "readOnly": True}, "secret": {**TEXT, "writeOnly": True}}}  # fmt: skip
    box = {"type": "object", "properties": {"account": ref("Account")}}
    schemas = {"Account": account, "Box": box, "Plain": TEXT}
    item = {"put": operation("put", body=body(ref("Box")), replies={"200": reply(ref("Box"))}),
            "post": operation("post", body=body(ref("Plain")),
                              replies={"200": reply(ref("Plain"))})}  # fmt: skip

    document_ = made(schemas, things=item)
    found = document_["components"]["schemas"]

    assert sorted(found) == ["Account", "AccountInput", "Box", "BoxInput", "Plain"]
    assert list(found["Account"]["properties"]) == ["id"]
    assert found["AccountInput"]["required"] == ["secret"]
    assert found["BoxInput"]["properties"]["account"] == ref("AccountInput")
    sent = document_["paths"]["/things"]["put"]["requestBody"]["content"]["application/json"]
    assert sent["schema"] == ref("BoxInput")


def test_a_type_that_only_travels_one_way_keeps_its_name() -> None:
    properties = {"id": {**INTEGER, "readOnly": True}, "name": TEXT}
    draft = {"type": "object", "properties": properties}
    item = {"post": operation("add", body=body(ref("Draft")))}

    found = components({"Draft": draft}, things=item)

    assert list(found["Draft"]["properties"]) == ["name"]


def test_pointers_into_a_document_lead_to_components() -> None:
    schemas = {"Book": {"type": "object", "properties": {"part": {"type": "object"}}},
               "Part": {"items": ref("Book/properties/part")}}  # fmt: skip

    found = components(schemas)

    assert found["Part"]["items"] == ref("BookPart")
    assert found["BookPart"] == {"type": "object", "additionalProperties": {}}


def test_a_resource_with_an_id_is_followed() -> None:
    node_ = {
        "$id": "https://tiny.test/node",
        "type": "object",
        "properties": {"next": {"$ref": "#"}},
    }

    found = components({"Node": node_})

    name = found["Node"]["properties"]["next"]["$ref"].rpartition("/")[2]
    assert found[name]["properties"]["next"] == ref(name)


def test_streams_and_bytes_are_told_apart() -> None:
    content = {
        "text/event-stream": {"x-itemSchema": INTEGER},
        "application/jsonl": {"schema": {"type": "array", "items": TEXT}},
        "image/png": {},
        "text/csv": {"schema": INTEGER},
    }
    more = {"type": "array", "items": {"contentMediaType": "image/png"}}
    file = {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {"file": file, "more": more, "note": TEXT}}
    replies = {"200": {"description": "", "content": content}}
    asked = operation("add", body=body(form, "multipart/form-data"), replies=replies)

    said = made({}, things={"post": asked})["paths"]["/things"]["post"]

    answered = {t: m["schema"] for t, m in said["responses"]["200"]["content"].items()}
    assert answered["text/event-stream"] == INTEGER
    assert answered["application/jsonl"] == TEXT
    assert answered["image/png"] == {"type": "string", "x-bytes": "out"}
    assert answered["text/csv"] == TEXT
    part = {"type": "string", "x-bytes": "part"}
    sent = said["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    assert sent == {"file": part, "more": {"type": "array", "items": part}, "note": TEXT}
