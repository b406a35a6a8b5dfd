"""The keys that sign access tokens: JSON Web Keys (RFC 7517), asymmetric ones only.

The first key signs, all of them verify. To rotate: put a new key first and keep the old one behind
it until its last token has ended; nobody is logged out. A key that only verifies may be without
its private part.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joserfc.jwk import Key, KeySet

# The one algorithm that a key is used with (RFC 7518, RFC 9864), by its curve or, for RSA, kind.
_ALGORITHMS = {"Ed25519": "Ed25519", "P-256": "ES256", "P-384": "ES384", "RSA": "RS256"}
_RSA_BITS = 2048


class SigningKeys:
    """Keys of a JWK set, whose text is read when a key is first asked for: joserfc is not cheap.

    Raises ValueError, then, when a key cannot be read or used.
    """

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read

    @cached_property
    def all(self) -> KeySet:
        """All keys, the one that signs first."""
        from joserfc.jwk import KeySet

        keys = KeySet([_key(number, jwk) for number, jwk in enumerate(_jwks(self._read()), 1)])
        if not keys.keys[0].is_private:
            raise ValueError("AUTH_KEYS: key 1 signs, so it must have its private part")
        if len({key.kid for key in keys}) < len(keys.keys):
            raise ValueError("AUTH_KEYS: two keys have the same kid")
        return keys

    @property
    def signer(self) -> Key:
        """The key that signs."""
        return self.all.keys[0]

    def public(self) -> list[dict[str, Any]]:
        """What anybody may know of the keys, each with its `kid`, `use` and `alg`."""
        described = ((key.as_dict(private=False), algorithm(key)) for key in self.all)
        return [{**members, "use": "sig", "alg": name} for members, name in described]


def algorithm(key: Key) -> str:
    """The algorithm that a key is used with. Raises KeyError when there is none for it."""
    return _ALGORITHMS[str(key.get("crv") or key.key_type)]


def new_key_set() -> bytes:
    """A set of one new key, Ed25519, as JSON."""
    from joserfc.jwk import OKPKey

    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps({"keys": [key.as_dict(private=True)]}).encode()


def _jwks(text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except ValueError:
        raise ValueError("AUTH_KEYS must be a JWK set as JSON") from None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not keys:
        raise ValueError('AUTH_KEYS must be a JWK set: {"keys": [...]}, with one key at least')
    return keys


def _key(number: int, jwk: Any) -> Key:
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry, RSAKey

    try:
        key = JWKRegistry.import_key(jwk)
        algorithm(key)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        # What went wrong may quote the key.
        known = ", ".join(_ALGORITHMS)
        raise ValueError(f"AUTH_KEYS: key {number} is none of {known}") from None
    if isinstance(key, RSAKey) and key.public_key.key_size < _RSA_BITS:
        raise ValueError(f"AUTH_KEYS: key {number} is shorter than {_RSA_BITS} bits")
    return key
