"""Which files matter to a development server, and what a change of them means."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from pathlib import Path

_IGNORED = frozenset({"__pycache__", "node_modules", "var", "build", "dist", "venv"})
_DOCUMENTS = frozenset({".yaml", ".yml", ".json"})


class Change(Flag):
    """What has to be done anew: reading the contract, the worker, or the nursery itself."""

    NONE = 0
    CONTRACT = auto()
    CODE = auto()
    TOOL = auto()


@dataclass
class Files:
    """The files in use, by their real paths.

    While the contract is `broken`, any document beside its files may mend it; while the code is,
    any module of the project may.
    """

    root: Path
    generated: Path
    contract: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    tool: frozenset[str] = frozenset()
    contract_broken: bool = False
    code_broken: bool = False

    def changes(self, changed: Iterable[str]) -> dict[str, Change]:
        """What each of the changed paths means; those that mean nothing are left out."""
        found = {path: self._one(path) for path in map(os.path.realpath, changed)}
        return {path: change for path, change in found.items() if change}

    def folders(self) -> tuple[Path, ...]:
        """The folders to watch: the project's that are not ignored, and those of the contract."""
        own = [entry for entry in sorted(self.root.iterdir()) if self._watched(entry)]
        outside = {Path(file).parent for file in self.contract}
        return (*own, *sorted(f for f in outside if not any(f.is_relative_to(o) for o in own)))

    def _watched(self, entry: Path) -> bool:
        if entry.name in _IGNORED or entry == self.generated:
            return False
        if entry.is_dir():
            return not entry.name.startswith(".") and not (entry / "pyvenv.cfg").exists()
        return entry.suffix == ".py" or entry.name == ".env" or str(entry) in self.contract

    def _one(self, path: str) -> Change:
        if path in self.contract or (self.contract_broken and self._document(path)):
            return Change.CONTRACT
        if path in self.modules or Path(path).name == ".env":
            return Change.CODE
        if path in self.tool:
            return Change.TOOL
        if self.code_broken and path.endswith(".py") and not self._is_generated(path):
            return Change.CODE
        return Change.NONE

    def _document(self, path: str) -> bool:
        return Path(path).suffix in _DOCUMENTS and not self._is_generated(path)

    def _is_generated(self, path: str) -> bool:
        return Path(path).is_relative_to(self.generated)


def forget_compiled(files: Iterable[str | Path]) -> None:
    """Remove the compiled forms of modules.

    Python takes one for current when the source has the same length and was written in the same
    second, which two quick saves may well have.
    """
    for file in _modules(files):
        Path(importlib.util.cache_from_source(file)).unlink(missing_ok=True)


def _modules(files: Iterable[str | Path]) -> Iterator[str]:
    return (str(file) for file in files if str(file).endswith(".py"))
