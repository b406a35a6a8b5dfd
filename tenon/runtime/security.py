"""Who calls, and who knows them: what a service plugs into the security of its contract."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import Operation


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: `subject` names them for good, `scopes` are what they may do.

    `name` is how a person reads it; `claims` are what else the credential says; `expires_at`,
    in seconds since 1970, is when the credential ends, None where it does not by itself.
    """

    subject: str
    scopes: frozenset[str] = frozenset()
    name: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    expires_at: float | None = None


# From the text of a credential (a token, a key, for basic "user:password", for mutualTLS the
# certificate as PEM) to who it is; None when it is none of this authenticator's. Raises
# Unauthorized when it is one and is bad, and ServiceUnavailable when that cannot be known now.
Authenticator = Callable[[str], Principal | Awaitable[Principal | None] | None]

# What looks at a request after its caller is known and before it is read: it may raise a problem,
# and add to `scope["tenon.headers"]`, which go out with whatever is answered.
Look = Callable[[MutableMapping[str, Any], Mapping[bytes, bytes]], Awaitable[None] | None]
# Asked once per operation; None where there is nothing to look at.
Guard = Callable[[Operation], Look | None]


class Remembered:
    """An authenticator that asks another one, and remembers whom it knew until that expires.

    Refusals are not remembered, nor is a principal that never expires, unless `longest_s` bounds
    how many seconds any is kept. Of more than `limit` credentials the one longest unused is
    forgotten. Credentials are kept as digests only.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        *,
        limit: int = 10_000,
        longest_s: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._authenticator = authenticator
        self._limit = limit
        self._longest_s = longest_s
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()
        self._forgettings = 0

    def __call__(self, credential: str) -> Principal | Awaitable[Principal | None] | None:
        """Who it is: from memory, or as the other authenticator says."""
        known = self.recall(credential)
        if known is not None:
            return known
        answer = self._authenticator(credential)
        if answer is None or isinstance(answer, Principal):
            return self._kept(credential, answer)
        return self._awaited(credential, answer)

    def recall(self, credential: str) -> Principal | None:
        """Who it is from memory; None when that does not hold it, or no longer."""
        key = _digest(credential)
        found = self._known.get(key)
        if found is None:
            return None
        if found[0] <= self._clock():
            del self._known[key]
            return None
        self._known.move_to_end(key)
        return found[1]

    def forget(self, subject: str) -> None:
        """Forget all credentials of a subject, so that the next request asks anew."""
        self._forgettings += 1  # an answer that is under way was given before this
        gone = [key for key, (_, known) in self._known.items() if known.subject == subject]
        for key in gone:
            del self._known[key]

    async def _awaited(
        self, credential: str, answer: Awaitable[Principal | None]
    ) -> Principal | None:
        before = self._forgettings
        principal = await answer
        return self._kept(credential, principal) if before == self._forgettings else principal

    def _kept(self, credential: str, principal: Principal | None) -> Principal | None:
        ends = self._ends(principal) if principal is not None else None
        if principal is not None and ends is not None:
            self._known[_digest(credential)] = ends, principal
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        return principal

    def _ends(self, principal: Principal) -> float | None:
        if self._longest_s is None:
            return principal.expires_at
        latest = self._clock() + self._longest_s
        return latest if principal.expires_at is None else min(latest, principal.expires_at)


def _digest(credential: str) -> bytes:
    return hashlib.sha256(credential.encode()).digest()
