"""A way to a server that can be cut, made silent, and restored: what outages look like."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class BrokenWay:
    """A TCP proxy to the server of a URL; `url` leads through it."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        user, at, _ = self._url.netloc.rpartition("@")
        return self._url._replace(netloc=f"{user}{at}127.0.0.1:{self.port}").geturl()

    async def open(self) -> None:
        """Let connections come."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break what is open, and refuse what comes."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    def silence(self) -> None:
        """Take connections and bytes, and pass nothing on."""
        self._passing.clear()

    async def restore(self) -> None:
        """Be a way again."""
        self._passing.set()
        assert self._server is not None
        if not self._server.is_serving():
            await self.open()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self._writers.add(back)
        try:
            await self._passing.wait()
            far, there = await asyncio.open_connection(self._url.hostname, self._url.port)
            self._writers.add(there)
            await asyncio.gather(self._copy(near, there), self._copy(far, back))
            self._writers.discard(there)
        except OSError:
            back.transport.abort()
        finally:
            self._writers.discard(back)

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self._passing.wait()
                writer.write(data)
        writer.transport.abort()


@asynccontextmanager
async def broken_way(url: str) -> AsyncIterator[BrokenWay]:
    """A way that is open, until the end."""
    way = BrokenWay(url)
    await way.open()
    try:
        yield way
    finally:
        await way.restore()
        await way.cut()
