"""An application on a socket: uvicorn with uvloop and httptools, and its limits."""

from __future__ import annotations

import asyncio
import fcntl
import signal
import socket
import sys
import termios
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenon.runtime.cycle import Cycle
from tenon.runtime.lean import HttpToolsProtocol, RequestResponseCycle, uvicorn


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where a server listens and how long it waits, in seconds.

    `header_timeout_s` bounds the time in which a request's headers must arrive, `max_header_bytes`
    about how large they may be, `keep_alive_s` how long an idle connection is kept,
    `write_timeout_s` how long a caller may take nothing of what is written to it, `shutdown_s` how
    long running requests may take to end. `workers` is the number of processes that serve.
    `logging` sets up logging for a level, where it is not to be uvicorn's.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    header_timeout_s: float = 10.0
    max_header_bytes: int = 65_536
    keep_alive_s: int = 5
    write_timeout_s: float = 30.0
    shutdown_s: int = 10
    access_log: bool = False
    log_level: str = "info"
    workers: int = 1
    logging: Callable[[str], None] | None = None


class Bounded(HttpToolsProtocol):
    """HTTP/1.1 that closes connections on which a caller holds up what it should not.

    Without it a caller that sends a byte of a header now and then holds a connection for ever, one
    that never ends its headers fills the memory, one that goes on with a body after its answer
    is never done with, and one that takes nothing keeps what is written to it in memory.
    """

    timeout_s = 10.0
    most_bytes = 65_536
    write_timeout_s = 30.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        self._waiting = True
        self._unfinished = 0

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: what offers another protocol is answered in this one (RFC 9110, 7.8)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._disarm()
        self._unwatch()
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
        if type(self.cycle) is RequestResponseCycle:  # uvicorn lets nobody say which it makes
            self.cycle.__class__ = Cycle

    def on_response_complete(self) -> None:
        """The answer is written: what is left of the request's body must come in time."""
        if self.cycle.more_body and self.cycle.response_complete and self._timer is None:
            self._arm()
        if self.transport.is_closing():
            self._watch()
        super().on_response_complete()

    def on_message_complete(self) -> None:
        """The request is there."""
        super().on_message_complete()
        if self._timer is not None:
            self._disarm()

    def pause_writing(self) -> None:
        """The caller takes less than is written."""
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        """The caller took enough."""
        self._unwatch()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, also one whose last answer is never taken."""
        super().timeout_keep_alive_handler()
        self._watch()

    def _watch(self) -> None:
        """See to it that the caller takes what is written to it."""
        self._unwatch()
        left = self._untaken()
        self._writing = self.loop.call_later(self.write_timeout_s, self._judge_pace, left)

    def _unwatch(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _judge_pace(self, before: int) -> None:
        if before - self._untaken() < _LEAST_TAKEN:
            self._writing = None
            self.transport.abort()
        else:
            self._watch()

    def _untaken(self) -> int:
        """How many bytes the caller has still to take: of our buffer, and of the system's."""
        try:
            number = self.transport.get_extra_info("socket").fileno()
            queued = fcntl.ioctl(number, termios.TIOCOUTQ, bytes(4))
        except (OSError, AttributeError):  # closed, or a system that does not tell
            queued = bytes(4)
        return self.transport.get_write_buffer_size() + int.from_bytes(queued, sys.byteorder)

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


_LEAST_TAKEN = 1_024  # bytes within `write_timeout_s`
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"connection: close\r\ncontent-length: 0\r\n\r\n"
)


class Server(uvicorn.Server):
    """uvicorn that ends in order: SIGTERM is an end that was asked for, and no failure.

    Nobody is let in any more, requests under way are answered within `shutdown_s`, and streams
    that would not end are ended. The application is stopped last.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams, then as uvicorn does."""
        end_streams = getattr(self.config.app, "end_streams", None)
        if end_streams is not None:
            end_streams()
        await super().shutdown(sockets)
        # uvicorn raises the signals again once it has ended: the process would die of them.
        self._captured_signals = [s for s in self._captured_signals if s != signal.SIGTERM]


def server_config(app: Any, settings: ServerSettings, **options: Any) -> uvicorn.Config:
    """A uvicorn configuration for an application, or for an import string of one."""
    limits = {
        "timeout_s": settings.header_timeout_s,
        "most_bytes": settings.max_header_bytes,
        "write_timeout_s": settings.write_timeout_s,
    }
    protocol = type("Protocol", (Bounded,), limits)
    if settings.logging is not None:
        settings.logging(settings.log_level)
        options["log_config"] = None
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
        proxy_headers=False,  # whom to trust is the edges' to know
        **options,
    )


def serve(app: Any, settings: ServerSettings, **options: Any) -> None:
    """Serve an application until SIGINT or SIGTERM."""
    Server(server_config(app, settings, **options)).run()
