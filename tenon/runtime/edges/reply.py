"""One reply on its way out: what every edge adds to its header, in one place."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, MutableMapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from tenon.runtime.edges.timing import server_timing
from tenon.runtime.headers import RawHeaders
from tenon.runtime.service import Scope
from tenon.runtime.streaming import Send

_CUT = 499  # what servers note of a caller that left; it is never sent
_FAILED = 500


@dataclass(frozen=True, slots=True)
class Constant:
    """Header fields that are known beforehand, and their names."""

    fields: tuple[tuple[bytes, bytes], ...]
    names: frozenset[bytes]

    @classmethod
    def of(cls, fields: RawHeaders) -> Constant:
        """Those fields; `Vary` is a list, to which each may add."""
        return cls(tuple(fields), frozenset(name for name, _ in fields if name != b"vary"))

    def beside(self, sent: Mapping[bytes, bytes]) -> tuple[tuple[bytes, bytes], ...]:
        """Those that the application does not send itself."""
        return tuple(f for f in self.fields if f[0] not in sent or f[0] == b"vary")


class Reply:
    """Adds the edges' header fields to one reply, and notes how it ended."""

    __slots__ = ("_began", "_complete", "_constant", "_id", "_scope", "_send", "_status", "_timed")

    def __init__(
        self,
        scope: Scope,
        send: Send,
        constant: Constant,
        request_id: str | None,
        began: float,
        timed: bool,
    ) -> None:
        self._scope = scope
        self._send = send
        self._constant = constant
        self._id = request_id
        self._began = began
        self._timed = timed
        self._status = 0
        self._complete = False

    def send(self, message: MutableMapping[str, Any]) -> Awaitable[None]:
        """Pass a message on: what the server's `send` answers is what is awaited."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            sent = message.get("headers", ())
            known, constant = dict(sent), self._constant
            if constant.names.isdisjoint(known):
                headers = [*sent, *constant.fields]
            else:
                headers = [*sent, *constant.beside(known)]
            if self._id is not None and b"x-request-id" not in known:
                headers.append((b"x-request-id", self._id.encode()))
            if self._timed:
                headers.append(server_timing(self._scope, perf_counter() - self._began))
            message = {**message, "headers": headers}
        elif not message.get("more_body", False):
            self._complete = True
        return self._send(message)

    def ended(self, failed: bool) -> int:
        """The status under which it is remembered; `failed` where an exception ended it."""
        if self._complete:
            return self._status
        return _FAILED if failed or "tenon.failed" in self._scope else _CUT
