"""What the generator is given: names, schemas and tags of a contract."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.sdk.rtk_query import names
from tenon.sdk.rtk_query.document import document
from tenon.sdk.rtk_query.plan import plan
from tenon.sdk.rtk_query.schemas import Schemas
from tenon.sdk.rtk_query.tags import Tagging
from tenon.sdk.rtk_query.words import comment, markdown
from tests.sdk.rtk_query.things import things
from tests.tiny import body, contract, operation, parameter, reply

TEXT = {"type": "string"}
ANY = {"type": "object", "additionalProperties": True}
A = {"$ref": "#/components/schemas/A"}
SCHEMAS: list[tuple[Any, Any]] = [
    (True, True),
    (False, False),
    ({}, True),
    ({"type": "integer", "minimum": 3}, {"type": "integer"}),
    ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}),
    ({"const": 0}, {"enum": [0]}),
    ({"const": None}, {"enum": [None]}),
    ({"enum": [1, [2], {"a": 3}]}, {"anyOf": [
        {"enum": [1]}, {"type": "array", "items": True}, ANY]}),
    ({"enum": []}, False),
    ({"type": "object"}, ANY),
    ({"properties": {"a": TEXT}}, {
        "type": "object", "additionalProperties": False, "properties": {"a": TEXT},
        "required": []}),
    ({"properties": {"a": TEXT}, "additionalProperties": {"type": "integer"}}, {
        "type": "object", "additionalProperties": True, "properties": {"a": TEXT},
        "required": []}),
    ({"additionalProperties": TEXT}, {"type": "object", "additionalProperties": TEXT}),
    ({"patternProperties": {"a": TEXT}}, ANY),
    ({"required": ["a"]}, {
        "type": "object", "additionalProperties": False, "properties": {"a": {}},
        "required": ["a"]}),
    ({"prefixItems": [TEXT, A]}, {"type": "array", "prefixItems": [TEXT, A]}),
    ({"prefixItems": [TEXT], "items": {"type": "integer"}}, {
        "type": "array", "items": {"anyOf": [TEXT, {"type": "integer"}]}}),
    ({"items": {"enum": ["a"]}}, {"type": "array", "items": {"enum": ["a"]}}),
    ({"$ref": "#/components/schemas/A", "type": "object"}, A),
    ({"$ref": "#/components/schemas/A", "properties": {"b": TEXT}}, {"allOf": [A, {
        "type": "object", "additionalProperties": False, "properties": {"b": TEXT},
        "required": []}]}),
    ({"$ref": "https://elsewhere.test/schema"}, True),
    ({"allOf": [A, False]}, False),
    ({"allOf": [{"minProperties": 1}, A]}, A),
    ({"oneOf": [A, {"type": "null"}], "type": ["object", "null"]}, {"allOf": [
        {"anyOf": [A, {"type": "null"}]}, {"anyOf": [ANY, {"type": "null"}]}]}),
    ({"anyOf": [{"const": "a"}, {"const": "b"}]}, {"enum": ["a", "b"]}),
    ({"anyOf": [A, True]}, True),
    ({"type": "string", "format": "binary"}, {"type": "string", "format": "binary"}),
    ({"type": "string", "contentMediaType": "image/png"}, {"type": "string", "format": "binary"}),
    ({"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"}, TEXT),
    ({"type": "string", "contentMediaType": "application/json"}, TEXT),
]  # fmt: skip


@pytest.mark.parametrize(("said", "made"), SCHEMAS)
def test_schemas_are_said_as_the_generator_reads_them(said: Any, made: Any) -> None:
    assert Schemas({"A": "A"}).of(said) == made


def test_a_mark_is_seen_beside_a_reference() -> None:
    said = {"properties": {"a": {**A, "readOnly": True}, "b": {"writeOnly": True}}}

    made = Schemas({"A": "A"}).of(said)["properties"]

    assert made == {"a": {"allOf": [A], "readOnly": True}, "b": {"writeOnly": True}}


def test_members_of_a_union_have_the_literals_that_tell_them_apart() -> None:
    said = {
        "oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
        "discriminator": {"propertyName": "kind", "mapping": {
            "x": "#/components/schemas/A", "y": "#/components/schemas/A"}},
    }  # fmt: skip

    made = Schemas({"A": "A", "B": "B"}).of(said)

    told = {"type": "object", "properties": {"kind": {"enum": ["x", "y"]}}, "required": ["kind"]}
    assert made == {"anyOf": [{"allOf": [A, told]}, {"$ref": "#/components/schemas/B"}]}


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("listBooks", "listBooks"),
        ("list_books", "listBooks"),
        ("HTTPGet", "httpGet"),
        ("getV2x", "getV2X"),
        ("2fa", "operation2Fa"),
        ("delete", "deleteOperation"),
        ("__proto__", "proto"),
        ("hasOwnProperty", "hasOwnPropertyOperation"),
        ("`${1}`", "operation1"),
        ("名前", "operation"),
    ],
)
def test_names_are_those_that_the_generator_leaves(said: str, made: str) -> None:
    assert names.camel(said, "operation") == made


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("book-page", "BookPage"),
        ("Record", "RecordSchema"),
        ("ListBooksApiArg", "ListBooksApiArgSchema"),
        ("BookRead", "BookReadSchema"),
        ("2", "Schema2"),
    ],
)
def test_types_take_no_name_that_is_taken(said: str, made: str) -> None:
    assert names.pascal(said, "Schema") == made


def test_clashes_are_numbered() -> None:
    assert names.unique(["a", "A", "a1", "a1"], ["B"]) == ["a", "A2", "a1", "a1N2"]


def test_text_ends_no_comment_and_directs_no_compiler() -> None:
    assert comment("One */ line.\nOf two.\n\nMore.") == "One * / line. Of two."
    assert comment("@ts-expect-error of a@b.test") == r"\@ts-expect-error of a@b.test"
    assert comment(None) == ""
    assert markdown("a|b `c`\n# d") == r"a\|b \`c\` \# d"


def test_the_document_holds_no_name_and_no_path_of_the_contract() -> None:
    said = document(plan(contract(things()["paths"], things()["components"]["schemas"])))

    assert "/deleteOperation" in said["paths"]
    found = [p for item in said["paths"].values() for o in item.values() for p in o["parameters"]]
    assert {p["in"] for p in found} == {"query"}
    assert all(p["name"].isascii() and p["name"].isalnum() for p in found)


OWNED = {"type": "object", "properties": {"id": {"type": "integer"}, "shop_id": TEXT},
         "required": ["id"]}  # fmt: skip
SHOP = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id"]}
AN_ITEM, A_SHOP = ({"$ref": f"#/components/schemas/{name}"} for name in ("Item", "Shop"))
SHOP_ID, ITEM_ID = parameter("shop_id", "path", TEXT), parameter("item_id", "path")
SHOPS = {
    "/shops": {
        "get": operation("listShops", replies={"200": reply({"type": "array", "items": A_SHOP})}),
        "post": operation("createShop", body=body(A_SHOP), replies={"201": reply(A_SHOP)}),
    },
    "/shops/{shop_id}": {
        "parameters": [SHOP_ID],
        "get": operation("getShop", replies={"200": reply(A_SHOP)}),
        "put": operation("replaceShop", body=body(A_SHOP), replies={"200": reply(A_SHOP)}),
        "delete": operation("deleteShop"),
    },
    "/shops/{shop_id}/logo": {
        "parameters": [SHOP_ID],
        "get": operation("getLogo", replies={"200": reply(True, "image/png")}),
        "put": operation("setLogo", body=body(True, "image/png")),
    },
    "/shops/mine": {"get": operation("getMine", replies={"200": reply(A_SHOP)})},
    "/shops/{shop_id}/items": {
        "parameters": [SHOP_ID],
        "get": operation("listItems", replies={"200": reply({"type": "array", "items": AN_ITEM})}),
        "post": operation("createItem", body=body(AN_ITEM), replies={"201": reply(AN_ITEM)}),
    },
    "/items/{item_id}": {
        "parameters": [ITEM_ID],
        "get": operation("getItem", replies={"200": reply(AN_ITEM)}),
        "put": operation("replaceItem", body=body(AN_ITEM), replies={"200": reply(AN_ITEM)}),
        "delete": operation("deleteItem"),
    },
    "/shops/import": {"post": operation("importShops", body=body(True))},
    "/time": {"get": operation("getTime"), "post": operation("setTime")},
}
TAGS = {
    "listShops": "Shop LIST, Shop [id]",
    "createShop": "Shop LIST",
    "getShop": "Shop shopId",
    "replaceShop": "Shop shopId, Shop LIST, Item (all)",
    "deleteShop": "Shop shopId, Shop LIST, Item (all)",
    "getLogo": "Shop shopId",
    "setLogo": "Shop shopId, Shop LIST",
    "getMine": "Shop [id]",
    "listItems": "Item LIST, Item [id]",
    "createItem": "Item LIST, Shop shopId",
    "getItem": "Item itemId",
    "replaceItem": "Item itemId, Item LIST, Shop [shop_id]",
    "deleteItem": "Item itemId, Item LIST, Shop (all)",
    "importShops": "Shop (all), Item (all)",
    "getTime": "",
    "setTime": "",
}


@pytest.mark.parametrize("name", TAGS)
def test_tags_follow_the_resources(name: str) -> None:
    made = plan(contract(SHOPS, {"Item": OWNED, "Shop": SHOP}))
    endpoint = next(each for each in made.endpoints if each.name == name)

    tags = Tagging(made.contract).of(endpoint)

    said = ", ".join(map(str, [*tags.provides, *tags.invalidates]))
    assert said == TAGS[name]
    assert not (tags.provides and tags.invalidates)
