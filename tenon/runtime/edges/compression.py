"""Replies sent compressed to callers that take gzip (RFC 9110, section 8.4; RFC 1952).

A compressed representation has an entity tag of its own (section 8.8.3.3): `"7"` becomes
`"7+gzip"`, still a strong one, because the same bytes always come out. What a caller sends back
in If-Match and If-None-Match loses the mark again, so that conditions work as without it.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from tenon.runtime.headers import RawHeaders
from tenon.runtime.negotiation import accepts_gzip, essence
from tenon.runtime.service import Scope
from tenon.runtime.streaming import EVENT_STREAM, Send

_GZIP = 16 + zlib.MAX_WBITS
_MARK = b'+gzip"'
_CONDITIONS = (b"if-match", b"if-none-match")
_TEXTS = re.compile(
    r"text/.*|application/(json|xml|yaml|javascript|jsonl|json-seq|x-ndjson|x-jsonlines"
    r"|x-www-form-urlencoded)|image/svg\+xml|.*\+(json|xml|yaml)"
)
# Media with a message in each part would have to wait for one another.
_NEVER = frozenset({EVENT_STREAM})
_WHOLE = frozenset({200, 201, 202, 203})
_IN_THREAD = 131_072  # bytes whose compression would hold up other requests for long


@dataclass(frozen=True, slots=True)
class Compression:
    """Compress text of at least `minimum` bytes, as hard as `level` says (1 to 9).

    Off is safer where a reply holds a secret beside text that a caller chose (BREACH).
    """

    minimum: int = 1_024
    level: int = 5

    def around(self, scope: Scope, headers: Mapping[bytes, bytes], send: Send) -> Send:
        """A `send` for the reply to one request, whose conditions are read first."""
        marked = _unmark(scope, headers)
        accepted = accepts_gzip(headers.get(b"accept-encoding", b"").decode("latin-1"))
        return _Reply(self, send, accepted, marked, scope["method"] == "HEAD").send


class _Reply:
    """One reply on its way out. Its start is held until it is known how its body goes on."""

    __slots__ = ("_accepted", "_compress", "_head", "_marked", "_send", "_settings", "_start")

    def __init__(
        self, settings: Compression, send: Send, accepted: bool, marked: bytes, head: bool
    ) -> None:
        self._settings = settings
        self._send = send
        self._accepted = accepted
        self._marked = marked
        self._head = head
        self._start: MutableMapping[str, Any] | None = None
        self._compress: Any = None

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass a message on, compressed where it should be."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._compress is not None and message["type"] == "http.response.body":
            await self._body(message)
        else:
            await self._send(message)

    async def _begin(self, message: MutableMapping[str, Any]) -> None:
        headers: RawHeaders = list(message.get("headers", ()))
        known = dict(headers)
        if message["status"] == 304:
            await self._send({**message, "headers": self._not_modified(headers)})
        elif not self._eligible(message["status"], known):
            await self._send(message)
        elif not self._accepted:
            await self._send({**message, "headers": _varied(headers, known)})
        else:
            message = {**message, "headers": _encoded(_varied(headers, known))}
            if self._head:
                await self._send(message)
                return
            self._start = message
            self._compress = zlib.compressobj(self._settings.level, zlib.DEFLATED, _GZIP)

    def _eligible(self, status: int, headers: Mapping[bytes, bytes]) -> bool:
        if status not in _WHOLE and status < 400:
            return False
        if b"content-encoding" in headers or b"no-transform" in headers.get(b"cache-control", b""):
            return False
        media_type = essence(headers.get(b"content-type", b"").decode("latin-1"))
        if media_type in _NEVER or not _TEXTS.fullmatch(media_type):
            return False
        length = headers.get(b"content-length")
        return length is None or int(length) >= self._settings.minimum

    async def _body(self, message: MutableMapping[str, Any]) -> None:
        more = message.get("more_body", False)
        body: bytes = message.get("body", b"")
        # A part of a stream is of use at once: it goes out whole, with all that was before it.
        flush = zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH
        if len(body) > _IN_THREAD:
            packed = await asyncio.to_thread(self._packed, body, flush)
        else:
            packed = self._packed(body, flush)
        start, self._start = self._start, None
        if start is not None:
            if not more:
                start["headers"].append((b"content-length", b"%d" % len(packed)))
            await self._send(start)
        if packed or not more:
            await self._send({**message, "body": packed})

    def _packed(self, body: bytes, flush: int) -> bytes:
        if not body and flush == zlib.Z_SYNC_FLUSH:
            return b""
        packed: bytes = self._compress.compress(body) + self._compress.flush(flush)
        return packed

    def _not_modified(self, headers: RawHeaders) -> RawHeaders:
        """What the caller holds keeps the name under which it asked (section 15.4.5)."""
        return [
            (name, _mark(value) if name == b"etag" and value in self._marked else value)
            for name, value in headers
        ]


def _unmark(scope: Scope, headers: Mapping[bytes, bytes]) -> bytes:
    """The tags that the request names with our mark, which is taken off in its scope."""
    if not any(_MARK in headers.get(name, b"") for name in _CONDITIONS):
        return b""
    scope["headers"] = [
        (name, value.replace(_MARK, b'"') if name in _CONDITIONS else value)
        for name, value in scope["headers"]
    ]
    return headers.get(b"if-none-match", b"").replace(_MARK, b'"')


def _mark(etag: bytes) -> bytes:
    """A weak tag covers every coding as it is."""
    return etag if etag.startswith(b"W/") else etag[:-1] + _MARK


def _varied(headers: RawHeaders, known: Mapping[bytes, bytes]) -> RawHeaders:
    if b"accept-encoding" in known.get(b"vary", b"").lower():
        return headers
    return [*headers, (b"vary", b"accept-encoding")]


def _encoded(headers: RawHeaders) -> RawHeaders:
    kept = [
        (name, _mark(value) if name == b"etag" else value)
        for name, value in headers
        if name not in (b"content-length", b"accept-ranges")
    ]
    return [*kept, (b"content-encoding", b"gzip")]
