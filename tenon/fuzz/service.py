"""A service that is started to be fuzzed, on a free port, with files of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenon.finding import ContractError, Finding, Place
from tenon.runtime.coverage import VARIABLE
from tenon.serving import address, bound

_START_S = 30.0
_STOP_S = 15.0


@dataclass(frozen=True, slots=True)
class Service:
    """A running service; `log` is what it wrote."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def tail(self, lines: int = 25) -> str:
        """The last lines that it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def environment(folder: Path, given: Mapping[str, str]) -> dict[str, str]:
    """The variables of a service that is fuzzed: a fresh database, every reply checked.

    What is `given` comes first. Its replies are no test's: the fuzzer records them itself.
    """
    return {
        "ENVIRONMENT": "test",
        "CHECK_REPLIES": "true",
        "TENON_CHECK_REPLIES": "1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'fuzz.db'}",
        VARIABLE: "",
        **given,
    }


@contextmanager
def started(app: str, folder: Path, variables: Mapping[str, str]) -> Iterator[Service]:
    """Run an application until the block ends. Raises ContractError when it does not start."""
    listener = bound("127.0.0.1", 0)
    log = folder / "service.log"
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    variables = {
        **os.environ,
        **variables,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    command = [sys.executable, "-m", "tenon", "serve", app, "--fd", str(listener.fileno())]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own interpreter
            command, env=variables, pass_fds=[listener.fileno()], stdout=output, stderr=output
        )
    service = Service(address(listener), process, log)
    listener.close()
    try:
        _await(service, app)
        yield service
    finally:
        _stop(process)


def served_document(url: str) -> dict[str, Any]:
    """The contract that a service serves at `/openapi.json`. Raises ContractError."""
    place, remedy = Place(f"{url}/openapi.json"), "name the document with --contract"
    try:
        with urllib.request.urlopen(place.file, timeout=_START_S) as reply:  # noqa: S310
            found: dict[str, Any] = json.load(reply)
    except (OSError, ValueError) as error:
        raise ContractError([Finding(place, "no-contract", str(error), remedy)]) from None
    return found


def _await(service: Service, app: str) -> None:
    """Wait until it answers anything at all."""
    until = time.monotonic() + _START_S
    while service.alive and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{service.url}/openapi.json", timeout=1).close()  # noqa: S310
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.02)
        else:
            return
    print(service.tail())
    raise ContractError([Finding(Place(app), "no-start", "the application does not start")])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
