"""A tiny contract, mocked with a memory, and a small language to write it in."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tenon.mock.app import MockApp
from tenon.mock.settings import MockSettings
from tests.tiny import Answer, Json, ask, body, contract, operation, parameter, reply

TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}
MISSING = {"description": "There is none."}


class Remembering:
    """A mock of a contract, asked in-process."""

    def __init__(self, paths: Json, schemas: Json = None, **settings: Any) -> None:
        members = settings.pop("members", {})
        self.contract = contract(paths, schemas, **members)
        self.app = MockApp(self.contract, MockSettings(**{"size": 4, **settings}))

    def ask(self, method: str, target: str, value: Any = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        content = b""
        if value is not None:
            sent.setdefault("content-type", "application/json")
            content = value if isinstance(value, bytes) else json.dumps(value).encode()
        return asyncio.run(ask(self.app, method, target, content, sent))

    def get(self, target: str, **headers: str) -> Any:
        """The JSON of an answer that has to be 200."""
        answer = self.ask("GET", target, **headers)
        assert answer.status == 200, answer.body
        return answer.json

    def post(self, target: str, value: Any, **headers: str) -> Any:
        """The JSON of an answer that has to be 201."""
        answer = self.ask("POST", target, value, **headers)
        assert answer.status == 201, answer.body
        return answer.json


def thing(required: list[str] | None = None, **properties: Json) -> Json:
    found: Json = {"type": "object", "properties": properties}
    return {**found, "required": required} if required else found


def listing(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def crud(
    path: str,
    schema: Json,
    *,
    draft: Json = None,
    page: Json = None,
    query: tuple[Json, ...] = (),
    id_schema: Json = None,
    declared: tuple[int, ...] = (404,),
    **examples: Json,
) -> Json:
    """The usual operations on a collection and on its items; `path` ends in `/{id}`."""
    collection, name = path.rpartition("/{")[0], path.rpartition("{")[2].rstrip("}")
    above = [part.partition("}")[0] for part in collection.split("{")[1:]]
    owners = [parameter(one, "path", WHOLE) for one in above]
    own = parameter(name, "path", id_schema or WHOLE)
    errors = {str(status): reply() for status in declared}
    shown = {"200": reply(schema, **examples), **errors}
    sent = body(draft or schema)
    word = collection.replace("/", "-").replace("{", "").replace("}", "")
    return {
        collection: {
            "parameters": owners,
            "get": operation(
                f"list{word}", *query, replies={"200": reply(page or listing(schema)), **errors}
            ),
            "post": operation(f"add{word}", body=sent, replies={"201": reply(schema), **errors}),
        },
        path: {
            "parameters": [*owners, own],
            "get": operation(f"get{word}", replies=shown),
            "put": operation(f"put{word}", body=sent, replies=shown),
            "patch": operation(
                f"patch{word}",
                body=body({"type": "object"}, "application/merge-patch+json"),
                replies=shown,
            ),
            "delete": operation(f"delete{word}", replies={"204": reply(), **errors}),
        },
    }


MERGE = {"content_type": "application/merge-patch+json"}
