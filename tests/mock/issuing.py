"""Requests to an issuer of tokens, as browsers and clients make them."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet

from tenon.contract import Contract
from tenon.mock.issuer import Issuer
from tenon.mock.oauth.call import HOME
from tests.tiny import Answer, ask, contract, operation

FORM = "application/x-www-form-urlencoded"
VERIFIER = "v" * 43
CHALLENGE = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BACK = "https://app.test/back"
BEARER = {"access_token", "token_type", "expires_in", "scope"}
Said = Mapping[str, str]


def flows(**flow: str) -> dict[str, Any]:
    scopes = {"scopes": {"read": "", "write": ""}}
    return {"type": "oauth2", "flows": {"authorizationCode": {**flow, **scopes}}}


def secured(scheme: Any = None, **members: Any) -> Contract:
    schemes = {"login": scheme or flows(tokenUrl="/oauth/token", authorizationUrl="/oauth/auth")}
    paths = members.pop("paths", {"/x": {"get": operation("x")}})
    return contract(paths, components={"securitySchemes": schemes}, **members)


async def at(
    issuer: Issuer,
    method: str,
    path: str,
    said: Said | None = None,
    headers: Said | None = None,
) -> Answer:
    """One request to an endpoint; what is said goes in the query, or in a form."""
    sent = urlencode(said or {})
    app = issuer.find({"path": path})
    assert app is not None
    named = {"Host": "mock.test", **(headers or {})}
    if method == "POST":
        return await ask(app, method, path, sent.encode(), {"Content-Type": FORM, **named})
    return await ask(app, method, f"{path}?{sent}" if sent else path, headers=named)


async def token(issuer: Issuer, sent: Said | None = None, /, **said: str) -> Answer:
    """One request for a token, with header fields in `sent`."""
    return await at(issuer, "POST", f"{HOME}/token", said, sent)


async def code(issuer: Issuer, **said: str) -> dict[str, str]:
    """What a browser is sent back with."""
    asked = {"response_type": "code", "client_id": "app", "redirect_uri": BACK, **said}
    answer = await at(issuer, "GET", f"{HOME}/authorize", asked)
    assert answer.status == 303
    place = urlsplit(answer.headers["location"])
    assert answer.headers["location"].startswith(asked["redirect_uri"].partition("?")[0])
    return {k: v[0] for k, v in parse_qs(place.query or place.fragment).items()}


async def claims(issuer: Issuer, text: str) -> dict[str, Any]:
    """What a token says, once its signature is seen to be right by the published keys."""
    answer = await at(issuer, "GET", f"{HOME}/jwks.json")
    keys = KeySet.import_key_set(answer.json)
    return jwt.decode(text, keys, algorithms=["RS256", "ES256"]).claims
