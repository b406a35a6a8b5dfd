"""Generated files on disk: written when they differ, or compared with what they should be."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_HEAD = "# Generated from "
_TAIL = " by `tenon generate`. Do not edit."


def header_line(sources: str) -> str:
    """The first line of every generated Python file; `sources` must be a single line."""
    return f"{_HEAD}{sources}{_TAIL}"


def write(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Bring the folder up to date; the files that changed, removed ones included.

    A file is replaced in one step, and only when its text differs. Of the files that are no
    longer generated, only those are removed that say in their first line that they were.
    """
    changed = [path for path, text in files.items() if _read(folder / path) != text]
    for path in changed:
        _replace(folder / path, files[path])
    stale = list(_stale(files, folder))
    for path in stale:
        (folder / path).unlink()
    return tuple(folder / path for path in sorted([*changed, *stale]))


def drift(folder: Path, files: Mapping[str, str]) -> str:
    """A unified diff from what is on disk to what should be; empty when nothing differs."""
    wanted = {**dict.fromkeys(_stale(files, folder), None), **files}
    return "".join(
        line
        for path, text in sorted(wanted.items())
        for line in _diff(path, _read(folder / path), text, folder)
    )


def _diff(path: str, old: str | None, new: str | None, folder: Path) -> Iterator[str]:
    if old == new:
        return
    name = (folder / path).as_posix()
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        "/dev/null" if old is None else name,
        "/dev/null" if new is None else f"{name} (generated)",
    )
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _stale(files: Mapping[str, str], folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if name not in files and _generated(path):
            yield name


def _generated(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(4096).decode("utf-8", "replace").rstrip()
    return first.startswith(_HEAD) and first.endswith(_TAIL)


def _read(path: Path) -> str | None:
    """The file's text; None when there is none. What is not UTF-8 differs from everything."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
