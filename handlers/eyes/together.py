"""Counts and gauges of processes that serve together, so that any of them can tell of all.

Each process counts in a file of its own, which is mapped into its memory: counting costs what it
costs in a list, and outlives the process. A file is held by a lock, which ends with its holder; the
process that comes next takes the file over and counts on, so that counters never go back. `tenon
serve` gives the processes that it starts a folder, named in the environment, for such things.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Self

FOLDER = "TENON_SHARED_DIR"
_CELL = array("d").itemsize

Gauged = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Other:
    """What a living process said last: its slot, its number in the system, its gauges."""

    slot: int
    pid: int
    gauges: Gauged


class Together:
    """This process among those that serve together; it holds one slot of their folder."""

    def __init__(self, folder: Path) -> None:
        """Take the first slot that no living process holds. Raises OSError."""
        self._folder = folder
        self.slot, self._held = next(_free(folder))
        self._cells: memoryview[float] | None = None

    @classmethod
    def from_environment(cls) -> Self | None:
        """As the environment says, once; None for a process that serves alone."""
        folder = Path(os.environ.pop(FOLDER, ""))
        return cls(folder) if folder.is_absolute() and folder.is_dir() else None

    def cells(self, number: int) -> memoryview[float]:
        """So many numbers to count in, as those that held the slot before left them."""
        size = number * _CELL
        if os.fstat(self._held).st_size != size:
            os.ftruncate(self._held, 0)
            os.ftruncate(self._held, size)
        self._cells = memoryview(mmap.mmap(self._held, size)).cast("d")
        return self._cells

    def all_cells(self) -> Iterator[array[float]]:
        """The numbers of all processes that count the same things, also of those that died."""
        size = self._cells.nbytes if self._cells is not None else 0
        for path in self._folder.glob("counts-*"):
            raw = path.read_bytes()
            if len(raw) == size:
                yield array("d", raw)

    def tell(self, gauges: Gauged) -> None:
        """Let the others know how this process does."""
        new = self._said(self.slot).with_suffix(".new")
        new.write_text(json.dumps({"pid": os.getpid(), "gauges": gauges}))
        new.replace(self._said(self.slot))

    def others(self) -> Iterator[Other]:
        """What the other processes that live said last."""
        for path in self._folder.glob("gauges-*.json"):
            slot = int(path.stem.rpartition("-")[2])
            if slot != self.slot and _is_held(_counts(self._folder, slot)):
                told: dict[str, Any] = json.loads(path.read_bytes())
                yield Other(slot, told["pid"], told["gauges"])

    def leave(self) -> None:
        """Give the slot back; what was counted stays."""
        self._said(self.slot).unlink(missing_ok=True)
        fcntl.flock(self._held, fcntl.LOCK_UN)  # the mapping holds it open
        os.close(self._held)

    def _said(self, slot: int) -> Path:
        return self._folder / f"gauges-{slot}.json"


def _free(folder: Path) -> Iterator[tuple[int, int]]:
    """The slots that can be held, each with a descriptor that holds it until it is closed."""
    for slot in count():
        held = os.open(_counts(folder, slot), os.O_RDWR | os.O_CREAT, 0o600)
        if _locked(held, fcntl.LOCK_EX):
            yield slot, held
        os.close(held)


def _is_held(path: Path) -> bool:
    try:
        looked = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _locked(looked, fcntl.LOCK_SH)
    finally:
        os.close(looked)


def _locked(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _counts(folder: Path, slot: int) -> Path:
    return folder / f"counts-{slot}"
