"""Many open event streams on one process: what each costs in memory, and how fast news spread.

All of them follow one job. Cancelling it is the news; each stream must then tell of it. Reading
2,000 sockets takes this process time too, which counts as delay.
"""

import json
import resource
import select
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from .process import Server
from .rounds import Tell

NAME = "streams"
STREAMS = 2_000
ROUNDS = 3
PATIENCE = 60.0
_APPLICATION = "scripts.bench.streams_app:service()"
_SPARE_FILES = 200
_SETTLING = 0.5
_JOB = b'{"kind": "check_isbns"}'
_NEWS = b'"status":"cancelled"'


@dataclass(frozen=True, slots=True)
class Figures:
    """Bytes a stream, and the delay of each stream in seconds, over all rounds."""

    streams: int
    bytes_each: float
    delays: tuple[float, ...]

    def __str__(self) -> str:
        last = quantiles(self.delays, n=100)[98]
        return (
            f"{self.streams:,} open event streams on one process: "
            f"{self.bytes_each / 1024:.1f} KiB a stream, news at the median stream after "
            f"{median(self.delays) * 1000:.0f} ms, at 99 % after {last * 1000:.0f} ms"
        )


def measure(chosen: Sequence[str], folder: Path, tell: Tell) -> Figures | None:
    """Measure, where it was chosen."""
    if NAME not in chosen:
        return None
    tell(f"opening {STREAMS:,} streams")
    _allow_files(STREAMS + _SPARE_FILES)
    server = Server(_APPLICATION, folder / NAME, own=True)
    try:
        _round(server, 50)  # what the first streams load is not theirs
        rounds = [_round(server, STREAMS) for _ in range(ROUNDS)]
    finally:
        server.stop()
    # Memory that one round leaves is used by the next: the first shows what streams take.
    found = Figures(STREAMS, rounds[0][0], tuple(one for _, all_ in rounds for one in all_))
    tell(f"  {found}")
    return found


def _round(server: Server, many: int) -> tuple[float, list[float]]:
    """Open so many streams of one job, cancel it; bytes a stream, and the delay of each."""
    job = json.loads(_ask(server.port, "POST", "/api/v1/jobs", _JOB))
    before = _resident(server.pid)
    with ExitStack() as opened:
        streams = [opened.enter_context(_open(server.port, job["events_url"])) for _ in range(many)]
        _until(streams, b'"status":"queued"')
        time.sleep(_SETTLING)
        each = (_resident(server.pid) - before) / many
        start = time.perf_counter()
        _ask(server.port, "POST", f"{job['status_url']}/cancel", b"")
        return each, [at - start for at in _until(streams, _NEWS)]


def _open(port: int, path: str) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", port), PATIENCE)
    stream.sendall(f"GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n".encode())
    stream.setblocking(False)
    return stream


def _until(streams: Sequence[socket.socket], what: bytes) -> list[float]:
    """When each stream had told of it."""
    waiting = {stream.fileno(): stream for stream in streams}
    heard = dict.fromkeys(waiting, b"")
    times: list[float] = []
    give_up = time.perf_counter() + PATIENCE
    with select.epoll() as poll:
        for number in waiting:
            poll.register(number, select.EPOLLIN)
        while waiting:
            for number, _ in poll.poll(1.0):
                heard[number] += waiting[number].recv(65_536)
                if what in heard[number]:
                    times.append(time.perf_counter())
                    poll.unregister(number)
                    del waiting[number]
            if time.perf_counter() > give_up:
                raise TimeoutError(f"{len(waiting)} streams did not tell of {what.decode()}")
    return times


def _ask(port: int, method: str, path: str, body: bytes) -> bytes:
    """Send one request and read its whole reply; the body."""
    head = (
        f"{method} {path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    if not body:
        head = head.replace("content-type: application/json\r\n", "")
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as asking:
        asking.sendall(head.encode() + body)
        raw = b"".join(iter(lambda: asking.recv(65_536), b""))
    return raw.partition(b"\r\n\r\n")[2]


def _resident(pid: int) -> int:
    """The bytes of memory that a process has in use."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _allow_files(many: int) -> None:
    """Let this process, and those it starts, open so many files. Raises ValueError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < many:
        resource.setrlimit(resource.RLIMIT_NOFILE, (many, hard))
