"""A request body as it comes: counted, and left in good order when it is not read to its end.

Nothing is read ahead: the next bytes are asked for when those before them were taken, so a
sender is no faster than the handler, and memory holds one piece of the body.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import MutableMapping
from typing import Any

from tenon.runtime.body import Disconnected, Receive, too_large
from tenon.runtime.problem import Problem
from tenon.runtime.streaming import Send

LINGER_S = 2.0  # for how long a sender that was answered early may go on sending


class Inflow:
    """The body of one request. `limit` is the most bytes it may have; None does not count."""

    def __init__(self, receive: Receive, *, waits: bool = False) -> None:
        """`waits` tells that the sender expects a `100 (Continue)` before it sends."""
        self.limit: int | None = None
        self.size = 0
        self._receive = receive
        self._waits = waits
        self._ended = asyncio.Event()

    async def receive(self) -> MutableMapping[str, Any]:
        """The next message, as the server gives it."""
        self._waits = False
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            self._ended.set()
        return message

    async def read(self) -> bytes:
        """The next bytes; none at the end. Raises ContentTooLarge, Disconnected."""
        while not self._ended.is_set():
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            chunk: bytes = message.get("body", b"")
            self.size += len(chunk)
            if self.limit is not None and self.size > self.limit:
                raise too_large(self.limit)
            if chunk:
                return chunk
        return b""

    async def receive_after(self) -> MutableMapping[str, Any]:
        """What comes after the body: that the caller has gone."""
        await self._ended.wait()
        return await self._receive()

    def sending(self, send: Send) -> Send:
        """A `send` by which a reply that comes before the end of the body closes the connection.

        What was sent meanwhile is taken and thrown away for a short time: closing at once would
        reset the connection, and the reply could be lost (RFC 9112, section 9.6).
        """

        async def polite(message: MutableMapping[str, Any]) -> None:
            if self._ended.is_set():
                await send(message)
            elif message["type"] == "http.response.start":
                await send({**message, "headers": _closing(message.get("headers", ()))})
            elif message.get("more_body", False):
                await send(message)
            else:
                await send({**message, "more_body": True})
                await self._linger()
                await send({"type": "http.response.body", "body": b""})

        return polite

    async def _linger(self) -> None:
        if self._waits:  # nothing was sent, and nothing will be
            return
        # Whoever bounds the time that a body may take may end this sooner.
        with contextlib.suppress(TimeoutError, Problem):
            async with asyncio.timeout(LINGER_S):
                while not self._ended.is_set():
                    await self.receive()


def _closing(headers: Any) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"connection"]
    return [*kept, (b"connection", b"close")]
