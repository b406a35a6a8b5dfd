"""The access token of the bench: signed by a key of its own, which its processes inherit."""

import os
from functools import cache

from handlers.signing import SigningKeys, new_key_set
from handlers.tokens import Tokens
from tenon.runtime.security import Authenticator, Principal, Remembered

_VARIABLE = "BENCH_KEYS"
_LIFETIME_S = 86_400


@cache
def _tokens() -> Tokens:
    keys = os.environ.setdefault(_VARIABLE, new_key_set().decode())
    return Tokens(SigningKeys(lambda: keys), "bench", "bench", _LIFETIME_S)


@cache
def token() -> str:
    """A token that permits nothing but to be known."""
    return _tokens().issue("user:1", ["reviews:write", "inference:use"], ["viewer"])


def prepare() -> None:
    """Make the key, before the processes are started that share it."""
    _tokens()


def authenticator() -> Authenticator:
    """Verifies the token, and remembers it."""

    def verified(text: str) -> Principal:
        claims = _tokens().verify(text)
        return Principal(claims.subject, claims.scopes, expires_at=claims.expires_at)

    return Remembered(verified)
