"""Files: what is uploaded, read piece by piece while it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file to send, with the name and the media type that its part says."""

    content: bytes | Path | BinaryIO
    name: str = "file"
    type: str | None = None


FileLike = File | Path | bytes | BinaryIO
"""A file, a path, bytes, or an open binary file, which is read from where it stands."""


def described(given: FileLike) -> File:
    """What is given as a file, named after its path where it has one."""
    if isinstance(given, File):
        return given
    named = given if isinstance(given, Path) else getattr(given, "name", None)
    name = PurePath(named).name if isinstance(named, (str, Path)) else "file"
    return File(given, name or "file")


def replayable(value: object) -> bool:
    """Whether what is sent can be sent once more from its beginning."""
    if isinstance(value, File):
        return replayable(value.content)
    if isinstance(value, (list, tuple)):
        return all(map(replayable, value))
    return not hasattr(value, "read")


def opened(given: FileLike, stack: ExitStack) -> bytes | BinaryIO:
    """The content, a path opened until the stack closes."""
    content = given.content if isinstance(given, File) else given
    return stack.enter_context(content.open("rb")) if isinstance(content, Path) else content


def pieces(content: BinaryIO) -> Iterator[bytes]:
    """What is left of an open file, piece by piece."""
    while piece := content.read(_PIECE):
        yield piece


async def pieces_async(content: BinaryIO) -> AsyncIterator[bytes]:
    """What is left of an open file, piece by piece, read in a thread."""
    while piece := await asyncio.to_thread(content.read, _PIECE):
        yield piece
