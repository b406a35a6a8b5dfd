"""A request and its answer on a connection: an answer of known length is written at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenon.runtime.lean import HEADER_RE, STATUS_LINE, RequestResponseCycle

_LENGTH = b"content-length"
_FRAMING = frozenset({b"connection", b"transfer-encoding"})
# What no header field may hold (RFC 9110, section 5.5), but for the tab.
_CONTROLS = bytes(sorted({*range(32), 127} - {9}))
_MOST_NAMES = 1_000
_END = b"\r\n"


class Cycle(RequestResponseCycle):
    """As uvicorn's, which writes header and body one by one and looks at each field twice.

    Only the plain case is written here: a header with a length, then all of the body. The header
    waits for its body, which follows it closely; everything else goes uvicorn's way.
    """

    _held: Any = None

    async def send(self, message: Any) -> None:
        """Take one message of an answer (ASGI HTTP, `send`)."""
        held = self._held
        if held is None or message["type"] == "http.response.start":  # a failure replaces it
            self._held = None
            if self.response_started or not _is_sized(message):
                await super().send(message)
            else:
                self._held = message
            return
        self._held = None
        if self._is_plain(message) and self._write(held["status"], held["headers"], message):
            return
        await super().send(held)
        await super().send(message)

    def _is_plain(self, message: Mapping[str, Any]) -> bool:
        return (
            self.keep_alive
            and message["type"] == "http.response.body"
            and not message.get("more_body", False)
            and not (self.disconnected or self.flow.write_paused or self.access_log)
            and self.scope["method"] != "HEAD"
        )

    def _write(
        self, status: int, fields: Sequence[tuple[bytes, bytes]], message: Mapping[str, Any]
    ) -> bool:
        """Whether the answer could be written; nothing of it is, otherwise."""
        known = dict(fields)
        body = message.get("body", b"")
        if known[_LENGTH] != b"%d" % len(body) or not _FRAMING.isdisjoint(known):
            return False
        values = b"".join([value for _, value in fields])
        if len(values.translate(None, _CONTROLS)) != len(values):
            return False
        parts = [STATUS_LINE[status]]
        for name, value in (*self.default_headers, *fields):
            parts += (_BEGINNINGS[name], value, _END)
        parts += (_END, body)
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.transport.write(b"".join(parts))
        self.message_event.set()
        self.on_response()
        return True


class _Beginnings(dict[bytes, bytes]):
    """How the line of a field begins, by its name; a name is looked at once."""

    def __missing__(self, name: bytes) -> bytes:
        if HEADER_RE.search(name):
            raise RuntimeError("Invalid HTTP header name.")
        if len(self) >= _MOST_NAMES:
            self.clear()
        made = self[name] = name.lower() + b": "
        return made


_BEGINNINGS = _Beginnings()


def _is_sized(message: Mapping[str, Any]) -> bool:
    """Whether it begins an answer of a length that is told; 204 and 304 have no body."""
    return (
        message["type"] == "http.response.start"
        and message["status"] not in (204, 304)
        and any(name == _LENGTH for name, _ in message.get("headers", ()))
    )
