"""Tokens that an issuer signs (RFC 7519), remembered while they hold."""

from __future__ import annotations

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from tenon.runtime.problem import NotImplemented_, Unauthorized
from tenon.runtime.security import Principal

V = TypeVar("V")
ALGORITHMS = ("RS256", "ES256")
LIFETIME_S = 3_600
_MOST = 2_000


class Kept(OrderedDict[str, V], Generic[V]):
    """A dict of so many entries at most: the oldest make room."""

    def __setitem__(self, key: str, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > _MOST:
            self.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Grant:
    """Who was granted what: a subject, by a client, some scopes. `nonce` is the client's own."""

    subject: str
    client: str
    scopes: tuple[str, ...]
    audience: str = ""
    nonce: str = ""
    algorithm: str = ALGORITHMS[0]
    lifetime_s: int = LIFETIME_S


class Tokens:
    """Signs tokens and knows those that it signed."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._known: Kept[tuple[Principal, Mapping[str, Any]]] = Kept()

    def access(self, grant: Grant, issuer: str) -> str:
        """An access token (RFC 9068). Raises NotImplemented_ where joserfc is not installed."""
        claims = {
            **self._common(grant, issuer),
            "aud": grant.audience,
            "client_id": grant.client,
            "scope": " ".join(grant.scopes),
            "jti": secrets.token_urlsafe(12),
        }
        token = self._signed(claims, grant.algorithm, "at+jwt")
        scopes, ends = frozenset(grant.scopes), float(claims["exp"])
        principal = Principal(grant.subject, scopes, grant.subject, claims, ends)
        self._known[token] = (principal, claims)
        return token

    def identity(self, grant: Grant, issuer: str, access: str) -> str:
        """An ID token (OpenID Connect Core 1.0, section 2) beside an access token."""
        digest = hashlib.sha256(access.encode()).digest()[:16]
        claims = {
            **self._common(grant, issuer),
            "aud": grant.client,
            "auth_time": int(self._clock()),
            "at_hash": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            **({"nonce": grant.nonce} if grant.nonce else {}),
            **person(grant.subject, grant.scopes),
        }
        return self._signed(claims, grant.algorithm, "JWT")

    def principal(self, token: str) -> Principal | None:
        """Who a token was given to; None when it is none of these. Raises Unauthorized."""
        known = self._known.get(token)
        if known is None:
            return None
        principal, claims = known
        if claims["exp"] <= self._clock():
            raise Unauthorized("The token has expired, or was revoked.")
        return principal

    def claims(self, token: str) -> Mapping[str, Any] | None:
        """What a token says; None for one that is not known, or no longer holds."""
        known = self._known.get(token)
        if known is None or known[1]["exp"] <= self._clock():
            return None
        return known[1]

    def revoke(self, token: str) -> None:
        """Let a token hold no longer, known or not."""
        known = self._known.get(token)
        if known is not None:
            self._known[token] = (known[0], {**known[1], "exp": 0})

    def ready(self) -> None:
        """Make the keys, which takes a while the first time. Raises NotImplemented_."""
        _ = self._keys

    def public(self) -> dict[str, Any]:
        """The public keys (RFC 7517, section 5). Raises NotImplemented_."""
        return {
            "keys": [
                {**key.as_dict(private=False), "use": "sig", "alg": algorithm}
                for algorithm, key in self._keys.items()
            ]
        }

    def _common(self, grant: Grant, issuer: str) -> dict[str, Any]:
        now = int(self._clock())
        return {"iss": issuer, "sub": grant.subject, "iat": now, "exp": now + grant.lifetime_s}

    def _signed(self, claims: Mapping[str, Any], algorithm: str, kind: str) -> str:
        key = self._keys[algorithm]
        from joserfc import jwt

        header = {"alg": algorithm, "typ": kind, "kid": key.kid}
        return jwt.encode(header, dict(claims), key, algorithms=[algorithm])

    @cached_property
    def _keys(self) -> Mapping[str, Any]:
        """A key for each algorithm, made anew by each mock."""
        try:
            from joserfc.jwk import ECKey, RSAKey
        except ModuleNotFoundError:
            raise NotImplemented_("Tokens need joserfc: pip install joserfc.") from None
        return {
            "RS256": RSAKey.generate_key(2048, auto_kid=True),
            "ES256": ECKey.generate_key("P-256", auto_kid=True),
        }


def person(subject: str, scopes: tuple[str, ...] | frozenset[str]) -> dict[str, Any]:
    """What is told of a subject (OpenID Connect Core 1.0, section 5.4), by the scopes granted."""
    told: dict[str, Any] = {}
    if "profile" in scopes:
        told |= {"name": subject, "preferred_username": subject}
    if "email" in scopes:
        address = subject if "@" in subject else f"{subject}@example.com"
        told |= {"email": address, "email_verified": True}
    return told
