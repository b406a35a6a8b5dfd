"""Tiny contracts, and requests to what serves them, byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tenon.contract import Contract

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
Application = Callable[..., Awaitable[None]]
Json = Any
JSON = "application/json"


def document(
    paths: Mapping[str, Any], schemas: Mapping[str, Any] | None = None, **members: Any
) -> dict[str, Any]:
    components = {**members.pop("components", {}), "schemas": dict(schemas or {})}
    info = {"title": "Tiny", "version": "1"}
    return {
        "openapi": "3.1.0",
        "info": info,
        "paths": dict(paths),
        "components": components,
        **members,
    }


def contract(
    paths: Mapping[str, Any], schemas: Mapping[str, Any] | None = None, **members: Any
) -> Contract:
    return Contract.from_bundle(document(paths, schemas, **members))


def operation(
    id_: str,
    *parameters: Any,
    body: Any = None,
    replies: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    found = {"operationId": id_, "responses": replies or {"204": {"description": ""}}, **more}
    if parameters:
        found["parameters"] = list(parameters)
    if body is not None:
        found["requestBody"] = body
    return found


def parameter(name: str, in_: str, schema: Json = True, **more: Any) -> dict[str, Any]:
    required = {"required": True} if in_ == "path" else {}
    return {"name": name, "in": in_, "schema": schema, **required, **more}


def body(schema: Json, media_type: str = JSON, required: bool = True, **more: Any) -> Json:
    return {"required": required, "content": {media_type: {"schema": schema, **more}}}


def reply(schema: Json = None, media_type: str = JSON, **more: Any) -> dict[str, Any]:
    content = {} if schema is None else {"content": {media_type: {"schema": schema}}}
    return {"description": "", **content, **more}


@dataclass(frozen=True)
class Answer:
    """What came back from one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """What is wrong with a request, as its problem tells it."""
        return [error["code"] for error in self.json["errors"]]


async def ask(
    app: Application,
    method: str,
    target: str | bytes,
    content: bytes | Iterable[bytes] = b"",
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    **scope: Any,
) -> Answer:
    """One request as a server hands it over; the target stays as it is written here."""
    raw = target if isinstance(target, bytes) else target.encode()
    raw_path, _, query = raw.partition(b"?")
    chunks = [content] if isinstance(content, bytes) else list(content)
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    messages: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if chunks:
            chunk = chunks.pop(0)
            return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}
        return await asyncio.Future()

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    await app(
        {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(raw_path.decode("latin-1")),
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": [(n.lower().encode(), v.encode("latin-1")) for n, v in pairs],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "state": {},
            **scope,
        },
        receive,
        send,
    )
    start, *rest = messages
    assert start["type"] == "http.response.start"
    assert not rest[-1].get("more_body", False)
    return Answer(
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(message.get("body", b"") for message in rest),
    )


async def post(
    app: Application, target: str, value: Json, media_type: str = JSON, **headers: str
) -> Answer:
    """One POST of a JSON value, or of bytes as they are."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return await ask(app, "POST", target, content, {"Content-Type": media_type, **headers})
