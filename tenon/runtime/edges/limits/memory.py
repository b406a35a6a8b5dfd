"""Limits that one process keeps for itself."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic_ns

from tenon.runtime.edges.limits.policy import Policy, Verdict

_MOST = 1_000_000
_FIRST_SWEEP = 10_000


class MemoryLimits:
    """Counts in memory; what is forgotten at a restart, or not shared with others, is the price.

    `now` tells the time in nanoseconds; at most `most` callers are remembered, and of more the
    oldest are let off.
    """

    def __init__(self, now: Callable[[], int] = monotonic_ns, most: int = _MOST) -> None:
        self._now = now
        self._most = most
        self._whole: dict[tuple[str, str], int] = {}
        self._next_sweep = min(_FIRST_SWEEP, most)

    def hit(self, caller: str, policy: Policy) -> Verdict:
        """Count one request of a caller."""
        now, key = self._now() // 1000, (policy.name, caller)
        whole = self._whole.get(key, now)
        used = (whole - now if whole > now else 0) + policy.interval
        if used > policy.span:
            return policy.verdict(False, used)
        self._whole[key] = now + used
        if len(self._whole) > self._next_sweep:
            self._sweep(now)
        return policy.verdict(True, used)

    def _sweep(self, now: int) -> None:
        """Forget whoever has a whole quota; done so rarely that it costs next to nothing."""
        kept = [(key, whole) for key, whole in self._whole.items() if whole > now]
        self._whole = dict(kept[-self._most // 2 :] if len(kept) >= self._most else kept)
        self._next_sweep = min(self._most, max(_FIRST_SWEEP, 2 * len(self._whole)))
