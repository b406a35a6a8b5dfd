"""Request bodies that a handler reads as they come: `x-stream` in the contract.

A handler reads to the end before it keeps anything. Only then is the body known to be whole and
to be what the contract says: until the end, reading may raise the problem that is wrong with it,
or Disconnected when the sender has gone. Both are for the runtime: let them pass.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, TypeVar

from pydantic_core import CoreSchema, core_schema

from tenon.runtime.forms import Part
from tenon.runtime.inflow import Inflow
from tenon.runtime.multipart import Event, Head, PartParser
from tenon.runtime.parts import PartJudge
from tenon.runtime.problem import BadRequest, FieldError

T = TypeVar("T")


class _Given:
    """What is handed to a handler as it is, also where its annotation is a union."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        return core_schema.is_instance_schema(cls)


class ByteStream(_Given, AsyncIterator[bytes]):
    """A body of bytes as it comes; `content_type` is as it was sent.

    Raises ContentTooLarge, Disconnected, and BadRequest at the end of a required body that is
    empty.
    """

    def __init__(self, inflow: Inflow, content_type: str, required: bool = False) -> None:
        self.content_type = content_type
        self._inflow = inflow
        self._required = required

    async def __anext__(self) -> bytes:
        chunk = await self._inflow.read()
        if chunk:
            return chunk
        if self._required and self._inflow.size == 0:
            detail = "A body is required."
            raise BadRequest(detail, errors=[FieldError("body", detail, "required", pointer="")])
        raise StopAsyncIteration


class FilePart(AsyncIterator[bytes]):
    """A file within a form, as it comes.

    `filename` is what the sender calls it, unchecked; `content_type` is what the sender says it
    is, empty where that is nothing; `headers` are those of the part, names in lower case.
    """

    def __init__(self, parts: PartStream, head: Head, least: int, most: int | None) -> None:
        self.name = head.name
        self.filename = head.filename
        self.content_type = head.media_type
        self.headers: Mapping[str, str] = head.headers
        self._parts = parts
        self._least, self._most = least, most
        self._size = 0
        self._ended = False

    async def __anext__(self) -> bytes:
        event = None if self._ended else await self._parts.next_event()
        if isinstance(event, bytes):
            self._size += len(event)
            if self._most is not None and self._size > self._most:
                raise self._parts.judge.too_long(self.name, self._most)
            return event
        if not self._ended and self._size < self._least:
            raise self._parts.judge.too_short(self.name, self._least)
        self._ended = True
        raise StopAsyncIteration


class PartStream(_Given, AsyncIterator[FilePart]):
    """A `multipart/form-data` body as it comes: its files, one after another.

    `fields` are the parts that are no files, read and judged, as far as they came; at the end
    they are complete. What a handler leaves unread of a file is passed over.
    """

    def __init__(self, inflow: Inflow, content_type: str, judge: PartJudge) -> None:
        self.fields: dict[str, Any] = {}
        self.judge = judge
        self._inflow = inflow
        self._parser = PartParser(content_type)
        self._events: deque[Event] = deque()
        self._gathered: dict[str, list[Any]] = {}
        self._count = 0
        self._budget = judge.most_field_bytes
        self._file: FilePart | None = None

    async def __anext__(self) -> FilePart:
        if self._file is not None:
            async for _ in self._file:
                pass
            self._file = None
        while (event := await self.next_event()) is not None:
            if isinstance(event, Head):
                self._count += 1
                self.judge.admit(event, self._gathered, self._count)
                if self.judge.is_file(event):
                    self._gathered.setdefault(event.name, []).append(b"")
                    self._file = FilePart(self, event, *self.judge.lengths(event.name))
                    return self._file
                await self._take(event)
        self.judge.whole(self._gathered)
        raise StopAsyncIteration

    async def next_event(self) -> Event | None:
        """What comes next; None at the end."""
        while not self._events:
            chunk = await self._inflow.read()
            if not chunk:
                self._parser.finish()
                return None
            self._events.extend(self._parser.feed(chunk))
        return self._events.popleft()

    async def _take(self, head: Head) -> None:
        """Read a part that is no file."""
        content = bytearray()
        while isinstance(event := await self.next_event(), bytes):
            self._budget -= len(event)
            self.judge.afford(self._budget)
            content += event
        part = Part(head.name, bytes(content), head.media_type, head.filename)
        self._gathered.setdefault(head.name, []).append(self.judge.value(part))
        self.fields[head.name] = self.judge.field(head.name, self._gathered)
