"""Services behind the proxy: those that behave, and those that do not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.tiny import Json

Reply = tuple[int, Iterable[tuple[str, str]], bytes]


@dataclass
class Service:
    """An application that keeps what it was asked, and gives one reply to everything."""

    status: int = 200
    headers: Iterable[tuple[str, str]] = (("content-type", "application/json"),)
    body: bytes = b"{}"
    pieces: list[bytes] | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        self.asked.append(scope)
        self.bodies.append(body)
        headers = [(n.encode(), v.encode("latin-1")) for n, v in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        for piece in self.pieces or ():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        rest = b"" if self.pieces else self.body
        await send({"type": "http.response.body", "body": rest})

    def header(self, name: str) -> list[str]:
        """The values of a field of the last request."""
        pairs = self.asked[-1]["headers"]
        return [value.decode("latin-1") for key, value in pairs if key == name.encode()]


Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def socket_server(behave: Behave) -> AsyncIterator[str]:
    """A server that does with each connection what it is told to; its URL."""
    tasks: set[asyncio.Task[None]] = set()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await behave(reader, writer)
        finally:
            tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def saying(raw: bytes, *, then_hang: bool = False) -> Behave:
    """A server that reads a request's head and says some bytes."""

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        await writer.drain()
        if then_hang:
            await asyncio.sleep(30)

    return behave


def item(schema: Json) -> Json:
    """A path that answers GET with JSON of a schema."""
    content = {"application/json": {"schema": schema}}
    replies = {"200": {"description": "", "content": content}}
    return {"get": {"operationId": "read", "responses": replies}}
