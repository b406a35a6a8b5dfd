"""How much memory a server takes while it is sent a large file: python -m scripts.big_upload.

A server of its own is started, on a database and a storage that are removed afterwards; the file
is made up as it is sent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MIB = 1_048_576
_HEAD = b'--X\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'
_TAIL = b"\r\n--X--\r\n"


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    pid: int
    address: tuple[str, int]

    def memory(self, what: str = "VmRSS") -> int:
        """Its memory in bytes, or with VmHWM the most since it was last forgotten."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith(what))
        return int(line.split()[1]) * 1_024

    def forget_peak(self) -> None:
        """Begin to watch for the most memory anew (proc(5), clear_refs)."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@dataclass(frozen=True)
class Measured:
    """An upload of `size` bytes: seconds, and bytes of memory before it and at most."""

    size: int
    seconds: float
    before: int
    peak: int

    def __str__(self) -> str:
        speed = self.size / MIB / self.seconds
        return (
            f"{self.size / MIB:,.0f} MiB in {self.seconds:.1f} s ({speed:,.0f} MiB/s): "
            f"{self.before / MIB:.0f} MiB of memory before, {self.peak / MIB:.0f} at most, "
            f"{(self.peak - self.before) / MIB:+.0f}"
        )


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """The service on a port of its own, everything that it writes under a folder."""
    said = folder / "said.txt"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/books.db",
        "VAR_DIR": str(folder),
        "AUTH_ENABLED": "false",
        "SAMPLE_DATA": "false",
    }
    command = [sys.executable, "-m", "tenon", "serve", "--port", "0"]
    with said.open("wb") as log:
        process = subprocess.Popen(command, env=environment, stderr=log, stdout=log)
    try:
        yield Server(process.pid, _address(said, process))
    finally:
        process.terminate()
        process.wait(20)


def upload(server: Server, size: int) -> Measured:
    """Send a file of so many bytes. Raises AssertionError unless it is kept whole."""
    server.forget_peak()
    before, started = server.memory(), time.monotonic()
    sent = hashlib.sha256()
    with socket.create_connection(server.address, timeout=60) as connection:
        connection.sendall(_request(len(_HEAD) + size + len(_TAIL)) + _HEAD)
        for piece in _pieces(size):
            sent.update(piece)
            connection.sendall(piece)
        connection.sendall(_TAIL)
        status, kept = _reply(connection)
    seconds = time.monotonic() - started
    assert (status, kept.get("size"), kept.get("sha256")) == (201, size, sent.hexdigest()), kept
    return Measured(size, seconds, before, server.memory("VmHWM"))


def _address(said: Path, process: subprocess.Popen[bytes]) -> tuple[str, int]:
    for _ in range(600):
        _, found, rest = said.read_text().partition("http://")
        if found and rest.split():
            host, _, port = rest.split()[0].partition(":")
            return host, int(port)
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"the server did not start: {said.read_text()}")


def _request(length: int) -> bytes:
    lines = (
        "POST /api/v1/uploads HTTP/1.1",
        "Host: books.test",
        "Connection: close",
        "Content-Type: multipart/form-data; boundary=X",
        f"Content-Length: {length}",
    )
    return "\r\n".join([*lines, "", ""]).encode()


def _pieces(size: int) -> Iterator[bytes]:
    """Bytes in which the beginnings of boundaries come again and again."""
    piece = (os.urandom(4_000) + b"\r\n--") * 64
    while size > 0:
        yield piece[:size]
        size -= len(piece)


def _reply(connection: socket.socket) -> tuple[int, dict[str, object]]:
    received = b""
    while chunk := connection.recv(65_536):
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def main() -> None:
    """Measure, print, and fail when it took more memory than was allowed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mib", type=int, default=1_024, help="the size of the file in MiB")
    parser.add_argument("--most-mib", type=int, default=100, help="the most memory, in MiB")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        upload(server, MIB)  # what is imported with the first upload is not of the second
        measured = upload(server, given.mib * MIB)
    print(measured)
    if measured.peak > given.most_mib * MIB:
        sys.exit(f"that is more than {given.most_mib} MiB of memory")


if __name__ == "__main__":
    main()
