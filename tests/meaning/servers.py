"""The service and the mock, each a process of its own on a free port of this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from handlers.callers import key_hash
from tests.tiny import ROOT

READERS = tuple(f"reader{number}" for number in range(8))
_ROLES = {"keeper": "admin", **dict.fromkeys(READERS, "viewer")}
_URL = re.compile(r"https?://(?:127\.0\.0\.1|localhost):[0-9]+")
_START_S = 60.0


def key_of(name: str) -> dict[str, str]:
    """The header of a caller: "keeper" may do everything, readers write reviews."""
    return {"x-api-key": f"key of {name}"}


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """The URL of the service over a database of its own, which knows the callers' keys."""
    keys = [
        {"name": name, "role": role, "sha256": key_hash(key_of(name)["x-api-key"])}
        for name, role in _ROLES.items()
    ]
    variables = {
        "ENVIRONMENT": "test",
        "CHECK_REPLIES": "true",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'books.db'}",
        "SAMPLE_DATA": "true",
        "JOB_WORKERS": "0",
        "API_KEYS": json.dumps(keys),
    }
    with _running(["serve", "handlers.app:app"], folder, variables) as url:
        yield url


@contextmanager
def mock(folder: Path) -> Iterator[str]:
    """The URL of the mock of the same contract."""
    with _running(["mock", "generated/contract.json"], folder, {}) as url:
        yield url


@contextmanager
def _running(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Iterator[str]:
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tenon", *command, "--port", "0"],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=output,
            stderr=output,
        )
    try:
        yield announced(process, log)
    finally:
        process.terminate()
        process.wait(20)


def announced(process: subprocess.Popen[bytes], log: Path) -> str:
    """The URL that a server says it serves at."""
    until = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < until:
        said = _URL.search(log.read_text(errors="replace"))
        if said:
            return said[0]
        time.sleep(0.02)
    raise AssertionError(f"no server: {log.read_text(errors='replace')}")
