"""What stands before an operation's gate: who calls, and the guards that look at the request."""

from __future__ import annotations

from collections.abc import Sequence

from tenon.runtime.access import Access
from tenon.runtime.credentials import Headers, Scope
from tenon.runtime.problem import Problem
from tenon.runtime.security import Look, Principal


class Entrance:
    """Lets a request in, compiled once per operation.

    The caller is left in `scope["tenon.principal"]`. Guards look at a request also when its
    caller is refused, so that refusals can be counted; what they raise comes first.
    """

    def __init__(
        self, access: Access | None, nobody: Principal | None, guards: Sequence[Look]
    ) -> None:
        """Take who everybody is when nobody is asked (`access` is None), and the guards."""
        self._access = access
        self._nobody = nobody
        self._guards = tuple(guards)

    def known(self, scope: Scope, headers: Headers) -> Principal | None:
        """Who calls, where that is plain without asking and nothing else looks at the request."""
        if self._guards:
            return None
        principal = self._access.recall(scope, headers) if self._access else self._nobody
        if principal is not None:
            scope["tenon.principal"] = principal
        return principal

    async def admit(self, scope: Scope, headers: Headers) -> Principal | None:
        """Who calls; None for nobody in particular. Raises Problem."""
        principal, refusal = self._nobody, None
        if self._access is not None:
            principal = self._access.recall(scope, headers)
            if principal is None:
                try:
                    principal = await self._access.admit(scope, headers)
                except Problem as problem:
                    refusal = problem
        if principal is not None:
            scope["tenon.principal"] = principal
        if self._guards:
            scope.setdefault("tenon.headers", [])
            for look in self._guards:
                waiting = look(scope, headers)
                if waiting is not None:
                    await waiting
        if refusal is not None:
            raise refusal
        return principal
