"""The body of a request on its way through: kept while it is small, passed on as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tenon.runtime.body import Receive
from tenon.runtime.inflow import Inflow


class Intake:
    """Reads a body for whoever wants it; no more than `keep` bytes and one piece are held."""

    def __init__(self, inflow: Inflow, keep: int) -> None:
        self._inflow = inflow
        self._keep = keep
        self._kept: list[bytes] = []
        self._lost = False
        self._size = 0
        self._ended = False

    async def take(self) -> bytes | None:
        """All of the body; None where it is larger than what is kept. Raises Disconnected."""
        while not self._ended and self._size <= self._keep:
            await self._next()
        return self.whole

    @property
    def whole(self) -> bytes | None:
        """All of the body, where it has come and was kept."""
        return b"".join(self._kept) if self._ended and not self._lost else None

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body from its beginning, as it comes; to be asked for once. Raises Disconnected."""
        for piece in tuple(self._kept):
            yield piece
        while piece := await self._next():
            yield piece
            if self._size > self._keep:
                self._lost = True
                self._kept.clear()

    async def _next(self) -> bytes:
        piece = await self._inflow.read()
        self._ended = not piece
        self._size += len(piece)
        if piece and not self._lost:
            self._kept.append(piece)
        return piece


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that tells a body once, and then what `receive` tells."""
    told = False

    async def again() -> dict[str, object]:
        nonlocal told
        if told:
            return dict(await receive())
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
