"""The contract of the pets, and beside it what types and clients like to lose."""

from __future__ import annotations

from typing import Any

from tests.sdk.pets import A_PET, INTEGER, PAGE, PATHS, PET, PROBLEM, SCHEMES, TEXT, events
from tests.tiny import JSON, body, document, operation, parameter, reply

CAT = {"type": "object", "required": ["kind", "lives"],
       "properties": {"kind": {"const": "cat"}, "lives": INTEGER}}  # fmt: skip
DOG = {"type": "object", "required": ["kind", "barks"],
       "properties": {"kind": {"type": "string"}, "barks": {"type": "boolean"}}}  # fmt: skip
ANIMAL = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}},
}
ACCOUNT = {
    "type": "object",
    "required": ["id", "name", "password", "pet"],
    "properties": {
        "id": {**INTEGER, "readOnly": True},
        "name": {**TEXT, "pattern": "^[a-z]+$"},
        "note": {"type": ["string", "null"], "default": "none"},
        "password": {**TEXT, "writeOnly": True},
        "pet": A_PET,
    },
}
PAIR = {"type": "array", "prefixItems": [INTEGER, TEXT], "items": False}
TRAIL = {"type": "array", "prefixItems": [TEXT], "items": INTEGER, "minItems": 0}
NAMED = {
    "allOf": [
        {"type": "object", "properties": {"name": TEXT, "age": INTEGER}},
        {"required": ["name"]},
    ]
}
LABELS = {"type": "object", "properties": {"main": TEXT}, "additionalProperties": INTEGER}
SCHEMAS = {
    "Pet": PET, "Page": PAGE, "Problem": PROBLEM, "Cat": CAT, "Dog": DOG, "Animal": ANIMAL,
    "Account": ACCOUNT, "Pair": PAIR, "Trail": TRAIL, "Named": NAMED, "Labels": LABELS,
}  # fmt: skip


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def several(**media: Any) -> dict[str, Any]:
    types = {"json": JSON, "csv": "text/csv", "lines": "application/jsonl", "png": "image/png"}
    return {"description": "", "content": {types[name]: said for name, said in media.items()}}


WIDE = {
    "/animals": {
        "get": operation("getAnimal", replies={"200": reply(ref("Animal"))}, tags=["wide"]),
        "post": operation(
            "addAnimal", body=body(ref("Animal")), tags=["wide"],
            replies={"201": reply(ref("Animal")), "202": {
                **reply(TEXT), "headers": {"X-Place": {"schema": INTEGER},
                                           "X-Open": {"schema": {"type": "boolean"}},
                                           "X-Tags": {"schema": {"type": "array", "items": TEXT}}},
            }},
        ),
    },
    "/account": {
        "get": operation("getAccount", replies={"200": reply(ref("Account"))}, tags=["wide"]),
        "put": operation("putAccount", body=body(ref("Account")), tags=["wide"]),
    },
    "/pair": {"get": operation("getPair", replies={"200": reply(ref("Pair"))}, tags=["wide"])},
    "/forms": {
        "get": operation("getForms", tags=["wide"], replies={"200": several(
            json={"schema": INTEGER}, csv={"schema": TEXT}, lines={"x-itemSchema": INTEGER},
            png={})}),
        "post": operation("postForms", tags=["wide"], body={"content": {
            "application/xml": {}, "application/merge-patch+json": {"schema": True},
            JSON: {"schema": {"type": "object"}}}}),
        "put": operation("putForm", tags=["wide"], body=body(
            {"type": "object", "properties": {"name": TEXT, "tags": {"type": "array"}}},
            "application/x-www-form-urlencoded")),
    },
    "/xml": {"get": operation("getXml", replies={"200": reply(True, "application/xml")},
                              tags=["wide"])},
    "/words": {"get": operation("followWords", replies={"200": events(TEXT)}, tags=["wide"])},
    "/numbers": {"get": operation(
        "followNumbers", replies={"200": several(lines={"x-itemSchema": INTEGER})}, tags=["wide"])},
    "/null": {"get": operation("askNull", parameter("q", "query", {"type": ["string", "null"]}),
                               tags=["wide"])},
    "/class/{delete}": {"post": operation(
        "delete",
        parameter("delete", "path", TEXT),
        parameter("in", "query", TEXT),
        parameter("then", "query", TEXT),
        tags=["class"],
    )},
    "/then": {"get": operation("then", tags=["class"], callbacks={
        "done": {"{$request.query.url}": {"post": operation("called")}}})},
}  # fmt: skip


def wide() -> dict[str, Any]:
    """The whole contract."""
    return document({**PATHS, **WIDE}, SCHEMAS, components={"securitySchemes": SCHEMES})
