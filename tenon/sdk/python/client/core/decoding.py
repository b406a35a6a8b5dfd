"""Decoders of streams: bytes in as they come, events out as soon as they are whole."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

DONE = "[DONE]"


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of a stream: its data, and of a server-sent event its name and id."""

    data: str
    name: str = "message"
    id: str | None = None


class Lines:
    """JSON Lines, and JSON text sequences (RFC 7464): an item to a line."""

    def __init__(self) -> None:
        self._text = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes) -> Iterator[Event]:
        """The items that are whole now."""
        *lines, self._rest = (self._rest + self._text.decode(data)).split("\n")
        for line in lines:
            yield from _item(line)

    def end(self) -> Iterator[Event]:
        """The item that no line feed follows."""
        yield from _item(self._rest)


def _item(line: str) -> Iterator[Event]:
    kept = line.strip("\x1e \t\r")
    if kept:
        yield Event(kept)


class Events:
    """Server-sent events (WHATWG HTML, section 9.2.6)."""

    def __init__(self) -> None:
        self._text = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = ""
        self._data: list[str] = []
        self._name = ""
        self.last_id: str | None = None
        self.retry_s: float | None = None

    def feed(self, data: bytes) -> Iterator[Event]:
        """The events that are whole now."""
        text = self._rest + self._text.decode(data)
        # A carriage return at the end may be half of a line's end.
        held = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        *lines, rest = text.split("\n")
        self._rest = rest + held
        for line in lines:
            yield from self._line(line)

    def end(self) -> Iterator[Event]:
        """Nothing: an event that no empty line ends is left out."""
        yield from ()

    def _line(self, line: str) -> Iterator[Event]:
        if not line:
            yield from self._dispatch()
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        elif name == "id" and "\0" not in value:
            self.last_id = value
        elif name == "retry" and value.isdecimal():
            self.retry_s = int(value) / 1000

    def _dispatch(self) -> Iterator[Event]:
        if self._data:
            yield Event("\n".join(self._data), self._name or "message", self.last_id)
        self._data, self._name = [], ""
