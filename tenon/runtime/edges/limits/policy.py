"""What a rate limit is, what is said of one request under it, and what keeps count."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from tenon.contract import Contract, Operation

KEYWORD = "x-rate-limit"
DEFAULT = "default"
_MICROSECONDS = 1_000_000


class Verdict(NamedTuple):
    """What a limiter says of one request.

    `remaining` requests may follow at once; `wait_s` is how many seconds it takes until there is
    one more, or, for a request that is refused, until it would be let in.
    """

    admitted: bool
    remaining: int
    wait_s: float


@dataclass(frozen=True, slots=True)
class Policy:
    """At most `limit` requests of a caller in `window_s` seconds, in all that share its `name`.

    In whole microseconds, `interval` is what one request costs, and `span` what all together do.
    """

    name: str
    limit: int
    window_s: float
    interval: int = field(init=False, repr=False)
    span: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        interval = max(1, int(self.window_s * _MICROSECONDS) // self.limit)
        object.__setattr__(self, "interval", interval)
        object.__setattr__(self, "span", interval * self.limit)

    def verdict(self, admitted: bool, used: int) -> Verdict:
        """What is said when the caller's quota is whole in `used` microseconds from now.

        For a refused request, as if it had been admitted.
        """
        if not admitted:
            return Verdict(False, 0, (used - self.span) / _MICROSECONDS)
        left = (self.span - used) // self.interval
        return Verdict(True, left, (used % self.interval or self.interval) / _MICROSECONDS)


class Limiter(Protocol):
    """Keeps count."""

    def hit(self, caller: str, policy: Policy) -> Verdict | Awaitable[Verdict | None] | None:
        """Count one request of a caller; None when that cannot be told now."""


def policy_of(contract: Contract, operation: Operation) -> Policy | None:
    """The limit of an operation: its own, else that of its first tag with one, else the root's.

    Those declared in one place share their count, unless `scope` names another.
    """
    tags = ((name, contract.tags.get(name, {})) for name in operation.tags)
    places = ((operation.id, operation.extensions), *tags, (DEFAULT, contract.extensions))
    return next((_policy(name, said[KEYWORD]) for name, said in places if KEYWORD in said), None)


def _policy(name: str, said: Mapping[str, Any] | bool) -> Policy | None:
    if isinstance(said, bool):
        return None
    return Policy(str(said.get("scope", name)), int(said["limit"]), float(said["window"]))
