"""How long the commands take, on the wall: each in a copy of the contract and the service."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from .process import ROOT, ask, environment, wait_until
from .rounds import Tell

FOLDERS = ("openapi", "generated", "handlers")
SETTINGS = "pyproject.toml"
PATIENCE = 30.0
SETTLING = 1.0
"""Seconds between an answer and the next save, so that a save is met at rest."""


class Timing(StrEnum):
    """What is timed."""

    GENERATE_COLD = "tenon generate, nothing generated yet"
    GENERATE_UNCHANGED = "tenon generate, nothing changed"
    DEV_SAVE = "tenon dev, from a saved file to the new answer"
    SERVE_START = "tenon serve, from its start to its first answer"
    SERVE_FRESH = "tenon serve, the same on a database to be made and filled"

    @property
    def name_asked(self) -> str:
        """How it is asked for on the command line."""
        return "generate" if "generate" in self else self.split(",")[0].removeprefix("tenon ")


@dataclass(slots=True)
class Times:
    """Seconds measured, by what was timed, and why the rest was not."""

    samples: dict[Timing, list[float]] = field(default_factory=dict)
    absent: dict[Timing, str] = field(default_factory=dict)

    def seconds(self, timing: Timing) -> float | None:
        """The median; None where it was not measured."""
        samples = self.samples.get(timing)
        return median(samples) if samples and timing not in self.absent else None

    def add(self, timing: Timing, seconds: float) -> None:
        """Keep one figure."""
        self.samples.setdefault(timing, []).append(seconds)


Watch = Callable[[Path, int, Times], None]


def measure(chosen: Sequence[str], repeats: int, folder: Path, tell: Tell) -> Times:
    """Time what was chosen, so many times each."""
    times = Times()
    for name, (watch, timings) in _WATCHES.items():
        if name not in chosen:
            continue
        tell(f"timing {name}")
        try:
            watch(_copy(folder / name), repeats, times)
        except (OSError, subprocess.SubprocessError) as error:
            times.absent |= dict.fromkeys(timings, str(error))
            tell(f"  not measured: {error}")
        for timing in timings:
            taken = ", ".join(f"{one:.2f} s" for one in times.samples.get(timing, []))
            tell(f"  {timing}: {taken or 'not measured'}")
    return times


def _generate(project: Path, repeats: int, times: Times) -> None:
    for _ in range(repeats):
        shutil.rmtree(project / "generated", ignore_errors=True)
        for timing in (Timing.GENERATE_COLD, Timing.GENERATE_UNCHANGED):
            start = perf_counter()
            _run(project, "generate")
            times.add(timing, perf_counter() - start)


def _dev(project: Path, repeats: int, times: Times) -> None:
    contract = project / "openapi" / "openapi.yaml"
    paths = ["/version", *(f"/release{number}" for number in range(repeats))]
    with _serving(project, "dev") as port:
        wait_until(partial(_answers, port, paths[0]), PATIENCE)
        for old, new in pairwise(paths):
            sleep(SETTLING)
            _rename(contract, old, new)
            times.add(Timing.DEV_SAVE, wait_until(partial(_answers, port, new), PATIENCE))


def _rename(contract: Path, old: str, new: str) -> None:
    text = contract.read_text(encoding="utf-8")
    if f"  {old}:" not in text:
        raise FileNotFoundError(f"{contract} has no line for {old}.")
    contract.write_text(text.replace(f"  {old}:", f"  {new}:"), encoding="utf-8")


def _serve(project: Path, repeats: int, times: Times) -> None:
    for number in range(repeats + 1):
        timing = Timing.SERVE_START if number else Timing.SERVE_FRESH
        start = perf_counter()
        with _serving(project, "serve") as port:
            wait_until(partial(_answers, port, "/api/v1/books/1"), PATIENCE)
            times.add(timing, perf_counter() - start)


_WATCHES: dict[str, tuple[Watch, tuple[Timing, ...]]] = {
    "generate": (_generate, (Timing.GENERATE_COLD, Timing.GENERATE_UNCHANGED)),
    "dev": (_dev, (Timing.DEV_SAVE,)),
    "serve": (_serve, (Timing.SERVE_START, Timing.SERVE_FRESH)),
}
NAMES = tuple(_WATCHES)


def _copy(project: Path) -> Path:
    project.mkdir(parents=True)
    shutil.copy(ROOT / SETTINGS, project)
    for name in FOLDERS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__")
            )
    return project


def _run(project: Path, *arguments: str) -> None:
    """Run a command to its end. Raises OSError with its last words where it fails."""
    done = subprocess.run(
        _command(*arguments),
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["no word"]
        raise ChildProcessError(f"tenon {arguments[0]} ended with {done.returncode}: {words[-1]}")


@contextmanager
def _serving(project: Path, command: str) -> Iterator[int]:
    """Run a command that serves; yields its port and ends it with all it started."""
    port = _free_port()
    with (project / f"{command}.log").open("ab") as log:
        process = subprocess.Popen(
            _command(command, "--port", str(port)),
            cwd=project,
            env=environment(project),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield port
    except TimeoutError as error:
        words = (project / f"{command}.log").read_text(errors="replace").strip().splitlines()
        raise ChildProcessError(f"{error} {words[-1] if words else ''}") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for kind, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, kind)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tenon", *arguments]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".encode()
    try:
        return ask(port, request)[0] == 200
    except OSError:
        return False
