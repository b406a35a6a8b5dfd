"""The guard that holds callers to the limits of a contract, and tells them where they stand.

Header fields: draft-ietf-httpapi-ratelimit-headers-10. Of a request that could not be counted
only the policy is told.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from tenon.contract import Contract, Operation
from tenon.runtime.edges.limits.policy import Limiter, Policy, Verdict, policy_of
from tenon.runtime.problem import TooManyRequests
from tenon.runtime.security import Look
from tenon.runtime.service import Scope

_SUBNET_BITS = 64  # what one caller of IPv6 is given (RFC 6177): addresses in it are free


class RateLimits:
    """Compiles what a contract says of an operation's limit into a look at each request."""

    def __init__(self, contract: Contract, limiter: Limiter) -> None:
        self._contract = contract
        self._limiter = limiter

    def __call__(self, operation: Operation) -> Look | None:
        """What looks at the requests of an operation; None where no limit holds."""
        policy = policy_of(self._contract, operation)
        return _Look(policy, self._limiter) if policy is not None else None


class _Look:
    """One policy at work."""

    __slots__ = ("_declared", "_hit", "_policy", "_remaining")

    def __init__(self, policy: Policy, limiter: Limiter) -> None:
        self._policy = policy
        self._hit = limiter.hit
        name = _quoted(policy.name)
        window = math.ceil(policy.window_s)
        self._declared = (b"ratelimit-policy", b"%b;q=%d;w=%d" % (name, policy.limit, window))
        self._remaining = name + b";r=%d;t=%d"

    def __call__(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Awaitable[None] | None:
        """Count a request. Raises TooManyRequests."""
        verdict = self._hit(caller(scope), self._policy)
        if verdict is not None and not isinstance(verdict, Verdict):
            return self._later(scope, verdict)
        self._tell(scope, verdict)
        return None

    async def _later(self, scope: Scope, verdict: Awaitable[Verdict | None]) -> None:
        self._tell(scope, await verdict)

    def _tell(self, scope: Scope, verdict: Verdict | None) -> None:
        if verdict is None:
            scope["tenon.headers"].append(self._declared)
            return
        admitted, remaining, wait_s = verdict
        seconds = math.ceil(wait_s)
        left = self._remaining % (remaining, seconds)
        scope["tenon.headers"] += (self._declared, (b"ratelimit", left))
        if not admitted:
            policy = self._policy
            raise TooManyRequests(
                f"At most {policy.limit} requests in {policy.window_s:g} seconds are answered; "
                f"ask again in {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )


def caller(scope: Scope) -> str:
    """Who is counted: whoever is known, else the address that calls."""
    principal = scope.get("tenon.principal")
    if principal is not None:
        return f"subject {principal.subject}"
    client = scope.get("client")
    return _subnet(client[0]) if client else "local"


@lru_cache(maxsize=65_536)
def _subnet(host: str) -> str:
    """An address as it is counted: of IPv6 its /64."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return f"address {host}"
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Address(int(address) >> _SUBNET_BITS << _SUBNET_BITS)
    return f"address {address}"


def _quoted(name: str) -> bytes:
    """A name as a String of structured fields (RFC 9651, section 3.3.3)."""
    plain = "".join(c if " " <= c <= "~" else "?" for c in name)
    return b'"%b"' % plain.replace("\\", "\\\\").replace('"', '\\"').encode()
