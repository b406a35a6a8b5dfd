"""Handlers that stream, and a caller that hears what is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from pydantic import BaseModel

from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Serve
from tests.tiny import operation

ITEM = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
LINES, SEQUENCE, EVENTS = "application/jsonl", "application/json-seq", "text/event-stream"


class Item(BaseModel):
    n: int


def streaming(
    serve: Serve, handler: Any, media_type: str = LINES, item: Any = ITEM, **settings: Any
) -> Service:
    content = {media_type: {"x-itemSchema": item}}
    found = operation("op", replies={"200": {"description": "", "content": content}})
    settings = {"check_replies": True, **settings}
    return serve({"/x": {"get": found}}, {"op": handler}, RuntimeSettings(**settings))


def items(*found: Any) -> Any:
    """A handler that yields these, and raises those that are exceptions."""

    async def handler() -> AsyncIterator[Any]:
        for one in found:
            if isinstance(one, Exception):
                raise one
            yield one

    return handler


class Caller:
    """A caller that hears what is sent, and may leave."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.left = asyncio.Event()
        self.heard = asyncio.Event()

    async def receive(self) -> Any:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.messages.append(message)
        self.heard.set()

    async def hear(self, what: bytes) -> None:
        """Wait until the body holds this."""
        while what not in self.body:
            self.heard.clear()
            await asyncio.wait_for(self.heard.wait(), 5)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)

    @property
    def complete(self) -> bool:
        last = self.messages[-1]
        return last["type"] == "http.response.body" and not last.get("more_body", False)

    def call(self, service: Service, method: str = "GET") -> asyncio.Future[None]:
        scope = {"type": "http", "method": method, "path": "/x", "raw_path": b"/x",
                 "query_string": b"", "headers": []}  # fmt: skip
        return asyncio.ensure_future(service(scope, self.receive, self.send))
