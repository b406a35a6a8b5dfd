"""The bytes of a reply that come piece by piece, with their length where it is known."""

from __future__ import annotations

from collections.abc import AsyncIterator


class Content(AsyncIterator[bytes]):
    """Bytes as a handler returns them; `length` becomes `Content-Length`.

    A reply that ends before its length is cut, so that its reader sees that it is not whole.
    """

    def __init__(self, chunks: AsyncIterator[bytes], length: int | None = None) -> None:
        self._chunks = chunks
        self.length = length

    async def __anext__(self) -> bytes:
        return await anext(self._chunks)

    async def aclose(self) -> None:
        """Let go of what the bytes come from."""
        closing = getattr(self._chunks, "aclose", None)
        if closing is not None:
            await closing()
