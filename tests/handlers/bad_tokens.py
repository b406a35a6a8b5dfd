"""Tokens that must open nothing, by what is bad about them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from joserfc import jwt
from joserfc.jwk import OKPKey

from handlers.roles import scopes_of
from tests.handlers.auth_api import AUDIENCE, ISSUER, tokens
from tests.handlers.forgery import encoded, part, signed_by_hmac, unsigned, with_claims
from tests.handlers.issuer import Issuer, new_key


def claims(**more: Any) -> dict[str, Any]:
    """What a good token of an admin says, with what is to be bad; None leaves a claim out."""
    now = int(time.time())
    said: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user:3",
        "iat": now,
        "nbf": now,
        "exp": now + 600,
        "jti": "1",
        "scope": " ".join(scopes_of(["admin"])),
    }
    return {name: value for name, value in (said | more).items() if value is not None}


def signed(header: dict[str, Any] | None = None, **more: Any) -> str:
    """A token that our own key has signed, whatever it says."""
    key = tokens().keys.signer
    head = {"typ": "at+jwt", "alg": "Ed25519", "kid": key.kid} | (header or {})
    return jwt.encode(
        {name: value for name, value in head.items() if value is not None},
        claims(**more),
        key,
        algorithms=["Ed25519"],
    )


def foreign(kid: str | None = None) -> str:
    """A token that a key of somebody else has signed, under its own name or under ours."""
    key = OKPKey.generate_key("Ed25519", {"kid": kid or "foreign"})
    header = {"typ": "at+jwt", "alg": "Ed25519", "kid": key.kid}
    return jwt.encode(header, claims(), key, algorithms=["Ed25519"])


def own_public_keys() -> Iterator[bytes]:
    """Our public key in every form that an attacker may try as a secret."""
    key: Any = tokens().keys.signer
    yield key.as_pem(private=False)
    yield key.as_der(private=False)
    yield json.dumps(key.as_dict(private=False)).encode()
    yield str(key.as_dict(private=False)["x"]).encode()


@cache
def bad_tokens() -> dict[str, str]:
    """Tokens that must open nothing, by what is bad about them; without the clock's own."""
    now = int(time.time())
    good = signed()
    head, body, signature = good.split(".")
    kid = part(good, 0)["kid"]
    demanding = encoded(part(good, 0) | {"crit": ["x"], "x": 1})
    named = {
        "garbage": "garbage",
        "three dots": "...",
        "not base64": "!!!.!!!.!!!",
        "empty parts": "..",
        "deep": f"{head}.{encoded(b'[' * 5000)}.{signature}",
        "not json": f"{head}.{encoded(b'no json')}.{signature}",
        "a list": f"{encoded([])}.{encoded([])}.{signature}",
        "cut": good[:-10],
        "expired": signed(exp=now - 60),
        "never ends": signed(exp=None),
        "ends as text": signed(exp="9999999999"),
        "ends as a boolean": signed(exp=True),
        "not yet valid": signed(nbf=now + 3600),
        "issued tomorrow": signed(iat=now + 86_400),
        "wrong issuer": signed(iss="https://elsewhere.example"),
        "no issuer": signed(iss=None),
        "wrong audience": signed(aud="another"),
        "no audience": signed(aud=None),
        "no subject": signed(sub=None),
        "nobody": signed(sub="user:1000000"),
        "no number": signed(sub="user:x"),
        "local": signed(sub="local"),
        "a program": signed(sub="key:fuzz"),
        "no id of its own": signed(jti=None),
        "no scope": signed(scope=None),
        "no access token": signed({"typ": "JWT"}),
        "an unknown demand": f"{demanding}.{body}.{signature}",
        "wrong signature": f"{head}.{body}.{encoded(b'0' * 64)}",
        "no signature": f"{head}.{body}.",
        "other claims": with_claims(good, sub="user:1"),
        "unknown kid": foreign(),
        "our kid": foreign(kid),
        "no kid": f"{encoded({'typ': 'at+jwt', 'alg': 'Ed25519'})}.{body}.{signature}",
        "alg none": unsigned(good),
        "alg None": unsigned(good, "NoNe"),
        "alg empty": unsigned(good, ""),
        "another algorithm": f"{encoded(part(good, 0) | {'alg': 'RS256'})}.{body}.{signature}",
    }
    hmacs = {f"hmac {n}": signed_by_hmac(good, key) for n, key in enumerate(own_public_keys())}
    return named | hmacs


def bad_tokens_of_the_issuer(issuer: Issuer) -> dict[str, str]:
    """The same, as if the external issuer had signed them; its key is RSA."""
    admin: dict[str, Any] = {"roles": ["admin"]}
    good, public = issuer.token(**admin), issuer.keys[0].as_pem(private=False)
    now = int(time.time())
    return {
        "expired": issuer.token(exp=now - 60, **admin),
        "not yet valid": issuer.token(nbf=now + 3600, **admin),
        "wrong audience": issuer.token(aud="another", **admin),
        "another party": issuer.token(azp="another", **admin),
        "unknown kid": issuer.token(key=_FOREIGN, **admin),
        "other claims": with_claims(good, sub="ada"),
        "alg none": unsigned(good),
        "hmac with the RSA public key": signed_by_hmac(good, public),
        "our issuer's name": with_claims(good, iss=ISSUER),
    }


_FOREIGN = new_key()
