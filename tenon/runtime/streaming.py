"""Streams of typed items: Server-Sent Events, JSON Lines and JSON text sequences.

The reply begins when the first item is there, so that what goes wrong before it is an ordinary
problem; an event stream that stays silent begins with a heartbeat. Items are sent as they come;
those that come together travel together. A caller that leaves stops the handler. An event stream
tells an error as an `error` event; a stream of JSON lines is cut, so that its reader sees that it
is not whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from tenon.contract import Media
from tenon.runtime.body import Receive
from tenon.runtime.judge import Validator
from tenon.runtime.negotiation import essence

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
EVENT_STREAM = "text/event-stream"
_TYPES = frozenset(
    {
        EVENT_STREAM,
        "application/jsonl",
        "application/x-ndjson",
        "application/x-jsonlines",
        "application/json-seq",
    }
)
_CHUNK = 16_384
_LINE_END = re.compile(r"\r\n|\r|\n")  # an event stream knows no others
_END = object()
_FAREWELL = b": the server goes; ask again\n\n"


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event (WHATWG HTML, section 9.2); `data` is an item, or text as it is."""

    data: Any
    event: str | None = None
    id: str | None = None
    retry_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """The items of a reply, what they are sent as, and what judges each."""

    items: AsyncIterator[Any]
    media: Media
    validator: Validator | None = None

    def encode(self, item: Any) -> bytes:
        """One item as it is sent. Raises ValueError when it is not what the contract says."""
        if isinstance(item, (bytes, bytearray)):
            return bytes(item)
        kind = essence(self.media.type)
        if kind == EVENT_STREAM:
            return self._event(item if isinstance(item, Event) else Event(item))
        if self.media.item_schema is None and kind not in _TYPES:
            return str(item).encode()
        raw = self._json(item)
        return b"\x1e" + raw + b"\n" if kind.endswith("json-seq") else raw + b"\n"

    def _json(self, item: Any) -> bytes:
        raw: bytes = to_json(item, by_alias=True, inf_nan_mode="null")
        if self.validator is not None and not self.validator.is_valid(from_json(raw)):
            raise ValueError(f"an item is not what the contract says: {raw[:200]!r}")
        return raw

    def _event(self, event: Event) -> bytes:
        data = event.data if isinstance(event.data, str) else self._json(event.data).decode()
        lines = [f"data: {line}" for line in _LINE_END.split(data)]
        fields = (("id", event.id), ("event", event.event), ("retry", event.retry_ms))
        named = [f"{name}: {_one_line(value)}" for name, value in fields if value is not None]
        return ("\n".join((*named, *lines)) + "\n\n").encode()


def is_stream(media: Media) -> bool:
    """Whether a media type's body is a stream of items."""
    return media.item_schema is not None or essence(media.type) in _TYPES


class Pump:
    """Moves the items of one stream to one caller."""

    def __init__(
        self,
        stream: Stream,
        receive: Receive,
        send: Send,
        heartbeat_s: float,
        *,
        again: bool = False,
    ) -> None:
        """`again` says that its caller can ask for an event stream again, where it broke off."""
        self._stream = stream
        self._send = send
        self._events = essence(stream.media.type) == EVENT_STREAM
        self._heartbeat_s = heartbeat_s if self._events else None
        self.started = False
        self._gone = asyncio.ensure_future(_disconnected(receive))
        self._step: asyncio.Future[Any] | None = None
        self._again = again and self._events
        self._ending = False

    def end(self) -> None:
        """End it where its caller can ask for it again: the server is about to go.

        Any other answers something, and goes on to its end.
        """
        if self._again:
            self._ending = True
            self._gone.cancel()

    async def run(self, start: MutableMapping[str, Any], error: Callable[[Exception], Any]) -> None:
        """Send the reply that begins with `start`; `error` tells a failure as a document.

        Raises what the handler raised before its first item.
        """
        buffer = bytearray()
        try:
            step = self._next()
            await self._either(step)
            if not step.done() and self._gone.done() and not self._ending:
                return
            if step.done() and (first := step.result()) is not _END:
                buffer += self._stream.encode(first)
                step = self._next()
            self.started = True
            await self._send(start)
            await self._move(step, buffer, error)
        finally:
            self._gone.cancel()
            await self._close()

    async def _move(
        self, step: asyncio.Future[Any], buffer: bytearray, error: Callable[[Exception], Any]
    ) -> None:
        try:
            while True:
                await asyncio.sleep(0)
                if len(buffer) >= _CHUNK or not step.done():
                    await self._flush(buffer)
                    if self._gone.done() or not await self._waited(step):
                        await self._leave()
                        return
                item = step.result()
                if item is _END:
                    break
                buffer += self._stream.encode(item)
                step = self._next()
        except Exception as fault:
            if not await self._told(buffer, error(fault)):
                raise
        await self._send({"type": "http.response.body", "body": bytes(buffer)})

    async def _leave(self) -> None:
        """Where it is the server that goes, say so: the stream is whole, and not at its end."""
        if self._ending:
            await self._send({"type": "http.response.body", "body": _FAREWELL})

    async def _told(self, buffer: bytearray, document: Any) -> bool:
        """Whether the kind of stream could tell its reader of an error."""
        if not self._events:
            await self._flush(buffer)
            return False
        data = to_json({"error": document}).decode()
        buffer += f"event: error\ndata: {data}\n\n".encode()
        return True

    async def _waited(self, step: asyncio.Future[Any]) -> bool:
        """Wait for a step, with heartbeats meanwhile; False when the caller has gone."""
        while not step.done():
            await self._either(step)
            if not step.done():
                if self._gone.done():
                    return False
                await self._flush(bytearray(b": heartbeat\n\n"))
        return True

    async def _either(self, step: asyncio.Future[Any]) -> None:
        """Wait for a step, but no longer than the caller stays or a heartbeat is due."""
        await asyncio.wait(
            {step, self._gone}, timeout=self._heartbeat_s, return_when=asyncio.FIRST_COMPLETED
        )

    async def _flush(self, buffer: bytearray) -> None:
        body = bytes(buffer)
        buffer.clear()
        if body:
            await self._send({"type": "http.response.body", "body": body, "more_body": True})

    def _next(self) -> asyncio.Future[Any]:
        self._step = asyncio.ensure_future(_step(self._stream.items))
        return self._step

    async def _close(self) -> None:
        if self._step is not None and not self._step.done():
            self._step.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._step
        await close(self._stream.items)


async def close(items: AsyncIterator[Any]) -> None:
    """End a generator before its last item, so that it can let go of what it holds."""
    closing = getattr(items, "aclose", None)
    if closing is not None:
        with contextlib.suppress(RuntimeError):
            await closing()


async def _step(items: AsyncIterator[Any]) -> Any:
    return await anext(items, _END)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _one_line(value: object) -> str:
    return str(value).replace("\r", " ").replace("\n", " ").replace("\0", " ")
