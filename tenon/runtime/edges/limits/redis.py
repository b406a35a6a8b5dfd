"""Limits that all processes and hosts with one Redis share."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol

from tenon.runtime.edges.limits.policy import Policy, Verdict

# One key a caller and policy, atomically, by the clock of Redis: hosts need not agree on time.
_HIT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local used = math.max(tonumber(redis.call('GET', KEYS[1]) or now) - now, 0) + ARGV[1]
if used > tonumber(ARGV[2]) then
  return {0, used}
end
redis.call('SET', KEYS[1], string.format('%.0f', now + used), 'PX', math.ceil(used / 1000))
return {1, used}
"""


class _Script(Protocol):
    def __call__(self, keys: Sequence[str], args: Sequence[Any]) -> Awaitable[Any]: ...


class Redis(Protocol):
    """The part of `redis.asyncio.Redis` that is needed."""

    def register_script(self, script: str) -> Any:
        """A script as a function of keys and arguments, loaded where it is not known yet."""


class RedisLimits:
    """Counts in Redis, under keys that begin with `prefix`. What Redis raises goes through."""

    def __init__(self, redis: Redis, prefix: str = "limit:") -> None:
        self._hit: _Script = redis.register_script(_HIT)
        self._prefix = prefix

    async def hit(self, caller: str, policy: Policy) -> Verdict:
        """Count one request of a caller."""
        key = f"{self._prefix}{policy.name}:{caller}"
        admitted, used = await self._hit([key], [policy.interval, policy.span])
        return policy.verdict(admitted == 1, int(used))
