"""The load: a closed loop of keep-alive connections, one request at a time on each.

It runs in a process of its own, on a core of its own, and reads the server's clock itself at the
beginning and the end, when nothing is under way.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Protocol

import uvloop

from .cpu import cpu_seconds

CONNECTIONS = 16


class LoadError(Exception):
    """A server answered with another status, in an unknown framing, or hung up."""


class Talk(Protocol):
    """What is said on the connections: requests, and the status of a good reply to each."""

    @property
    def status(self) -> int:
        """The status of a good reply."""

    def requests(self) -> Iterator[bytes]:
        """Requests without end."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to load: the server's port and process, with what, and for how long."""

    port: int
    pid: int
    talk: Talk
    seconds: float
    warm_seconds: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What it took: requests, seconds on the server's clock and on the wall, the load's own share.

    `sent` counts the warming requests too.
    """

    requests: int
    sent: int
    cpu: float
    wall: float
    load_share: float

    @property
    def microseconds(self) -> float:
        """Processor time of the server per request."""
        return self.cpu / self.requests * 1e6

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.wall


def run(job: Job) -> Sample:
    """Load a server and say what it took. Raises LoadError and OSError."""
    return uvloop.run(_run(job))


class _Load:
    """The connections of one job, the requests they take turns at, and the count of replies."""

    def __init__(self, talk: Talk) -> None:
        self.next_request = talk.requests()
        self.status = str(talk.status).encode()
        self.going = False
        self.replies = 0
        self._connections: list[_Connection] = []
        self._under_way = 0
        self._done = asyncio.get_running_loop().create_future()

    async def connect(self, port: int) -> None:
        """Open the connections."""
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            transport, connection = await loop.create_connection(
                lambda: _Connection(self), "127.0.0.1", port
            )
            connection.transport = transport
            self._connections.append(connection)

    async def go(self, seconds: float) -> None:
        """Ask for so long, then wait until every reply is there."""
        loop = asyncio.get_running_loop()
        self._done = loop.create_future()
        self.going, self._under_way = True, len(self._connections)
        loop.call_later(seconds, self._stop)
        for connection in self._connections:
            connection.ask()
        await asyncio.wait_for(self._done, seconds + 20)

    def rest(self) -> None:
        """Note that a connection has its last reply."""
        self._under_way -= 1
        if not self._under_way and not self._done.done():
            self._done.set_result(None)

    def fail(self, error: Exception) -> None:
        """End the job with an error."""
        if not self._done.done():
            self._done.set_exception(error)

    def close(self) -> None:
        """Hang up."""
        for connection in self._connections:
            connection.close()

    def _stop(self) -> None:
        self.going = False


class _Connection(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._part = b""
        self._closing = False

    def ask(self) -> None:
        self.transport.write(next(self._load.next_request))

    def data_received(self, data: bytes) -> None:
        if self._part:
            data = self._part + data
        length = _length(data)
        if length > len(data):
            self._part = data
            return
        self._part = b""
        if length < 0 or length != len(data) or data[9:12] != self._load.status:
            self._load.fail(LoadError(data[:600].decode(errors="replace")))
            return
        self._load.replies += 1
        if self._load.going:
            self.ask()
        else:
            self._load.rest()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._closing:
            self._load.fail(LoadError(f"The server hung up: {error}"))

    def close(self) -> None:
        self._closing = True
        self.transport.close()


def _length(data: bytes) -> int:
    """The length of a reply with its head: more than is there where the head has not ended.

    Negative where the head has no content-length.
    """
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return len(data) + 1
    at = data[:end].lower().find(b"\r\ncontent-length: ")
    return end + 4 + int(data[at + 18 : data.find(b"\r\n", at + 18)]) if at >= 0 else -1


async def _run(job: Job) -> Sample:
    load = _Load(job.talk)
    try:
        await load.connect(job.port)
        await load.go(job.warm_seconds)
        warm, cpu, wall, own = load.replies, cpu_seconds(job.pid), perf_counter(), process_time()
        await load.go(job.seconds)
        cpu, wall, own = cpu_seconds(job.pid) - cpu, perf_counter() - wall, process_time() - own
    finally:
        load.close()
    return Sample(load.replies - warm, load.replies, cpu, wall, own / wall)
