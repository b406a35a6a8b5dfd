"""The last requests that a mock answered, for whoever looks.

Nothing is rendered while nobody looks: an entry keeps references to what the server handed over,
and becomes a document when it is read. Long bodies are cut at once, so that memory is bounded.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import UTC, datetime
from time import perf_counter, time
from typing import Any

from tenon.mock.mishap import KEY as MISHAP
from tenon.mock.mishap import WIRE
from tenon.runtime.body import Receive
from tenon.runtime.headers import header_text
from tenon.runtime.negotiation import essence, is_json
from tenon.runtime.service import Scope
from tenon.runtime.streaming import Send

SESSION = b"x-mock-session"
_MOST = 200  # requests that are remembered
_LONGEST = 16_384  # bytes of a body that are kept
_LONGEST_TEXT = 2_000  # of what a caller sent in one line
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Whoever looks need not see how a caller is known; the first letters tell one from another.
_SECRETS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_SHOWN = 12
_READABLE = ("text/", "application/xml", "application/x-www-form-urlencoded", "multipart/")


class _Body:
    """The beginning of a body, and how long the whole is."""

    __slots__ = ("kept", "pieces", "size")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.kept = 0
        self.size = 0

    def take(self, piece: bytes) -> None:
        """Note a piece; what is past the limit is only counted."""
        self.size += len(piece)
        room = _LONGEST - self.kept
        if room > 0 and piece:
            piece = piece if len(piece) <= room else piece[:room]
            self.kept += len(piece)
            self.pieces.append(piece)


class Entry:
    """One request and its reply, as they went by."""

    __slots__ = ("_receive", "_send", "at", "began", "ended", "number", "query", "reply",
                 "request", "scope", "start")  # fmt: skip

    def __init__(self, number: int, scope: Scope, receive: Receive, send: Send) -> None:
        self.number = number
        self.scope = scope
        self.query: bytes = scope["query_string"]  # wishes are taken out of it later
        self._receive = receive
        self._send = send
        self.at = time()
        self.began = perf_counter()
        self.ended = 0.0
        self.start: MutableMapping[str, Any] | None = None
        self.request: _Body | None = None
        self.reply: _Body | None = None

    async def receive(self) -> MutableMapping[str, Any]:
        """The next message of the request, noted."""
        message = await self._receive()
        if message["type"] == "http.request":
            if self.request is None:
                self.request = _Body()
            self.request.take(message.get("body", b""))
        return message

    def send(self, message: MutableMapping[str, Any]) -> Any:
        """Note a message of the reply and pass it on: what the server answers is awaited."""
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            if self.reply is None:
                self.reply = _Body()
            self.reply.take(message.get("body", b""))
            if not message.get("more_body", False):
                return self._end(message)
        return self._send(message)

    def _end(self, message: MutableMapping[str, Any]) -> Any:
        """Pass the last message on, and let go of the connection, which is large."""
        self.ended = perf_counter()
        send, self._send, self._receive = self._send, _unheard, _over
        self.scope.pop(WIRE, None)
        return send(message)

    @property
    def over(self) -> bool:
        """Whether nothing more is to come: it was answered in full, or dropped on purpose."""
        return bool(self.ended) or self._dropped

    @property
    def _dropped(self) -> bool:
        mishap = self.scope.get(MISHAP)
        return mishap is not None and mishap.drop

    def summary(self) -> dict[str, Any]:
        """What is told of it in a list, as JSON; `status` and `ms` are None while it lasts."""
        scope, operation = self.scope, self.scope.get("tenon.operation")
        problem = scope.get("tenon.problem")
        return {
            "id": self.number,
            "at": datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds"),
            "method": scope["method"],
            "path": scope["path"][:_LONGEST_TEXT],
            "query": self.query[:_LONGEST_TEXT].decode("latin-1"),
            "operation": operation.id if operation is not None else None,
            "session": _session(scope),
            "status": self.start["status"] if self.start is not None else None,
            "ms": round((self.ended - self.began) * 1000, 3) if self.ended else None,
            "dropped": self._dropped,
            "detail": problem.detail[:_LONGEST_TEXT] if problem is not None else "",
            "findings": [error.document() for error in problem.errors] if problem else [],
        }

    def document(self) -> dict[str, Any]:
        """All that is known of it, as JSON: headers and bodies of request and reply too."""
        sent = self.start.get("headers", ()) if self.start is not None else ()
        return {
            **self.summary(),
            "request": _message(self.scope["headers"], self.request),
            "reply": _message(sent, self.reply),
        }


class RequestsLog:
    """The last requests; `holder` is the mock that writes to it now (a reload changes it)."""

    def __init__(self, most: int = _MOST) -> None:
        self._entries: deque[Entry] = deque(maxlen=most)
        self._numbers = itertools.count(1)
        self.holder: object = None

    def begin(self, scope: Scope, receive: Receive, send: Send) -> tuple[Receive, Send]:
        """Note a request: what to receive it by, and what to send its reply by."""
        entry = Entry(next(self._numbers), scope, receive, send)
        self._entries.append(entry)
        return receive if scope["method"] in _BODILESS else entry.receive, entry.send

    def __iter__(self) -> Iterator[Entry]:
        """The entries, oldest first, as they are now."""
        return iter(tuple(self._entries))

    def after(self, number: int) -> list[Entry]:
        """The entries that came after one, oldest first."""
        newer = itertools.takewhile(lambda e: e.number > number, reversed(tuple(self._entries)))
        return list(newer)[::-1]

    @property
    def last(self) -> int:
        """The number of the newest entry, 0 where there is none."""
        return self._entries[-1].number if self._entries else 0

    def entry(self, number: int) -> Entry | None:
        """The entry of that number; None where it is forgotten, or never was."""
        return next((entry for entry in self if entry.number == number), None)

    def clear(self) -> None:
        """Forget all of them; numbers go on."""
        self._entries.clear()


async def _unheard(_: MutableMapping[str, Any]) -> None:
    """What is sent after the end of a reply."""


async def _over() -> MutableMapping[str, Any]:
    return {"type": "http.disconnect"}


def _session(scope: Scope) -> str:
    found = next((value for name, value in scope["headers"] if name == SESSION), b"")
    return found[:_LONGEST_TEXT].decode("latin-1")


def _message(headers: Iterable[tuple[bytes, bytes]], body: _Body | None) -> dict[str, Any]:
    """One half of an exchange: text where it is readable, else only its size."""
    fields: dict[str, str] = {}
    for raw_name, raw in headers:
        name, text = raw_name.decode("latin-1").lower(), header_text(raw)[:_LONGEST_TEXT]
        text = _veiled(text) if name in _SECRETS else text
        fields[name] = f"{fields[name]}, {text}" if name in fields else text
    if body is None:
        return {"headers": fields, "body": None, "bytes": 0, "cut": False}
    raw = b"".join(body.pieces)
    kind = essence(fields.get("content-type", ""))
    readable = "content-encoding" not in fields and (is_json(kind) or _is_text(kind, raw))
    text = raw.decode(errors="replace") if readable else ""
    shown = text if readable and "\x00" not in text else None
    return {"headers": fields, "body": shown, "bytes": body.size, "cut": body.size > len(raw)}


def _is_text(kind: str, raw: bytes) -> bool:
    known = kind.startswith(_READABLE) or kind.endswith(("+xml", "jsonl", "ndjson", "json-seq"))
    return known or (not kind and raw.isascii())


def _veiled(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
