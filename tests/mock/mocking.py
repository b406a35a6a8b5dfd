"""`tenon mock` in a process of its own, on a contract that a test may change."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE_S = 20.0


class Mocking:
    """A running mock: where it listens, and what it has said so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tenon", "mock", *arguments, "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = ""

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(line.rstrip("\n") for line in self.process.stdout)

    def end(self) -> None:
        """Hear what it said last."""
        self._reader.join(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def said(self, text: str, times: int = 1) -> str:
        """The line that holds a text, once it was said that often."""

        def found() -> list[str]:
            return [line for line in list(self.lines) if text in line]

        wait_for(lambda: len(found()) >= times or self.process.poll() is not None)
        assert len(found()) >= times, self.lines
        return found()[times - 1]

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        """Status and JSON body of an answer."""
        return self.send("GET", path, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = {} if data is None else {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, {**kind, **told}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as reply:
                return reply.status, _value(reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _value(error.read())


def _value(body: bytes) -> Any:
    return json.loads(body) if body else None


@contextmanager
def mocking(folder: Path, *arguments: str) -> Iterator[Mocking]:
    """A mock that is ended with the test."""
    mock = Mocking(folder, *arguments)
    try:
        mock.url = re.findall(r"http://\S+", mock.said(" is mocked at "))[0]
        yield mock
    finally:
        mock.process.terminate()
        try:
            mock.process.wait(10)
        finally:
            mock.process.kill()
            mock.process.wait()
            mock.end()


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Wait until something is so; no longer than some seconds."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
