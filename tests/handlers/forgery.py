"""Tokens as an attacker makes them: by hand, for no library signs these."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any


def encoded(value: Any) -> str:
    """JSON as a part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def part(token: str, index: int) -> dict[str, Any]:
    """The header (0) or the claims (1) of a token."""
    text = token.split(".")[index]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


def unsigned(token: str, algorithm: str = "none") -> str:
    """The token, said to need no signature."""
    return f"{encoded(part(token, 0) | {'alg': algorithm})}.{token.split('.')[1]}."


def signed_by_hmac(token: str, secret: bytes) -> str:
    """The token, signed by HS256 with something that is public."""
    said = f"{encoded(part(token, 0) | {'alg': 'HS256'})}.{token.split('.')[1]}"
    return f"{said}.{encoded(hmac.digest(secret, said.encode(), hashlib.sha256))}"


def with_claims(token: str, **claims: Any) -> str:
    """The token with other claims under the same signature."""
    head, _, signature = token.split(".")
    return f"{head}.{encoded(part(token, 1) | claims)}.{signature}"
