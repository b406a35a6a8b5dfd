"""Rate limits that a contract declares, kept for each caller.

    x-rate-limit: { limit: 600, window: 60 }

on the root, a Tag Object or an operation means at most that many requests in so many seconds;
the nearest one holds, `false` lifts it. The generic cell rate algorithm keeps them: one number a
caller says when its quota would be whole again. A caller may use its quota at once and then gets
it back evenly; nothing is doubled where two windows meet, no list of requests is kept, and how
long to wait is known exactly.
"""

from tenon.runtime.edges.limits.breaker import Breaker
from tenon.runtime.edges.limits.guard import RateLimits
from tenon.runtime.edges.limits.memory import MemoryLimits
from tenon.runtime.edges.limits.policy import Limiter, Policy, Verdict
from tenon.runtime.edges.limits.redis import RedisLimits

__all__ = [
    "Breaker",
    "Limiter",
    "MemoryLimits",
    "Policy",
    "RateLimits",
    "RedisLimits",
    "Verdict",
]
