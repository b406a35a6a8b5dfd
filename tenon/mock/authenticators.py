"""Who calls a mock: whoever shows a well-formed credential, with every scope there is.

What is refused is what the service would refuse before it asked anybody: no credential, or one
that cannot be read (see `tenon.runtime.credentials`); and, so that a refusal can be tried, one that
has "invalid" in it, in any case of letters. Tokens of the mock's own issuer are known by it, and
have the scopes that they were given.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Protocol

from pydantic_core import from_json

from tenon.contract import Contract, SecurityScheme
from tenon.runtime.credentials import http_scheme
from tenon.runtime.security import Authenticator, Principal

_INVALID = "invalid"


class Knows(Protocol):
    """What knows the tokens it gave out, as the mock's issuer does."""

    def principal(self, token: str) -> Principal | None:
        """Who a token was given to; None when it is none of its own. Raises Unauthorized."""


def known_by(contract: Contract, issuer: Knows | None = None) -> Mapping[str, Authenticator]:
    """An authenticator for every security scheme of a contract, by its name."""
    scopes = _scopes(contract)
    return {
        name: _authenticator(scheme, scopes, issuer)
        for name, scheme in contract.security_schemes.items()
    }


def _authenticator(
    scheme: SecurityScheme, scopes: frozenset[str], issuer: Knows | None
) -> Authenticator:
    http = http_scheme(scheme)

    def known(credential: str) -> Principal | None:
        if _INVALID in credential.lower():
            return None
        given = issuer.principal(credential) if issuer is not None and http == "bearer" else None
        return given or Principal(_subject(http, credential), scopes)

    return known


def _scopes(contract: Contract) -> frozenset[str]:
    """The scopes that the contract declares or requires anywhere."""
    required = {
        scope
        for operation in contract.operations
        for alternative in operation.security
        for scopes in alternative.values()
        for scope in scopes
    }
    declared = (scheme.scopes for scheme in contract.security_schemes.values())
    return frozenset(required).union(*declared)


def _subject(http: str, credential: str) -> str:
    """A name for a caller: its own, where the credential tells one; the same each time."""
    own = credential.partition(":")[0] if http == "basic" else _claimed(credential)
    return own or "caller-" + hashlib.sha256(credential.encode()).hexdigest()[:12]


def _claimed(token: str) -> str:
    """The `sub` of a JSON Web Token (RFC 7519, section 4.1.2), believed as it stands."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = from_json(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return ""
    return str(claims.get("sub") or "")[:200] if isinstance(claims, dict) else ""
