"""A server on this machine that a test scripts byte by byte, in the place of a model's provider."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

_SECONDS = 5.0


@dataclass
class Exchange:
    """One request, and the reply that the script writes."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader = field(repr=False)
    writer: asyncio.StreamWriter = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    async def begin(self, content_type: str = "text/event-stream", status: int = 200) -> None:
        """Begin a chunked reply."""
        head = f"HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\n"
        await self._write(f"{head}transfer-encoding: chunked\r\nconnection: close\r\n\r\n".encode())

    async def send(self, data: bytes) -> None:
        """One chunk."""
        await self._write(b"%x\r\n%s\r\n" % (len(data), data))

    async def end(self) -> None:
        await self._write(b"0\r\n\r\n")

    async def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole reply that is no stream."""
        named = {"content-type": "application/json", "content-length": str(len(body)), **headers}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
        await self._write(
            f"HTTP/1.1 {status} X\r\n{lines}connection: close\r\n\r\n".encode() + body
        )

    async def gone(self) -> None:
        """Wait until the caller has closed the connection; TimeoutError when it does not."""
        async with asyncio.timeout(_SECONDS):
            with suppress(ConnectionError):
                while await self.reader.read(65_536):
                    pass

    def cut(self) -> None:
        """Break the connection off."""
        self.writer.transport.abort()

    async def _write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


Script = Callable[[Exchange], Awaitable[None]]


@dataclass
class ModelServer:
    """Where the server is, and what it was asked."""

    url: str
    exchanges: list[Exchange] = field(default_factory=list)
    scripts: list[asyncio.Task[None]] = field(default_factory=list)

    async def done(self) -> None:
        """Wait for the scripts that run; what one raised is raised here."""
        async with asyncio.timeout(_SECONDS):
            await asyncio.gather(*self.scripts)


@asynccontextmanager
async def model_server(script: Script) -> AsyncIterator[ModelServer]:
    """A server that answers each request by the script, on a connection of its own."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            exchange = await _read(reader, writer)
            known.exchanges.append(exchange)
            running = asyncio.ensure_future(script(exchange))
            known.scripts.append(running)
            with suppress(Exception):  # `done` tells it
                await running
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    known = ModelServer(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield known
    finally:
        for running in known.scripts:
            running.cancel()
        server.close()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Exchange(method, path, headers, body, reader, writer)
