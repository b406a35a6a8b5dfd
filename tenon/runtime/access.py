"""What one operation asks of its caller (OpenAPI 3.1, Security Requirement Object).

Alternatives are tried in order; all schemes inside one must know the caller, each for the scopes
named beside it. Where several schemes read the same credential, the first whose authenticator
claims it decides. Of an alternative with several schemes, the caller is whom the first one knows.

Who sends bad credentials is told so, also where none are needed; who is known but lacks the scopes
of an operation that anybody may call, calls it as nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenon.contract import SecurityScheme
from tenon.runtime.challenge import challenge, challenges
from tenon.runtime.credentials import Headers, Read, Scope, carrier, reader
from tenon.runtime.problem import Forbidden, Problem, ServiceUnavailable, Unauthorized
from tenon.runtime.security import Authenticator, Principal, Remembered

_RETRY_AFTER_S = "5"
_UNKNOWN = Unauthorized("The credentials are known to nobody here.")


class Way:
    """One scheme by which callers are known."""

    __slots__ = ("authenticate", "carrier", "read", "recall", "scheme")

    def __init__(self, scheme: SecurityScheme, authenticate: Authenticator) -> None:
        self.scheme = scheme
        self.authenticate = authenticate
        self.recall = authenticate.recall if isinstance(authenticate, Remembered) else None
        self.read: Read = reader(scheme)
        self.carrier = carrier(scheme)


@dataclass(frozen=True, slots=True)
class Demand:
    """One scheme of an alternative, and the scopes that it must grant."""

    way: Way
    scopes: frozenset[str]


Alternative = tuple[Demand, ...]


class Access:
    """Finds out whether a request may do what one operation does."""

    def __init__(self, alternatives: Sequence[Alternative], optional: bool, realm: str) -> None:
        """Take the alternatives that name schemes; `optional` where it may be nobody, too."""
        self._alternatives = tuple(alternatives)
        self._optional = optional
        self._realm = realm
        first = self._alternatives[0]
        self._first = first[0] if len(first) == 1 and first[0].way.recall is not None else None
        ways = [demand.way for alternative in alternatives for demand in alternative]
        self._names = " or ".join(dict.fromkeys(way.scheme.name for way in ways))
        self._carried = {way.carrier: way.scheme for way in reversed(ways)}

    def recall(self, scope: Scope, headers: Headers) -> Principal | None:
        """Whom the first alternative remembers, if it is one scheme; None to have them asked."""
        demand = self._first
        if demand is None or demand.way.recall is None:
            return None
        try:
            text = demand.way.read(scope, headers)
        except Unauthorized:
            return None
        principal = demand.way.recall(text) if text is not None else None
        known = principal is not None and demand.scopes <= principal.scopes
        return principal if known else None

    async def admit(self, scope: Scope, headers: Headers) -> Principal | None:
        """Who calls; None for nobody, where that is allowed.

        Raises Unauthorized, Forbidden, ServiceUnavailable, and what an authenticator raises.
        """
        inquiry = _Inquiry(scope, headers)
        for alternative in self._alternatives:
            principal = await inquiry.caller(alternative)
            if principal is not None:
                return principal
        refusal = self._refusal(inquiry)
        if refusal is not None:
            raise refusal
        return None

    def _refusal(self, inquiry: _Inquiry) -> Problem | None:
        for fault in inquiry.unavailable.values():
            fault.headers.setdefault("Retry-After", _RETRY_AFTER_S)
            return fault
        if inquiry.lacking:
            return None if self._optional else self._forbidden(inquiry.lacking)
        if inquiry.refused:
            return self._invalid(inquiry.refused)
        return None if self._optional else self._unknown()

    def _unknown(self) -> Unauthorized:
        """Nothing was sent: more than a challenge there is not to say (RFC 6750, section 3.1)."""
        asked = (challenge(scheme, self._realm) for scheme in reversed(self._carried.values()))
        detail = f"This asks who calls, and nothing says it; send what {self._names} wants."
        return Unauthorized(detail, headers=challenges(asked))

    def _invalid(self, refused: Mapping[str, Unauthorized]) -> Unauthorized:
        """Something was sent that makes nobody known; a reason comes before the lack of one."""
        faults = sorted(refused.values(), key=lambda fault: fault is _UNKNOWN)
        asked = (
            challenge(scheme, self._realm, **_told(refused.get(carrier)))
            for carrier, scheme in reversed(self._carried.items())
        )
        first = faults[0]
        headers = {**first.headers, **challenges(asked)}
        detail = first.detail or _UNKNOWN.detail
        return Unauthorized(detail, errors=first.errors, headers=headers, **first.extensions)

    def _forbidden(self, lacking: Alternative) -> Forbidden:
        scopes = " ".join(dict.fromkeys(s for demand in lacking for s in sorted(demand.scopes)))
        asked = (
            challenge(demand.way.scheme, self._realm, error="insufficient_scope", scope=scopes)
            for demand in lacking
        )
        return Forbidden(f"This takes the scope {scopes}.", headers=challenges(asked))


def _told(fault: Unauthorized | None) -> dict[str, str]:
    if fault is None:
        return {}
    return {"error": "invalid_token", "error_description": fault.detail or _UNKNOWN.detail}


class _Inquiry:
    """What the credentials of one request turn out to be; no authenticator is asked twice."""

    __slots__ = ("_answers", "_claimed", "_headers", "_scope", "lacking", "refused", "unavailable")

    def __init__(self, scope: Scope, headers: Headers) -> None:
        self._scope = scope
        self._headers = headers
        self._answers: dict[Way, Principal | None] = {}
        self._claimed: dict[str, Alternative] = {}
        self.lacking: Alternative = ()
        self.refused: dict[str, Unauthorized] = {}
        self.unavailable: dict[str, ServiceUnavailable] = {}

    async def caller(self, alternative: Alternative) -> Principal | None:
        """Whom all schemes of an alternative know, by the first one's word, if scopes suffice."""
        first: Principal | None = None
        lacking: Alternative = ()
        for demand in alternative:
            way = demand.way
            if way not in self._answers:
                self._answers[way] = await self._answer(way, alternative)
            principal = self._answers[way]
            if principal is None:
                return None
            first = first or principal
            if not demand.scopes <= principal.scopes:
                lacking = (*lacking, demand)
        self.lacking = self.lacking or lacking
        return None if lacking else first

    async def _answer(self, way: Way, alternative: Alternative) -> Principal | None:
        carrier = way.carrier
        if self._claimed.get(carrier, alternative) is not alternative:
            return None
        try:
            text = way.read(self._scope, self._headers)
            if text is None:
                return None
            answer = way.authenticate(text)
            if answer is not None and not isinstance(answer, Principal):
                answer = await answer
        except Unauthorized as fault:
            self._claimed[carrier] = alternative
            self.refused[carrier] = fault
            return None
        except ServiceUnavailable as fault:
            self.unavailable[carrier] = fault
            return None
        if answer is None:
            self.refused.setdefault(carrier, _UNKNOWN)
            return None
        self._claimed[carrier] = alternative
        self.refused.pop(carrier, None)
        self.unavailable.pop(carrier, None)
        return answer
