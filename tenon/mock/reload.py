"""A contract read anew at each save, and what answers by it put in the place of the one before.

A save that breaks something prints its finding and changes nothing.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from tenon.finding import ContractError, Finding
from tenon.mock.collector import collect

if TYPE_CHECKING:
    from tenon.document import Bundle

App = TypeVar("App")
_OFTEN_S, _SELDOM_S = 0.08, 1.0  # how often files are looked at
_SHARE = 50  # of the time, what looking at them may take: a fiftieth
_SETTLED_S = 0.02  # editors write in several steps
_PATIENCE_S = 1.0  # for a file that is being replaced
_AGAIN_S = 0.1
_LAG_NS = 10_000_000  # file systems stamp with a clock that lags
_MOST_FOLDERS = 200
_DOCUMENTS = (".yaml", ".yml", ".json")

_Stamp = tuple[int, int, int] | None  # when it was written, its size, its number; None: not there
_Stamps = Mapping[Path, _Stamp]


class Replaceable(Protocol[App]):
    """What serves an application, and then another."""

    app: App

    def replace(self, app: App) -> None:
        """Let another application take the requests that come from now on."""


class Reload(Generic[App]):
    """Watches the files of a contract in a thread of its own."""

    def __init__(
        self,
        read: Callable[[], Bundle],
        make: Callable[[Bundle, App], App],
        say: Callable[..., None],
        *,
        beside: Iterable[Path] = (),
        name: str = "mock",
    ) -> None:
        """Watch the files that `read` reads, and what lies `beside` them.

        `make` makes the application of what was read, in the place of the one before, on the
        event loop; both raise ContractError for what cannot be used. `say` prints findings and
        lines, in which the application goes by its `name`.
        """
        self._name = name
        self._files: tuple[Path, ...] = ()
        self._beside = tuple(beside)
        self._read, self._make, self._say = read, make, say
        self._stamps: _Stamps = {}
        self._ended = threading.Event()
        self._broken = False
        self._mended: tuple[Finding, ...] | None = None  # what the mock of now passes over

    def first(self) -> Bundle:
        """What is read to begin with. Raises ContractError."""
        bundle = self._known()
        self._mended = bundle.mended
        return bundle

    def begin(self, current: Replaceable[App], loop: asyncio.AbstractEventLoop) -> None:
        """Watch from now on, and replace what `current` is on `loop`."""
        self._current, self._loop = current, loop
        threading.Thread(target=self._watch, name="tenon-reload", daemon=True).start()

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()

    def _watch(self) -> None:
        """Look at the files again and again: as often as costs little, for there may be many."""
        pause = _OFTEN_S
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            same = self._now() == self._stamps
            cost = time.perf_counter() - begun
            pause = min(max(_OFTEN_S, cost * _SHARE), _SELDOM_S)
            if not same:
                self._look()

    def _folders(self) -> set[Path]:
        """The folders whose documents may mend a broken save."""
        files = (*self._files, *self._beside)
        found = {f for path in files for f in (path.parent, Path(os.path.realpath(path)).parent)}
        found.update(_inner(self._files[0].parent))
        return {folder for folder in found if folder.is_dir()}

    def _look(self) -> None:
        """Read anew for as long as files are not as they were when they were read."""
        while self._now() != self._stamps and not self._ended.is_set():
            begun = time.monotonic()
            before, self._stamps = self._stamps, self._settled()
            stamps = self._stamps.items()
            first = next((path for path, stamp in stamps if stamp != before.get(path)), None)
            self._replace(first or self._files[0], begun)

    def _replace(self, changed: Path, begun: float) -> None:
        """Read, and serve what was read; or say why not."""
        began = time.time_ns() - _LAG_NS
        try:
            bundle = self._known()
            asyncio.run_coroutine_threadsafe(self._put(bundle), self._loop).result()
        except ContractError as error:
            self._refuse(error.findings, began)
        except (Exception, CancelledError) as fault:
            if not self._loop.is_closed():
                self._refuse([f"{type(fault).__name__}: {fault}"], began)
        else:
            self._mended = bundle.mended
            took = time.monotonic() - begun
            self._say(*bundle.findings, f"{os.path.relpath(changed)}: live in {took:.2f} s")
            collect()

    def _refuse(self, told: Iterable[Finding | str], began: int) -> None:
        if not self._broken:
            self._broken = True
            self._stamps = self._since(began)
        time.sleep(_AGAIN_S)
        if self._now() == self._stamps:  # nobody is still writing
            self._say(*told, f"the {self._name} goes on as it was")

    def _known(self) -> Bundle:
        """What is read now; its files are watched from then on.

        Raises ContractError also for errors that lenient reading passes over, where the mock
        of before has not got them: a save that breaks something is not served.
        """
        began = time.time_ns() - _LAG_NS
        bundle = self._read()
        self._files = bundle.files
        if self._mended is not None and (worse := _worse(bundle.mended, self._mended)):
            raise ContractError(worse)
        self._broken = False
        self._stamps = self._since(began)
        return bundle

    def _since(self, began: int) -> _Stamps:
        """The stamps at the time of reading, of which those of files new to us are not known.

        What was written since reading `began` may have been read as it was before.
        """
        now = self._now().items()
        found = {path: None if stamp and stamp[0] > began else stamp for path, stamp in now}
        return {path: self._stamps.get(path, stamp) for path, stamp in found.items()}

    async def _put(self, bundle: Bundle) -> None:
        self._current.replace(self._make(bundle, self._current.app))

    def _settled(self) -> _Stamps:
        """The stamps of all files once nobody writes them, as far as one can tell."""
        until = time.monotonic() + _PATIENCE_S
        stamps = self._now()
        while time.monotonic() < until:
            time.sleep(_SETTLED_S)
            before, stamps = stamps, self._now()
            if stamps == before and None not in stamps.values():
                break
        return stamps

    def _now(self) -> _Stamps:
        """The stamps of all files; while a save is broken, of any document that may mend it."""
        files = {*self._files, *self._beside}
        if self._broken:
            files.update(p for f in self._folders() for p in f.iterdir() if p.suffix in _DOCUMENTS)
        return {path: _stamp(path) for path in files}


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _worse(mended: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """The errors that came with a save, wherever in their files they stand now."""
    known = {(f.place.file, f.rule, f.message) for f in before}
    return [f for f in mended if (f.place.file, f.rule, f.message) not in known]


def _inner(folder: Path) -> Iterator[Path]:
    """The folders below a folder, up to a number of them."""
    for count, (path, names, _) in enumerate(os.walk(folder), 1):
        yield Path(path)
        names[:] = [name for name in names if not name.startswith((".", "node_modules"))]
        if count == _MOST_FOLDERS:
            return
