# Generated from the contract by `tenon sdk python`. Do not edit.
"""Log: what can be asked, and what comes back."""

from __future__ import annotations

from harbour_client import core as _core
from harbour_client.models.schemas import Ship


_FOLLOW_LOG: _core.StreamCall[Ship] = _core.StreamCall(
    "followLog",
    "GET",
    "/log",
    accept="text/event-stream",
    security=(
        ("pass",),
    ),
    item=Ship,
)


_READ_LOG: _core.Download = _core.Download(
    "readLog",
    "GET",
    "/log/file",
    accept="application/octet-stream",
    security=(
        ("pass",),
    ),
)


_KEEP_LOG: _core.Call[None] = _core.Call(
    "keepLog",
    "PUT",
    "/log/file",
    accept="*/*",
    body="multipart",
    parts={"file": "file", "note": "note"},
    security=(
        ("pass",),
    ),
    answers=(
        _core.Answer("204", "none", None),
    ),
)


class LogOperations(_core.Group):
    """Asks the Log operations."""

    def follow_log(self) -> _core.Stream[Ship]:
        """Follow the log.

        followLog: GET /log
        """
        return _core.stream(self, _FOLLOW_LOG, {})

    def read_log(self) -> _core.Downloaded:
        """readLog: GET /log/file"""
        return _core.download(self, _READ_LOG, {})

    def keep_log(self, *, file: _core.FileLike, note: str | None = None) -> None:
        """Deprecated.

        keepLog: PUT /log/file
        """
        return _core.send(self, _KEEP_LOG, {"file": file, "note": note})


class AsyncLogOperations(_core.AsyncGroup):
    """Asks the Log operations."""

    def follow_log(self) -> _core.AsyncStream[Ship]:
        """Follow the log.

        followLog: GET /log
        """
        return _core.stream_async(self, _FOLLOW_LOG, {})

    async def read_log(self) -> _core.AsyncDownloaded:
        """readLog: GET /log/file"""
        return await _core.download_async(self, _READ_LOG, {})

    async def keep_log(self, *, file: _core.FileLike, note: str | None = None) -> None:
        """Deprecated.

        keepLog: PUT /log/file
        """
        return await _core.send_async(self, _KEEP_LOG, {"file": file, "note": note})
