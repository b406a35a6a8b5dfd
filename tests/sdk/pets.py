"""A tiny contract that has one of each, and answers to what its clients ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from tests.tiny import body, operation, parameter, reply

INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
PET = {
    "type": "object",
    "properties": {"id": {**INTEGER, "readOnly": True}, "name": TEXT, "in": TEXT},
    "required": ["id", "name"],
}
PAGE = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
        "next_cursor": {"type": ["string", "null"]},
        "total": INTEGER,
    },
    "required": ["items"],
}
PROBLEM = {"type": "object", "properties": {"detail": TEXT}, "required": ["detail"]}
A_PET = {"$ref": "#/components/schemas/Pet"}
FAILED = {"default": reply({"$ref": "#/components/schemas/Problem"}, "application/problem+json")}
FORM = {
    "type": "object",
    "properties": {
        "photo": {"type": "string", "contentMediaType": "image/png"},
        "title": TEXT,
        "from": TEXT,
    },
    "required": ["photo"],
}


def events(item: Any) -> dict[str, Any]:
    return {"description": "", "content": {"text/event-stream": {"x-itemSchema": item}}}


PATHS = {
    "/pets": {
        "get": operation(
            "listPets",
            parameter("tags", "query", TEXTS),
            parameter("near", "query", {"type": "object", "properties": {"x": INTEGER}},
                      style="deepObject", explode=True),
            parameter("page", "query", {**INTEGER, "minimum": 1}),
            parameter("X-Trace", "header", TEXT),
            parameter("session", "cookie", TEXT),
            replies={"200": reply({"$ref": "#/components/schemas/Page"}), **FAILED},
            tags=["pets"],
        ),
        "post": operation(
            "createPet",
            parameter("Idempotency-Key", "header", TEXT),
            body=body(A_PET),
            replies={"201": {**reply(A_PET), "headers": {
                "X-Left": {"required": True, "schema": INTEGER}}}, **FAILED},
            security=[{"token": [], "key": []}, {"login": []}],
            tags=["pets"],
        ),
    },
    "/pets/cursor": {
        "get": operation(
            "listPetsByCursor", parameter("cursor", "query", TEXT),
            replies={"200": reply({"$ref": "#/components/schemas/Page"})}, tags=["pets"],
        ),
    },
    "/pets/{name}": {
        "parameters": [parameter("name", "path", TEXT)],
        "get": operation("getPet", replies={"200": reply(A_PET), **FAILED}, tags=["pets"]),
        "post": operation("poke", replies={"204": {"description": ""}, **FAILED}, tags=["pets"]),
    },
    "/photos": {
        "post": operation("addPhoto", body=body(FORM, "multipart/form-data"), tags=["pets"]),
        "put": operation("setPhoto", body=body(True, "image/png"), tags=["pets"]),
    },
    "/news": {
        "get": operation(
            "followNews", parameter("Last-Event-ID", "header", TEXT),
            replies={"200": events(A_PET), **FAILED}, tags=["pets"],
        ),
    },
}  # fmt: skip
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer"},
    "key": {"type": "apiKey", "in": "query", "name": "api key"},
    "login": {"type": "http", "scheme": "basic"},
}
Answer = Callable[[httpx.Request], httpx.Response]


class Recorded:
    """Answers one after another, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def pet(name: str = "Rex", status: int = 200, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"id": 1, "name": name}, headers=headers)


def page(*names: str, **more: Any) -> httpx.Response:
    items = [{"id": n, "name": name} for n, name in enumerate(names)]
    return httpx.Response(200, json={"items": items, **more})
