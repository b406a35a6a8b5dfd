"""Server processes: started on their core, asked whether they answer as all must, stopped."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .exchange import EXPECTED, Exchange, mismatch, requests

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class NotServingError(Exception):
    """A server did not start, or answers other than it must; says why."""


class Server:
    """A running server."""

    def __init__(self, application: str, folder: Path, *, own: bool) -> None:
        """Start an application, on Tenon's `own` server or on uvicorn as it comes.

        `folder` is where it may keep files, and where its log goes.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / "server.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scripts.bench.server", application, *["own"] * own],
                cwd=ROOT,
                env=environment(folder, ENVIRONMENT="production"),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.pid = self._process.pid
        line = self._process.stdout.readline() if self._process.stdout else ""
        self.port = int(line) if line.strip() else 0

    def check(self, exchange: Exchange, serial: int) -> None:
        """Ask once, and look at status and fields. Raises NotServingError."""
        expected = EXPECTED[exchange]
        try:
            status, body = self._ask(next(requests(exchange, serial)))
        except OSError as error:
            raise NotServingError(self.last_words() or str(error)) from error
        if status != expected.status:
            raise NotServingError(
                f"{exchange}: {status} instead of {expected.status}: {body[:300]!r}"
            )
        if wrong := mismatch(exchange, body):
            raise NotServingError(f"{exchange}: {wrong}")

    def pin(self, core: int) -> None:
        """Keep all its threads, and those they will start, on one core."""
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {core})

    def last_words(self) -> str:
        """The last line of the server's log."""
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def stop(self) -> None:
        """End the process, kindly at first."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, request: bytes) -> tuple[int, bytes]:
        if not self.port:
            raise NotServingError(self.last_words())
        return ask(self.port, request)


def ask(port: int, request: bytes) -> tuple[int, bytes]:
    """Send one request as it stands; answers status and body. Raises OSError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.connect()
        connection.sock.sendall(request)
        reply = http.client.HTTPResponse(connection.sock)
        reply.begin()
        return reply.status, reply.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"no reply: {error!r}") from error
    finally:
        connection.close()


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a server that keeps its files in a folder of its own."""
    own = {"PYTHONPATH": str(ROOT), "BENCH_FOLDER": str(folder), "VAR_DIR": str(folder / "var")}
    database = {"DATABASE_URL": f"sqlite:///{folder / 'var' / 'books.db'}"}
    open_ = {"AUTH_ENABLED": "false", "RATE_LIMITS": "off"}  # peers ask nobody, and count nothing
    return {**os.environ, **own, **database, **open_, **settings}


def wait_until(true: Callable[[], bool], seconds: float, pause: float = 0.005) -> float:
    """Wait for something to come true; answers for how long. Raises TimeoutError."""
    start = time.perf_counter()
    while not true():
        if time.perf_counter() - start > seconds:
            raise TimeoutError(f"Not within {seconds} s.")
        time.sleep(pause)
    return time.perf_counter() - start
