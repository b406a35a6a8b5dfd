"""Access tokens: what the service signs for those who have logged in (RFC 7519, RFC 9068)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from handlers.signing import SigningKeys, algorithm
from tenon.runtime.problem import Unauthorized

_TYPE = "at+jwt"
_LEEWAY_S = 5  # between the clocks of two hosts


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says that has been verified; `expires_at` in seconds since 1970."""

    subject: str
    scopes: frozenset[str]
    expires_at: float
    all: dict[str, Any]


class Tokens:
    """Issues and verifies access tokens that hold `lifetime_s` seconds."""

    def __init__(
        self, keys: SigningKeys, issuer: str, audience: str, lifetime_s: int = 900
    ) -> None:
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.lifetime_s = lifetime_s

    def issue(self, subject: str, scopes: Iterable[str], roles: Iterable[str] = ()) -> str:
        """A token for a subject, by the key that signs now."""
        from joserfc import jwt

        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "iat": now,
            "nbf": now,
            "exp": now + self.lifetime_s,
            "jti": secrets.token_urlsafe(16),
            "scope": " ".join(sorted(scopes)),
            "roles": sorted(roles),
        }
        key = self.keys.signer
        name = algorithm(key)
        header = {"typ": _TYPE, "alg": name, "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=[name])

    def verify(self, text: str) -> Claims:
        """What a token says. Raises Unauthorized: what exactly is wrong is told to nobody."""
        from joserfc import jwt
        from joserfc.errors import ExpiredTokenError, JoseError

        allowed = {algorithm(key) for key in self.keys.all}
        try:
            token = jwt.decode(text, self.keys.all, algorithms=allowed)
            if token.header.get("typ") != _TYPE or "kid" not in token.header:
                raise Unauthorized("This is no access token.")
            self._registry().validate(token.claims)
        except ExpiredTokenError:
            raise Unauthorized("The token has expired.") from None
        except (JoseError, ValueError, TypeError):
            raise Unauthorized("The token is not valid.") from None
        claims = token.claims
        scopes = frozenset(str(claims["scope"]).split())
        return Claims(claims["sub"], scopes, float(claims["exp"]), claims)

    def _registry(self) -> Any:
        from joserfc.jwt import JWTClaimsRegistry

        return JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            sub={"essential": True},
            iat={"essential": True},
            nbf={"essential": True},
            exp={"essential": True},
            jti={"essential": True},
            scope={"essential": True, "allow_blank": True},
        )


def issuer_of(token: str) -> str | None:
    """Who a token says has issued it, before anything of it is verified; None for no JWT."""
    from base64 import urlsafe_b64decode

    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = from_json(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    return issuer if isinstance(issuer, str) else None
