"""What a storage of files can do: the same on a disk and in an S3-compatible service."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from tenon.runtime.problem import ServiceUnavailable

CHUNK = 262_144  # bytes that are read at a time


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage, and when it was written, in seconds since 1970."""

    key: str
    written_at: float


class Draft(Protocol):
    """A file that is being written. Nobody sees it before `commit`; `abandon` forgets it."""

    @property
    def key(self) -> str:
        """What it will be found by."""

    async def write(self, data: bytes) -> None:
        """Add bytes to its end."""

    async def commit(self) -> None:
        """Keep it: what was written survives the end of this process at any moment."""

    async def abandon(self) -> None:
        """Keep nothing of it. Harmless after `commit`, and never fails."""


class Files(Protocol):
    """Files by key. All of it may raise StorageUnavailable."""

    async def open(self) -> None:
        """Make ready what it needs."""

    async def close(self) -> None:
        """Let go of it."""

    async def draft(self) -> Draft:
        """Begin a file under a key of its own."""

    def read(self, key: str, first: int, length: int) -> AsyncIterator[bytes]:
        """So many bytes of a file, from a place on."""

    async def delete(self, key: str) -> None:
        """Delete a file; one that is not there is deleted already."""

    def kept(self) -> AsyncIterator[Kept]:
        """All files, in any order."""

    async def tidy(self, before: float) -> None:
        """Forget drafts that nobody has written to since a moment, in seconds since 1970."""


class StorageUnavailable(ServiceUnavailable):
    """503: the storage of files does not answer, or has no room."""

    def __init__(self, detail: str = "The storage of files does not answer.") -> None:
        super().__init__(detail, headers={"Retry-After": "5"})


def new_key() -> str:
    """A name that nobody chose: 32 hexadecimal digits, spread evenly over their first two."""
    return secrets.token_hex(16)
