"""The items of a reply that comes as a stream, judged as they pass by.

Server-sent events are those of WHATWG HTML, section 9.2; JSON text sequences those of RFC 7464.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenon.proxy.violation import Side, Violation, unjudged
from tenon.runtime.body import strict_json
from tenon.runtime.judge import Validator, field_errors
from tenon.runtime.negotiation import essence
from tenon.runtime.problem import FieldError
from tenon.runtime.streaming import EVENT_STREAM

_DEPTH = 64
_LINE_END = re.compile(rb"\r\n|\n|\r(?!\n|$)")
_EVENT_END = re.compile(rb"(?:\r\n|\n|\r){2}")
_ENDS = b"[DONE]"  # what event streams of models end with; it is no item
_MOST = 20  # violations that one stream is blamed for


class Items:
    """Judges the items of one stream; `most` is the most bytes that an item may have."""

    def __init__(self, media_type: str, validator: Validator, most: int) -> None:
        kind = essence(media_type)
        self._events = kind == EVENT_STREAM
        self._end = _EVENT_END if self._events else re.compile(rb"\n")
        self._validator = validator
        self._most = most
        self._rest = b""
        self._count = 0
        self._told = 0

    def feed(self, chunk: bytes) -> list[Violation]:
        """What is wrong with the items that end in a chunk."""
        if self._told >= _MOST:
            return []
        *whole, self._rest = self._end.split(self._rest + chunk)
        found = [violation for raw in whole for violation in self._judged(raw)]
        if len(self._rest) > self._most:
            found.append(unjudged(Side.RESPONSE, f"has an item of more than {self._most} bytes"))
            self._told, self._rest = _MOST, b""
        self._told += len(found)
        return found

    def finish(self) -> list[Violation]:
        """What is wrong with an item that the end of the stream ends; events need a blank line."""
        rest, self._rest = self._rest, b""
        return [] if self._events or self._told >= _MOST else list(self._judged(rest))

    def _judged(self, raw: bytes) -> Iterator[Violation]:
        text = _data(raw) if self._events else raw.strip(b"\x1e \t\r")
        if not text:
            return
        self._count += 1
        for fault in self._faults(text):
            told = f"item {self._count}: {fault.message}"
            again = FieldError("body", told, fault.code, fault.pointer)
            yield Violation.of(Side.RESPONSE, again)

    def _faults(self, text: bytes) -> list[FieldError]:
        try:
            value = strict_json(text, _DEPTH)
        except ValueError as error:
            if not self._events:
                return [FieldError("body", str(error), "malformed", pointer="")]
            value = text.decode("utf-8", "replace")  # the data of an event may be plain text
        if self._validator.is_valid(value):
            return []
        return field_errors(self._validator, value, "body")


def _data(event: bytes) -> bytes:
    """The data of an event; nothing of one without, or that tells an error or the end."""
    fields: dict[bytes, list[bytes]] = {}
    for line in _LINE_END.split(event):
        name, _, value = line.partition(b":")
        fields.setdefault(name, []).append(value.removeprefix(b" "))
    data = b"\n".join(fields.get(b"data", ()))
    return b"" if data == _ENDS or fields.get(b"event") == [b"error"] else data
