"""The access log: one line a request, at a price that a request does not feel.

While a request ends, only what the line needs is put aside; a thread makes lines of it, many at a
time, and writes them. The path is told as it was sent, without its query, which may hold what is
nobody's business.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from handlers.eyes.logs import Format
from tenon.runtime.service import Scope

_EVERY_S = 0.1
_MOST = 100_000  # that wait to be written; when nobody takes them the oldest are let go
_LONGEST = 2_000  # bytes of a path
_UNKNOWN = "-"

# When it ended, how long it took, status, method, path, operation, request id, caller, address.
_Noted = tuple[float, float, int, str, bytes, Any, Any, Any, Any]
_quoted: Callable[[str], str] = json.encoder.encode_basestring_ascii


class AccessLog:
    """Notes replies between `open` and `close`; it is an observer of the edges."""

    def __init__(self, write: Callable[[str], object], form: Format) -> None:
        """`write` takes whole lines."""
        self._write = write
        self._render = _json_line if form == "json" else _plain_line
        self._noted: deque[_Noted] = deque(maxlen=_MOST)
        self._something = threading.Event()
        self.enabled = True
        self._open = False
        self._thread: threading.Thread | None = None
        self.lost = 0

    def open(self) -> None:
        """Begin to note, unless it is not to."""
        if not self.enabled:
            return
        self._open = True
        self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write what was noted, and end."""
        if self._thread is not None:
            self._open = False
            self._something.set()
            self._thread.join(2)
            self._thread = None

    def __call__(self, scope: Scope, status: int, seconds: float) -> None:
        """Note a reply that has ended."""
        if not self._open:
            return
        noted = self._noted
        if not noted:
            self._something.set()
        elif len(noted) == _MOST:
            self.lost += 1
        client = scope.get("client")
        noted.append(
            (
                time.time(),
                seconds,
                status,
                scope["method"],
                scope.get("raw_path") or scope["path"].encode(),
                scope.get("tenon.operation"),
                scope.get("tenon.request_id"),
                scope.get("tenon.principal"),
                client[0] if client else None,
            )
        )

    def _run(self) -> None:
        while self._open:
            self._something.wait()
            if self._open:
                time.sleep(_EVERY_S)
            self._something.clear()
            self._flush()

    def _flush(self) -> None:
        noted, render, lines = self._noted, self._render, []
        while noted:
            lines.append(render(noted.popleft()))
        if self.lost:
            lost, self.lost = self.lost, 0
            lines.append(f'{{"event":"access lines were lost","level":"error","lost":{lost}}}\n')
        if lines:
            self._write("".join(lines))


def _json_line(noted: _Noted) -> str:
    at, seconds, status, method, path, operation, request_id, principal, client = noted
    operation_id = operation.id if operation is not None else _UNKNOWN
    caller = _quoted(principal.subject) if principal is not None else "null"
    named = _quoted(path[:_LONGEST].decode("latin-1"))
    return (
        f'{{"event":"request","level":"info","timestamp":"{_moment(at)}",'
        f'"request_id":"{request_id or _UNKNOWN}","operation":"{operation_id}",'
        f'"method":{_quoted(method)},"path":{named},"status":{status},'
        f'"ms":{seconds * 1000:.3f},"caller":{caller},'
        f'"client":{_quoted(client) if client else "null"}}}\n'
    )


def _plain_line(noted: _Noted) -> str:
    at, seconds, status, method, path, operation, request_id, principal, client = noted
    operation_id = operation.id if operation is not None else _UNKNOWN
    caller = principal.subject if principal is not None else _UNKNOWN
    told = _quoted(f"{method} {path[:_LONGEST].decode('latin-1')}")[1:-1]
    who = _quoted(f"{caller} {client or _UNKNOWN}")[1:-1]
    return (
        f"{_moment(at)[11:23]} info    {told} {status} {seconds * 1000:.1f} ms "
        f"{operation_id} {request_id or _UNKNOWN} {who}\n"
    )


class _Clock:
    """Writes moments; the second is written once for all moments in it."""

    second = -1
    text = ""


def _moment(at: float) -> str:
    second = int(at)
    if second != _Clock.second:
        _Clock.second = second
        _Clock.text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
    return f"{_Clock.text}.{int((at - second) * 1_000_000):06d}Z"
