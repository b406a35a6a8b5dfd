"""Files on a disk: written aside, synced, then renamed into place."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from handlers.files.port import CHUNK, Draft, Kept, StorageUnavailable, new_key

T = TypeVar("T")

log = logging.getLogger("books")


class Disk:
    """Files under one folder, in 256 folders by the first digits of their keys."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._drafts = root / "drafts"

    async def open(self) -> None:
        """Make the folder, which only its owner may read."""
        await _run(self._make)

    async def close(self) -> None:
        """Nothing is held."""

    async def draft(self) -> Draft:
        """Begin a file."""
        key = new_key()
        aside = self._drafts / key
        return _DiskDraft(key, aside, self._path(key), await _run(lambda: aside.open("xb")))

    async def read(self, key: str, first: int, length: int) -> AsyncIterator[bytes]:
        """Bytes of a file, each piece read in a thread."""
        path = self._path(key)
        file: BinaryIO = await _run(lambda: path.open("rb"))
        try:
            await _run(file.seek, first)
            while length > 0:
                data: bytes = await _run(file.read, min(length, CHUNK))
                if not data:
                    raise StorageUnavailable("The file has lost its end.")
                length -= len(data)
                yield data
        finally:
            file.close()

    async def delete(self, key: str) -> None:
        """Remove a file."""
        await _run(self._path(key).unlink, missing_ok=True)

    async def kept(self) -> AsyncIterator[Kept]:
        """All files, a folder at a time."""
        for number in range(256):
            for kept in await _run(_listed, self._root / f"{number:02x}"):
                yield kept

    async def tidy(self, before: float) -> None:
        """Remove old drafts."""
        for draft in await _run(_listed, self._drafts):
            if draft.written_at < before:
                await _run((self._drafts / draft.key).unlink, missing_ok=True)

    def _make(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in (self._drafts, *(self._root / f"{number:02x}" for number in range(256))):
            folder.mkdir(exist_ok=True, mode=0o700)

    def _path(self, key: str) -> Path:
        # Keys come from `new_key` only; whatever else may stand in a row leads nowhere.
        if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
            raise ValueError(f"{key!r} is no key of a file")
        return self._root / key[:2] / key


class _DiskDraft:
    """A file beside the others, under the name it will have."""

    def __init__(self, key: str, aside: Path, path: Path, file: BinaryIO) -> None:
        self.key = key
        self._aside = aside
        self._path = path
        self._file = file

    async def write(self, data: bytes) -> None:
        """Write in a thread."""
        await _run(self._file.write, data)

    async def commit(self) -> None:
        """Sync the bytes, then the name."""
        await _run(self._commit)

    async def abandon(self) -> None:
        """Close and remove what was written."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._aside.unlink(missing_ok=True)

    def _commit(self) -> None:
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())
        self._aside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _listed(folder: Path) -> list[Kept]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                found.append(Kept(entry.name, entry.stat().st_mtime))
    return found


async def _run(work: Callable[..., T], *args: object, **kwargs: object) -> T:
    """Work on the disk in a thread. Raises StorageUnavailable."""
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except OSError as fault:
        log.error("the disk of uploads failed: %s", fault)
        raise StorageUnavailable from fault
