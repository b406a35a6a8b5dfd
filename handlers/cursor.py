"""Opaque, tamper-evident cursors: a place in the keyset order, signed."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import os
import secrets
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_PLACE = struct.Struct(">qq?")
_SIGNATURE_BYTES = 16
_BYTES = _PLACE.size + _SIGNATURE_BYTES
_KEY_BYTES = 32

CONTINUATION = "continuation"  # the purpose of a cursor of the passengers


class Position(NamedTuple):
    """A place between two rows in the order of when they were added, and which way to read on."""

    created_at: int
    id: int
    backward: bool = False


class CursorCodec:
    """Turns positions into text that only the holder of the key can make.

    HMAC-SHA256 (RFC 2104), truncated to 128 bits, URL-safe base64 without padding (RFC 4648
    section 5). Signed, not encrypted: a cursor says no more than the row beside it does. What is
    made for one purpose is not taken for another.
    """

    def __init__(self, key: bytes, purpose: str = "cursor") -> None:
        self._key = key
        label = f"tenon {purpose} 1".encode()
        self._mac = hmac.new(hashlib.sha256(key).digest(), label, hashlib.sha256)

    def apart(self, purpose: str) -> CursorCodec:
        """A codec of the same key for another purpose."""
        return CursorCodec(self._key, purpose)

    def encode(self, position: Position) -> str:
        """The cursor of a position: 44 URL-safe characters."""
        place = _PLACE.pack(*position)
        return base64.urlsafe_b64encode(place + self._sign(place)).rstrip(b"=").decode()

    def decode(self, text: str) -> Position | None:
        """The position of a cursor; None when this key did not make exactly this text."""
        padded = text + "=" * (-len(text) % 4)
        try:
            data = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            return None
        place, signature = data[: _PLACE.size], data[_PLACE.size :]
        if len(data) != _BYTES or not hmac.compare_digest(signature, self._sign(place)):
            return None
        position = Position(*_PLACE.unpack(place))
        # Base64 has several spellings for one value; only the one we write is ours.
        return position if self.encode(position) == text else None

    def _sign(self, place: bytes) -> bytes:
        mac = self._mac.copy()
        mac.update(place)
        return mac.digest()[:_SIGNATURE_BYTES]


def new_key() -> bytes:
    """A key of 256 random bits, as 64 hexadecimal digits."""
    return secrets.token_hex(_KEY_BYTES).encode()


def kept_key(path: Path, make: Callable[[], bytes] = new_key) -> bytes:
    """The key in a file that only its owner may read, made by `make` when it is not there.

    Several processes may ask at once: each writes a key of its own aside, complete, and the
    first to link it under the name wins; all then read that one.
    """
    with contextlib.suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return path.read_bytes()
