"""Tokens of an external OpenID Connect issuer (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from handlers.oidc_keys import ALGORITHMS, IssuerKeys
from handlers.roles import scopes_of
from handlers.tokens import issuer_of
from tenon.runtime.problem import Unauthorized
from tenon.runtime.security import Principal

_LEEWAY_S = 30


class Oidc:
    """Knows the bearer of a token that the issuer signed for us: `oidc:<sub>`, by its roles."""

    def __init__(self, keys: IssuerKeys, issuer: str, client_id: str, role_claim: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_id = client_id
        self._role_claim = role_claim

    async def __call__(self, text: str) -> Principal | None:
        """Who bears the token; None for one of another issuer."""
        if issuer_of(text) != self._issuer:
            return None
        claims = await self._verify(text)
        roles = _roles(claims, self._role_claim)
        name = claims.get("preferred_username") or claims.get("name")
        return Principal(
            f"oidc:{claims['sub']}",
            scopes_of(roles),
            name if isinstance(name, str) else "",
            claims=claims,
            expires_at=float(claims["exp"]),
        )

    async def _verify(self, text: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import ExpiredTokenError, JoseError

        header = _header(text)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or not isinstance(kid, str | None):
            raise Unauthorized("The token is not signed as it must be.")
        key = await self._keys.find(kid, algorithm)
        if key is None:
            raise Unauthorized("The issuer of the token has no such key.")
        try:
            claims = jwt.decode(text, key, algorithms=[algorithm]).claims
            self._registry().validate(claims)
        except ExpiredTokenError:
            raise Unauthorized("The token has expired.") from None
        except (JoseError, ValueError, TypeError):
            raise Unauthorized("The token is not valid.") from None
        self._check_party(claims)
        return claims

    def _check_party(self, claims: Mapping[str, Any]) -> None:
        """The token was issued to us, and not only for us among others."""
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        party = claims.get("azp", None if several else self._client_id)
        if party != self._client_id:
            raise Unauthorized("The token was issued to another party.")

    def _registry(self) -> Any:
        from joserfc.jwt import JWTClaimsRegistry

        return JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )


def _header(text: str) -> dict[str, Any]:
    encoded = text.partition(".")[0]
    try:
        header = from_json(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except ValueError:
        header = None
    return header if isinstance(header, dict) else {}


def _roles(claims: Mapping[str, Any], path: str) -> list[str]:
    """The roles under a claim's name, or along a path of names with dots between them."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
    several = found if isinstance(found, list) else [found]
    return [role for role in several if isinstance(role, str)]
