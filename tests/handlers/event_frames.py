"""Frames of `application/vnd.amazon.eventstream`, written byte by byte.

A frame is its length, the length of its headers, the CRC of both, the headers, the payload and the
CRC of all before it (smithy.io, Amazon Event Stream Specification).
"""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

STRING = 7  # the type of a header's value


def frame(document: Any, **headers: str) -> bytes:
    """One message with headers of text; `message_type` becomes `:message-type`."""
    named = {":content-type": "application/json"}
    named |= {f":{name.replace('_', '-')}": value for name, value in headers.items()}
    head = b"".join(_header(name, value) for name, value in named.items())
    payload = json.dumps(document).encode()
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    begun = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return begun + struct.pack(">I", zlib.crc32(begun))


def event(kind: str, document: Any) -> bytes:
    """An event of the stream."""
    return frame(document, message_type="event", event_type=kind)


def exception(kind: str, message: str) -> bytes:
    """A modelled exception, which ends the stream."""
    return frame({"message": message}, message_type="exception", exception_type=kind)


def error(code: str, message: str) -> bytes:
    """An error that is not modelled."""
    return frame({}, message_type="error", error_code=code, error_message=message)


def _header(name: str, value: str) -> bytes:
    raw_name, raw = name.encode(), value.encode()
    length = struct.pack(">B", len(raw_name))
    return length + raw_name + struct.pack(">BH", STRING, len(raw)) + raw
