"""The keys of an OpenID Connect issuer, read from where it says they are.

OpenID Connect Discovery 1.0, section 4; RFC 7517. They are kept an hour, and read again when a
token names a key that is not among them, at most once in a cool-down: issuers rotate keys at any
time, and made-up key ids must not make us ask each time. While the issuer cannot be reached, known
keys go on verifying.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tenon.runtime.problem import ServiceUnavailable

if TYPE_CHECKING:
    import httpx
    from joserfc.jwk import Key

log = logging.getLogger("books")

ALGORITHMS = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
)
_KINDS = frozenset({"RSA", "EC", "OKP"})  # asymmetric: what verifies cannot sign
_KEPT_S = 3600.0
_TIMEOUT_S = 5.0
_LONGEST_BYTES = 1_048_576
_WELL_KNOWN = "/.well-known/openid-configuration"


class IssuerKeys:
    """Finds the key of an issuer that a token names."""

    def __init__(
        self, issuer: str, cooldown_s: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer = issuer
        self._cooldown = cooldown_s
        self._clock = clock
        self._keys: list[Key] = []
        self._read_at: float | None = None
        self._asked_at: float | None = None
        self._failed = False
        self._asking = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None

    async def find(self, kid: str | None, algorithm: str) -> Key | None:
        """The key of that id, for that algorithm; None when the issuer has none.

        Raises ServiceUnavailable when the issuer cannot be asked.
        """
        known = self._match(kid, algorithm)
        # One request finds out whether keys that are old have changed; the others need not wait.
        if known is not None and (not self._stale() or self._asking.locked()):
            return known
        await self._ask_again(kid, algorithm)
        return self._match(kid, algorithm)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _stale(self) -> bool:
        return self._read_at is None or self._clock() - self._read_at > _KEPT_S

    def _match(self, kid: str | None, algorithm: str) -> Key | None:
        fitting = [key for key in self._keys if key.get("alg") in (None, algorithm)]
        if kid is None:  # OpenID Connect Core 1.0, section 10.1: needed where there are several
            return fitting[0] if len(self._keys) == 1 and fitting else None
        return next((key for key in fitting if key.kid == kid), None)

    async def _ask_again(self, kid: str | None, algorithm: str) -> None:
        async with self._asking:
            asked_at = self._asked_at
            if asked_at is None or self._clock() - asked_at >= self._cooldown:
                await self._read()
        # Whether an unknown key is the issuer's cannot be known now.
        if self._failed and self._match(kid, algorithm) is None:
            raise ServiceUnavailable(
                "The issuer of this token does not answer.", headers={"Retry-After": "5"}
            )

    async def _read(self) -> None:
        import httpx

        self._asked_at = self._clock()
        self._failed = True
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                self._keys = _keys(await self._get(await self._place()))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as fault:
            log.warning("the keys of %s cannot be read: %r", self._issuer, fault)
            return
        self._read_at = self._clock()
        self._failed = False

    async def _place(self) -> str:
        """Where the issuer's keys stand. Raises httpx.HTTPError or ValueError."""
        described = await self._get(self._issuer.rstrip("/") + _WELL_KNOWN)
        if described.get("issuer") != self._issuer:  # Discovery 1.0, section 4.3
            raise ValueError("the document is another issuer's")
        address = str(described.get("jwks_uri"))
        if urlsplit(address).scheme not in {"https", urlsplit(self._issuer).scheme}:
            raise ValueError("jwks_uri is not https")
        return address

    async def _get(self, address: str) -> dict[str, Any]:
        """The JSON object at an address. Raises httpx.HTTPError or ValueError."""
        import httpx
        from pydantic_core import from_json

        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_TIMEOUT_S, follow_redirects=False)
        received = b""
        async with self._client.stream("GET", address) as reply:
            reply.raise_for_status()
            async for chunk in reply.aiter_bytes():
                received += chunk
                if len(received) > _LONGEST_BYTES:
                    raise ValueError("the answer is too long")
        document = from_json(received)
        if reply.status_code != httpx.codes.OK or not isinstance(document, dict):
            raise ValueError("no JSON object")
        return document


def _keys(document: dict[str, Any]) -> list[Key]:
    """The keys that sign; others, and those of kinds that are not known here, are passed over."""
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry

    found = []
    for jwk in document["keys"] if isinstance(document.get("keys"), list) else ():
        if isinstance(jwk, dict) and jwk.get("kty") in _KINDS and jwk.get("use", "sig") == "sig":
            try:
                found.append(JWKRegistry.import_key(jwk))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    return found
