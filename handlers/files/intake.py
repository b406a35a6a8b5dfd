"""Taking a file in: counted, digested, looked at, and kept only when all of it is right."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from handlers.files.images import IMAGES, NoImageError, pixels
from handlers.files.port import Draft, Files
from handlers.files.sniffing import HEAD, is_true, settled
from tenon.runtime.problem import ContentTooLarge, FieldError, Unprocessable, UnsupportedMediaType

_BLOCK = 1_048_576  # bytes that are written at a time
_FARTHEST = 1_048_576  # bytes within which an image must say its size


@dataclass(frozen=True, slots=True)
class Rules:
    """What is taken: of which types, how many bytes, how many pixels."""

    types: Collection[str]
    max_bytes: int
    max_pixels: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was taken in. Width and height are those of an image."""

    file: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None


class Held:
    """A file that is taken in, and is forgotten again unless it is kept."""

    def __init__(self, draft: Draft, files: Files, rules: Rules) -> None:
        self._draft = draft
        self._files = files
        self._rules = rules
        self._digest = hashlib.sha256()
        self._block = bytearray()
        self._head = bytearray()
        self._size = 0
        self._type: str | None = None
        self._pixels: tuple[int, int] | None = None
        self._kept = False

    async def fill(self, chunks: AsyncIterable[bytes], declared: str, pointer: str = "") -> None:
        """Take bytes that are said to be of a type ("" where nothing is said).

        `pointer` is where the file stands in the body. Raises ContentTooLarge,
        UnsupportedMediaType, Unprocessable, and what the chunks raise.
        """
        async for chunk in chunks:
            self._size += len(chunk)
            if self._size > self._rules.max_bytes:
                limit = self._rules.max_bytes
                raise ContentTooLarge(f"The file is larger than {limit} bytes.")
            self._look(chunk, declared, pointer)
            self._block += chunk
            if len(self._block) >= _BLOCK:
                await self._write()
        self._look(b"", declared, pointer, ended=True)
        await self._write()

    async def keep(self) -> Stored:
        """Keep the file for good."""
        await self._draft.commit()
        self._kept = True
        return Stored(
            self._draft.key,
            self._type or "",
            self._size,
            self._digest.hexdigest(),
            *(self._pixels or (None, None)),
        )

    async def drop(self) -> None:
        """Forget the file, also when it was kept."""
        if self._kept:
            await self._files.delete(self._draft.key)
        else:
            await self._draft.abandon()

    async def _write(self) -> None:
        if self._block:
            data = bytes(self._block)
            self._block.clear()
            await asyncio.to_thread(self._digest.update, data)
            await self._draft.write(data)

    def _look(self, chunk: bytes, declared: str, pointer: str, *, ended: bool = False) -> None:
        """See what the first bytes say, as soon as there are enough of them."""
        looking = self._type is None or (self._type in IMAGES and self._pixels is None)
        if not looking:
            return
        self._head += chunk[: _FARTHEST - len(self._head)]
        if self._type is None and (ended or len(self._head) >= HEAD):
            self._type = self._settle(declared)
        if self._type is not None and self._type in IMAGES and self._pixels is None:
            self._measure(self._type, pointer, ended or len(self._head) >= _FARTHEST)

    def _settle(self, declared: str) -> str:
        head = bytes(self._head[:HEAD])
        found = settled(declared, head)
        if found not in self._rules.types:
            offered = ", ".join(sorted(self._rules.types))
            raise UnsupportedMediaType(f"A file must be one of: {offered}.")
        if not is_true(found, head):
            raise UnsupportedMediaType(f"The file is said to be {found}, and is not.")
        return found

    def _measure(self, media_type: str, pointer: str, last: bool) -> None:
        try:
            self._pixels = pixels(media_type, bytes(self._head))
        except NoImageError:
            last = True
        if self._pixels is None:
            if last:
                raise UnsupportedMediaType(f"The file is said to be {media_type}, and is not.")
            return
        width, height = self._pixels
        if width * height > self._rules.max_pixels:
            told = f"has {width} by {height} pixels, and at most {self._rules.max_pixels} are taken"
            fault = FieldError("body", told, "pixels", pointer=pointer)
            raise Unprocessable(f"The image {told}.", errors=[fault])


@asynccontextmanager
async def holding(files: Files, rules: Rules) -> AsyncIterator[Held]:
    """A file to fill; whatever goes wrong before the end, nothing of it stays."""
    held = Held(await files.draft(), files, rules)
    try:
        yield held
    except BaseException:
        await asyncio.shield(held.drop())
        raise
