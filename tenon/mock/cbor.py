"""JSON values as CBOR (RFC 8949): what contracts of machines offer beside JSON."""

from __future__ import annotations

import struct
from typing import Any

_SIMPLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}


def as_cbor(value: Any) -> bytes:
    """A JSON value in CBOR's preferred serialization (RFC 8949, section 4.1), floats in 64 bits."""
    if value is None or isinstance(value, bool):
        return _SIMPLE[value]
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, str):
        text = value.encode("utf-8", "replace")
        return _head(3, len(text)) + text
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(as_cbor, value))
    pairs = (as_cbor(str(name)) + as_cbor(member) for name, member in value.items())
    return _head(5, len(value)) + b"".join(pairs)


def _integer(value: int) -> bytes:
    kind, number = (0, value) if value >= 0 else (1, -1 - value)
    if number < 2**64:
        return _head(kind, number)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([0xC2 + kind]) + _head(2, len(raw)) + raw  # bignums, section 3.4.3


def _head(kind: int, number: int) -> bytes:
    """A major type and its argument (section 3)."""
    first = kind << 5
    if number < 24:
        return bytes([first | number])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes([first | code]) + number.to_bytes(size, "big")
    raise ValueError("CBOR counts no more than 2**64 items")
