"""How long to wait before a job that failed is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Twice as long each time, from `first_s` to `longest_s` seconds, spread by chance.

    Between half of it and all of it, so that jobs that failed together are not tried together.
    """

    first_s: float = 1.0
    longest_s: float = 300.0

    def after(self, attempt: int) -> float:
        """Seconds to wait after the try of that number, counted from 1."""
        share: float = random.uniform(0.5, 1.0)  # noqa: S311 - spreads rivals apart
        return share * min(self.longest_s, self.first_s * 2.0 ** min(attempt - 1, 60))
