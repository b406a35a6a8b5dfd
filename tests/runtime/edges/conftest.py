"""A small service that gives each kind of reply, and edges around it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tenon.runtime.edges import Edges, EdgeSettings
from tenon.runtime.problem import NotFound
from tenon.runtime.reply import Reply
from tests.conftest import Serve
from tests.tiny import body, operation, parameter, reply

TEXT = {"type": "string"}
ETAG = {"ETag": {"schema": TEXT}}
NOTE = {"200": reply(TEXT, headers=ETAG), "304": reply(headers=ETAG)}


def _stream(media_type: str) -> dict[str, Any]:
    return {"200": {"description": "", "content": {media_type: {"x-itemSchema": TEXT}}}}


IF_MATCH, IF_NONE_MATCH = (parameter(n, "header", TEXT) for n in ("If-Match", "If-None-Match"))
PATHS = {
    "/notes/{id}": {
        "get": operation("getNote", parameter("id", "path", TEXT), IF_NONE_MATCH, replies=NOTE),
        "put": operation("putNote", parameter("id", "path", TEXT), IF_MATCH, body=body(TEXT),
                         replies={"200": reply(TEXT)}),
    },
    "/notes": {"post": operation("addNote", body=body(TEXT), replies={"200": reply(TEXT)})},
    "/lines": {"get": operation("getLines", replies=_stream("application/jsonl"))},
    "/events": {"get": operation("getEvents", replies=_stream("text/event-stream"))},
    "/cut": {"get": operation("getCut", replies=_stream("application/jsonl"))},
    "/fails": {"get": operation("getFault", replies={"200": reply(TEXT)})},
}  # fmt: skip
LONG = "all work and no play " * 200


class NotModified(Reply[None]):
    status = 304


class Notes:
    """Handlers, by operation id."""

    async def get_note(self, id: str, if_none_match: str | None = None) -> Any:  # noqa: A002
        if id == "none":
            raise NotFound("There is no such note.")
        if if_none_match is not None and '"7"' in if_none_match:
            return NotModified(None, etag='"7"')
        return Reply(LONG if id == "long" else id, etag='"7"')

    async def put_note(self, id: str, body: str, if_match: str | None = None) -> str:  # noqa: A002
        return f"{if_match}"

    async def add_note(self, body: str) -> str:
        return f"{len(body)}"

    async def get_lines(self) -> AsyncIterator[str]:
        for text in ("a", "b", "c"):
            yield text * 10
            await asyncio.sleep(0.001)

    async def get_cut(self) -> AsyncIterator[str]:
        yield "a"
        await asyncio.sleep(0.001)
        raise RuntimeError("secret")

    async def get_fault(self) -> str:
        raise RuntimeError("secret")


def handlers() -> dict[str, Any]:
    notes = Notes()
    return {
        "getNote": notes.get_note, "putNote": notes.put_note, "addNote": notes.add_note,
        "getLines": notes.get_lines, "getEvents": notes.get_lines, "getCut": notes.get_cut,
        "getFault": notes.get_fault,
    }  # fmt: skip


Edged = Callable[..., Edges]


@pytest.fixture
def edged(serve: Serve) -> Edged:
    """The service with some edges around it."""

    def make(exposed: tuple[str, ...] = (), **edges: Any) -> Edges:
        service = serve(PATHS, handlers())
        return Edges(service, EdgeSettings(**edges), service.methods, exposed)

    return make
