"""An application on a socket: uvicorn with uvloop and httptools, and its limits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where a server listens and how long it waits, in seconds.

    `header_timeout_s` bounds the time in which a request's headers must arrive, `max_header_bytes`
    about how large they may be, `keep_alive_s` how long an idle connection is kept, `shutdown_s`
    how long running requests may take to end.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    header_timeout_s: float = 10.0
    max_header_bytes: int = 65_536
    keep_alive_s: int = 5
    shutdown_s: int = 10
    access_log: bool = False
    log_level: str = "info"


class BoundedHeaders(HttpToolsProtocol):
    """HTTP/1.1 that closes connections whose request headers do not arrive in time, or are large.

    Without it a caller that sends a byte now and then holds a connection for ever, and one that
    never ends its headers fills the memory.
    """

    timeout_s = 10.0
    most_bytes = 65_536

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._waiting = True
        self._unfinished = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; when they leave the headers incomplete, wait for the rest."""
        super().data_received(data)
        if self._waiting:
            self._unfinished += len(data)
            if self._unfinished > self.most_bytes:
                self._refuse()
            elif self._timer is None:
                self._arm()

    def on_message_begin(self) -> None:
        """A request begins: its headers are awaited."""
        self._waiting = True
        self._unfinished = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The headers are there."""
        self._waiting = False
        if self._timer is not None:
            self._disarm()
        super().on_headers_complete()

    def _arm(self) -> None:
        self._timer = self.loop.call_later(self.timeout_s, self._give_up)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self) -> None:
        """Answer 431 (RFC 6585, section 5) and read no more."""
        if not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def _give_up(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.close()


_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"connection: close\r\ncontent-length: 0\r\n\r\n"
)


def server_config(app: Any, settings: ServerSettings, **options: Any) -> uvicorn.Config:
    """A uvicorn configuration for an application, or for an import string of one."""
    limits = {"timeout_s": settings.header_timeout_s, "most_bytes": settings.max_header_bytes}
    protocol = type("Protocol", (BoundedHeaders,), limits)
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=protocol,
        ws="none",
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=settings.shutdown_s,
        access_log=settings.access_log,
        log_level=settings.log_level,
        server_header=False,
        **options,
    )


def serve(app: Any, settings: ServerSettings, **options: Any) -> None:
    """Serve an application until SIGINT or SIGTERM."""
    uvicorn.Server(server_config(app, settings, **options)).run()
