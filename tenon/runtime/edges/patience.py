"""How long a body may take to come: those who send too slowly are told 408 and let go."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from tenon.runtime.body import Receive
from tenon.runtime.problem import RequestTimeout


@dataclass(frozen=True, slots=True)
class Patience:
    """How slowly a request body may arrive.

    `idle_s` seconds may pass without a byte, and `total_s` altogether, to which every byte that
    arrived adds its share of a second at `bytes_per_s`: a large upload is only held to that pace.
    Only time that is spent waiting for the sender counts.
    """

    idle_s: float = 10.0
    total_s: float = 30.0
    bytes_per_s: float = 1_024.0

    def receive(self, receive: Receive) -> Receive:
        """What receives a request's body in time, and raises RequestTimeout (408) otherwise."""
        return _Body(self, receive).receive


class _Body:
    """One body on its way."""

    __slots__ = ("_complete", "_late", "_patience", "_receive", "_size", "_waited_s")

    def __init__(self, patience: Patience, receive: Receive) -> None:
        self._patience = patience
        self._receive = receive
        self._size = 0
        self._waited_s = 0.0
        self._complete = False
        self._late = False

    async def receive(self) -> MutableMapping[str, Any]:
        """The next part; once all are there, whatever comes next, however late.

        Raises RequestTimeout once; for those who ask on, the caller has gone.
        """
        if self._late:
            return {"type": "http.disconnect"}
        if self._complete:
            return await self._receive()
        began = monotonic()
        try:
            async with asyncio.timeout(self._left_s()):
                message = await self._receive()
        except TimeoutError:
            self._late = True
            raise RequestTimeout(
                "The body did not arrive in time.", headers={"Connection": "close"}
            ) from None
        self._waited_s += monotonic() - began
        self._size += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        return message

    def _left_s(self) -> float:
        patience = self._patience
        earned_s = self._size / patience.bytes_per_s
        return max(0.0, min(patience.idle_s, patience.total_s + earned_s - self._waited_s))
