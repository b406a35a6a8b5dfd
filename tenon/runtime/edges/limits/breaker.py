"""A limiter whose store may be away: requests go on uncounted, and it is told once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Protocol

from tenon.runtime.edges.limits.policy import Policy, Verdict

log = logging.getLogger("tenon")


class _Store(Protocol):
    def hit(self, caller: str, policy: Policy) -> Awaitable[Verdict]: ...


class Breaker:
    """Asks a store, but waits no longer than `patience_s` for it.

    After `failures` in a row nobody waits: one request in `retry_s` seconds tries it again.
    `told` hears False when the store is lost, and True when it is back.
    """

    def __init__(
        self,
        store: _Store,
        *,
        patience_s: float = 0.05,
        retry_s: float = 1.0,
        failures: int = 3,
        told: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._patience_s = patience_s
        self._retry_s = retry_s
        self._most = failures
        self._told = told
        self._failed = 0
        self._next_try = 0.0

    @property
    def available(self) -> bool:
        """Whether limits are kept at present."""
        return self._failed < self._most

    def hit(self, caller: str, policy: Policy) -> Awaitable[Verdict | None] | None:
        """Count one request of a caller; None while the store is away."""
        if not self.available:
            now = monotonic()
            if now < self._next_try:
                return None
            self._next_try = now + self._retry_s  # the others go on meanwhile
        return self._ask(caller, policy)

    async def _ask(self, caller: str, policy: Policy) -> Verdict | None:
        try:
            async with asyncio.timeout(self._patience_s):
                verdict = await self._store.hit(caller, policy)
        except Exception as fault:
            self._fail(fault)
            return None
        if not self.available:
            log.warning("rate limits are kept again: their store is back")
            self._told(True)
        self._failed = 0
        return verdict

    def _fail(self, fault: Exception) -> None:
        self._failed += 1
        if self._failed == self._most:
            self._next_try = monotonic() + self._retry_s
            why = str(fault) or f"no answer in {self._patience_s} s"
            log.warning("rate limits are not kept: their store is away (%s)", why)
            self._told(False)
