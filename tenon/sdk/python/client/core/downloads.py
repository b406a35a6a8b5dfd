"""Downloads: bytes that are read as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx


class _Told:
    """What a reply of bytes says before its bytes."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers

    @property
    def content_type(self) -> str:
        """The media type of the bytes; empty where the reply does not say."""
        return self.headers.get("content-type", "")

    @property
    def etag(self) -> str | None:
        """The version of the bytes, as `If-None-Match` takes it."""
        return self.headers.get("etag")


class Downloaded(_Told):
    """Bytes that answer a call: `read` them, `save` them, or go through them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        with closing(self._response):
            yield from self._response.iter_bytes()

    def read(self) -> bytes:
        """All bytes at once."""
        with closing(self._response):
            return self._response.read()

    def save(self, path: Path | str) -> int:
        """Write the bytes to a file as they come; how many there were."""
        with Path(path).open("wb") as file:
            return sum(file.write(piece) for piece in self)

    def close(self) -> None:
        """Leave, whether or not all was read."""
        self._response.close()


class AsyncDownloaded(_Told):
    """Bytes that answer a call: `read` them, `save` them, or go through them."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._response.aiter_bytes():
                yield piece
        finally:
            await self._response.aclose()

    async def read(self) -> bytes:
        """All bytes at once."""
        try:
            return await self._response.aread()
        finally:
            await self._response.aclose()

    async def save(self, path: Path | str) -> int:
        """Write the bytes to a file as they come; how many there were."""
        written = 0
        with Path(path).open("wb") as file:  # noqa: ASYNC230  a write to the page cache
            async for piece in self:
                written += file.write(piece)
        return written

    async def aclose(self) -> None:
        """Leave, whether or not all was read."""
        await self._response.aclose()
