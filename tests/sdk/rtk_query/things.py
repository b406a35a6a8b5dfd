"""A tiny contract that has one of each of what the SDK keeps or loses."""

from __future__ import annotations

from typing import Any

from tests.sdk.pets import events
from tests.tiny import body, document, operation, parameter, reply

INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
NUMBER = {**INTEGER, "minimum": 1}
A_THING = {"$ref": "#/components/schemas/Thing"}
THING = {
    "type": "object",
    "properties": {
        "id": {**TEXT, "readOnly": True},
        "code": {**TEXT, "pattern": "^[A-Z]+$"},
        "secret": {**TEXT, "writeOnly": True},
        "note": {"type": ["string", "null"]},
        "in": TEXT,
    },
    "required": ["id", "code"],
}
PART = {
    "type": "object",
    "properties": {"id": INTEGER, "thing_id": TEXT, "size": INTEGER},
    "required": ["id"],
}
PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": A_THING},
        "next_cursor": {"type": ["string", "null"]},
        "total": INTEGER,
    },
    "required": ["items"],
}
PROBLEM = {"type": "object", "properties": {"detail": TEXT}, "required": ["detail"]}
CAT = {
    "type": "object",
    "properties": {"kind": TEXT, "lives": INTEGER},
    "required": ["kind", "lives"],
}
DOG = {
    "type": "object",
    "properties": {"kind": TEXT, "barks": {"type": "boolean"}},
    "required": ["kind", "barks"],
}
PET = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
    },
}
FAILED = {"default": reply({"$ref": "#/components/schemas/Problem"}, "application/problem+json")}
FORM = {
    "type": "object",
    "properties": {"photo": {**TEXT, "contentMediaType": "image/png"}, "title": TEXT},
    "required": ["photo"],
}
FORMS: dict[str, Any] = {
    "application/json": {"schema": INTEGER},
    "text/csv": {"schema": TEXT},
    "application/jsonl": {"x-itemSchema": INTEGER},
    "image/png": {},
}
PAIR = {"type": "array", "prefixItems": [INTEGER, TEXT], "items": False}
PAGED = {"200": reply({"$ref": "#/components/schemas/Page"}), **FAILED}
PARTS = {"200": reply({"type": "array", "items": {"$ref": "#/components/schemas/Part"}})}
PATHS: dict[str, Any] = {
    "/things": {
        "get": operation(
            "listThings",
            parameter("tags", "query", {"type": "array", "items": TEXT}),
            parameter("near", "query", {"type": "object", "properties": {"x": INTEGER}},
                      style="deepObject", explode=True),
            parameter("q", "query", {"type": ["string", "null"]}),
            parameter("page", "query", NUMBER),
            parameter("X-Trace", "header", TEXT),
            parameter("session", "cookie", TEXT),
            replies=PAGED,
        ),
        "post": operation(
            "createThing",
            parameter("Idempotency-Key", "header", TEXT),
            body=body(A_THING),
            replies={"201": reply(A_THING, headers={"X-Left": {"schema": INTEGER}}), **FAILED},
            security=[{"token": [], "key": []}, {"login": []}],
            callbacks={"done": {"{$request.query.url}": {"post": operation("called")}}},
        ),
    },
    "/things/cursor": {
        "get": operation("listThingsByCursor", parameter("cursor", "query", TEXT), replies=PAGED),
    },
    "/things/{id}": {
        "parameters": [parameter("id", "path", TEXT)],
        "get": operation("getThing", replies={"200": reply(A_THING), **FAILED}),
        "put": operation("replaceThing", parameter("If-Match", "header", TEXT), body=body(A_THING),
                         replies={"200": reply(A_THING), **FAILED}),
        "delete": operation("deleteThing", replies={"204": reply(), **FAILED}),
    },
    "/things/{thing_id}/parts": {
        "parameters": [parameter("thing_id", "path", TEXT)],
        "get": operation("listParts", parameter("offset", "query", {**INTEGER, "minimum": 0}),
                         parameter("limit", "query", NUMBER), replies=PARTS),
        "post": operation("createPart", body=body({"$ref": "#/components/schemas/Part"}),
                          replies={"201": reply({"$ref": "#/components/schemas/Part"})}),
    },
    "/parts/{part}": {
        "parameters": [parameter("part", "path", INTEGER)],
        "get": operation("getPart", replies={"200": reply({"$ref": "#/components/schemas/Part"})}),
        "patch": operation("changePart", body=body({"$ref": "#/components/schemas/Part"}),
                           replies={"200": reply({"$ref": "#/components/schemas/Part"})}),
        "delete": operation("deletePart", replies={"204": reply()}),
    },
    "/photos": {
        "post": operation("addPhoto", body=body(FORM, "multipart/form-data")),
        "put": operation("setPhoto", body={"required": True, "content": {
            "image/png": {}, "image/webp": {}}}),
        "get": operation("getPhoto", replies={"200": reply(True, "image/png"), **FAILED}),
    },
    "/news": {
        "get": operation("followNews", parameter("Last-Event-ID", "header", TEXT),
                         replies={"200": events(A_THING), **FAILED}),
    },
    "/lines": {
        "get": operation("readLines", replies={"200": {"description": "", "content": {
            "application/jsonl": {"x-itemSchema": INTEGER}}}}),
    },
    "/forms": {"get": operation("ask", replies={"200": {"description": "", "content": FORMS}})},
    "/either": {"get": operation("either", replies={"200": reply(INTEGER), "202": reply(TEXT)})},
    "/pair": {"get": operation("pair", replies={"200": reply(PAIR)})},
    "/pet": {"get": operation("pet", replies={"200": reply({"$ref": "#/components/schemas/Pet"})})},
    "/xml": {"get": operation("xml", replies={"200": reply(A_THING, "application/xml")})},
    "/several": {
        "post": operation("several", body={"required": False, "content": {
            "application/xml": {}, "application/merge-patch+json": {"schema": True},
            "application/json": {"schema": {"type": "object"}}}}),
    },
    "/delete": {
        "get": operation("delete", parameter("in", "query", TEXT),
                         parameter("class", "query", TEXT), parameter("constructor", "query", TEXT),
                         parameter("__proto__", "query"), parameter("then", "query", TEXT)),
    },
}  # fmt: skip
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "query", "name": "api key"},
    "login": {"type": "http", "scheme": "basic"},
}


def things() -> dict[str, Any]:
    """The contract."""
    schemas = {
        "Thing": THING, "Part": PART, "Page": PAGE, "Problem": PROBLEM, "Cat": CAT, "Dog": DOG,
        "Pet": PET,
    }  # fmt: skip
    return document(PATHS, schemas, components={"securitySchemes": SCHEMES})
