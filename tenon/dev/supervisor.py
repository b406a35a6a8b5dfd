"""The main process of a development server: it watches, reads, generates and replaces workers."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_
from pathlib import Path

from watchfiles import watch

from tenon.dev.files import Change, Files, forget_compiled
from tenon.dev.workers import Nursery, Ready, Worker
from tenon.document import Bundle
from tenon.finding import ContractError, Severity
from tenon.generation import Generation
from tenon.imports import is_own
from tenon.project import Project

_STEP_MS = 20
_PAUSE_MS = 400
_LAG_NS = 10_000_000
# What a service needs to know of being developed.
_ENVIRONMENT = {"TENON_CHECK_REPLIES": "1", "ENVIRONMENT": "development"}


class Supervisor:
    """One development server, from its start to its end."""

    def __init__(self, project: Project, app: str | None, listener: socket.socket) -> None:
        self._app = app
        self._listener = listener
        self._environment = {k: v for k, v in _ENVIRONMENT.items() if k not in os.environ}
        self._generation = Generation(project.contract, project.generated)
        self._last: Bundle | None = None
        self._read_at = self._begun_at = 0
        self._bare = Path(tempfile.gettempdir()) / f"tenon-dev-{os.getpid()}.json"
        self._files = Files(project.root, project.root / project.generated)
        self._serving: Worker | None = None
        self._leaving: list[Worker] = []
        self._nursery = Nursery(listener, self._environment)

    def run(self) -> None:
        """Serve until interrupted."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._begin()
            for changed in self._changes():
                self._react(changed)
        except KeyboardInterrupt:
            pass
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._end()

    def _begin(self) -> None:
        """Read, generate what is not current, and serve."""
        self._read()
        self._replace("served")
        if "tenon.codegen.package" not in sys.modules and self._last is not None:
            # The generator's first run takes a second that the first save should not wait for.
            warm = threading.Thread(target=self._generation.warm, args=[self._last], daemon=True)
            warm.start()

    def _changes(self) -> Iterator[set[str]]:
        """Sets of changed paths; folders that come into use are watched from then on."""
        while True:
            folders = self._files.folders()
            # What was saved before anybody watched is told apart by its time.
            missed: Callable[[], set[str]] = self._missed
            for changes in watch(
                *folders,
                step=_STEP_MS,
                debounce=_PAUSE_MS,
                rust_timeout=_PAUSE_MS,
                yield_on_timeout=True,
                watch_filter=None,
            ):
                yield {path for _, path in changes} | missed()
                missed = set
                if self._files.folders() != folders:
                    break

    def _missed(self) -> set[str]:
        """The files that were saved since they were last read."""
        contract = (path for path in self._files.contract if _saved(path) > self._read_at)
        modules = (path for path in self._files.modules if _saved(path) > self._begun_at)
        return {*contract, *modules}

    def _react(self, changed: set[str]) -> None:
        """Do what the changed files ask for."""
        self._look_after()
        begun = time.monotonic()
        changes = self._files.changes(changed)
        if not changes:
            return
        forget_compiled(changes)
        change = reduce(or_, changes.values())
        if Change.CONTRACT in change and not self._read() and change is Change.CONTRACT:
            return
        if Change.TOOL in change:
            self._nursery.stop()
            self._nursery = Nursery(self._listener, self._environment)
        self._replace(f"{_named(self._files.root, changes)}: live", begun)

    def _read(self) -> bool:
        """Read the contract and generate; whether anything that is served has changed."""
        self._read_at = _now()
        try:
            bundle = self._generation.read()
            changed = self._generation.write(bundle)
        except ContractError as error:
            self._files.contract_broken = True
            self._say(*(str(f) for f in error.findings if f.severity is not Severity.NOTE))
            if self._serving is not None:
                self._say("the contract as it was keeps serving")
            return False
        self._files.contract_broken = False
        self._files.contract = frozenset(map(os.path.realpath, bundle.files))
        self._say(*(str(f) for f in bundle.findings if f.severity is Severity.WARNING))
        forget_compiled(changed)
        fresh = self._last is None or bool(changed) or self._last.document != bundle.document
        self._last = bundle
        if self._app is None:
            self._bare.write_text(json.dumps(bundle.document))
        return fresh

    def _replace(self, word: str, begun: float | None = None) -> None:
        """Start a worker; when it serves, let the one before it go."""
        begun = time.monotonic() if begun is None else begun
        if self._app is None and self._last is None:
            return
        self._begun_at = _now()
        worker = self._nursery.worker({"app": self._app, "contract": str(self._bare)})
        outcome = worker.outcome()
        self._files.code_broken = isinstance(outcome, str)
        if isinstance(outcome, str):
            self._say(outcome)
            if self._serving is not None:
                self._say("the code as it was keeps serving")
            return
        self._say(outcome.said if self._serving is None else f"{word} in {_since(begun)}")
        if self._serving is not None:
            self._serving.drain()
            self._leaving.append(self._serving)
        self._serving = worker
        self._know(outcome)

    def _know(self, ready: Ready) -> None:
        """Tell the project's modules from the others, which the nursery may keep."""
        root = self._files.root
        own = {name for name, file in ready.modules.items() if is_own(file, root)}
        others = {name: file for name, file in ready.modules.items() if name not in own}
        self._nursery.prepare(others)
        self._files.modules = _real(ready.modules[name] for name in own)
        self._files.tool = _real(file for file in others.values() if file.startswith(str(root)))

    def _look_after(self) -> None:
        """Forget workers that have left; start another when the serving one ended by itself."""
        self._leaving = [worker for worker in self._leaving if not worker.gone]
        if self._serving is not None and self._serving.gone:
            self._serving = None
            self._files.code_broken = True
            self._say("the process that served has ended by itself")
            self._replace("served again")

    def _end(self) -> None:
        for worker in filter(None, (*self._leaving, self._serving)):
            worker.stop()
        self._nursery.stop()
        self._bare.unlink(missing_ok=True)

    def _say(self, *lines: str) -> None:
        for line in lines:
            print(line, flush=True)


def _real(files: Iterable[str]) -> frozenset[str]:
    return frozenset(map(os.path.realpath, files))


def _named(root: Path, changed: Iterable[str]) -> str:
    """The changed file as the project names it, and how many others there are."""
    first, *others = sorted(changed)
    shown = os.path.relpath(first, root) if Path(first).is_relative_to(root) else first
    return f"{shown} and {len(others)} more" if others else shown


def _now() -> int:
    """The time, a little before it: file systems stamp with a clock that lags."""
    return time.time_ns() - _LAG_NS


def _saved(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return time.time_ns()  # it is gone, or about to be there again


def _since(begun: float) -> str:
    return f"{time.monotonic() - begun:.2f} s"
