"""The grants of OAuth 2.0 (RFC 6749, RFC 7636, RFC 8628): everybody gets what they ask for."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from tenon.mock.oauth.call import HOME, Answer, Call, Refusal
from tenon.mock.oauth.tokens import ALGORITHMS, LIFETIME_S, Grant, Kept, Tokens

CODE_S = 300
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,200}( [\x21\x23-\x5b\x5d-\x7e]{1,200}){0,99}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_UNSAFE = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})
_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True)
class Code:
    """What an authorization code stands for until `ends`."""

    grant: Grant
    redirect_uri: str
    challenge: str
    method: str
    ends: float


@dataclass(frozen=True)
class Memory:
    """What was granted and still holds; it outlives the contract that it was granted by."""

    tokens: Tokens
    clock: Callable[[], float] = time.time
    codes: Kept[Code] = field(default_factory=Kept)
    refresh: Kept[Grant] = field(default_factory=Kept)
    devices: Kept[Grant] = field(default_factory=Kept)


class Grants:
    """Grants tokens; `scopes` are what is granted to those who do not say."""

    def __init__(self, scopes: tuple[str, ...], identity: str, memory: Memory) -> None:
        """`identity` is the path below which the issuer is known, the end of its `iss`."""
        self.scopes = scopes
        self._identity = identity
        self._memory = memory
        self._tokens = memory.tokens

    def authorize(self, call: Call) -> Answer:
        """The authorization endpoint (RFC 6749, section 3.1): it approves at once.

        Raises Refusal when there is nowhere to send the caller to.
        """
        uri = _redirect_uri(call.need("redirect_uri"))
        said, kind = call.said, call.said.get("response_type", "")
        try:
            answer = self._approved(call, kind, uri)
        except Refusal as refusal:
            answer = {"error": refusal.code, "error_description": refusal.description}
        if "state" in said:
            answer["state"] = said["state"]
        answer["iss"] = call.base + self._identity  # RFC 9207
        default = "query" if kind in ("code", "") else "fragment"
        mode = said.get("response_mode", default)
        return Answer(303, None, {"Location": _with(uri, answer, mode), **_NO_STORE})

    def token(self, call: Call) -> Answer:
        """The token endpoint (RFC 6749, section 3.2). Raises Refusal."""
        kind = call.need("grant_type")
        grant = _KINDS.get(kind)
        if grant is None:
            raise Refusal("unsupported_grant_type", f"known are {', '.join(_KINDS)}")
        given = replace(grant(self, call), **_asked(call))
        return Answer(200, self._tokens_of(given, call, kind), _NO_STORE)

    def device(self, call: Call) -> Answer:
        """The device authorization endpoint (RFC 8628, section 3.1): approved at once."""
        code, user_code = secrets.token_urlsafe(24), secrets.token_hex(4).upper()
        self._memory.devices[code] = self._grant(call, "device-user")
        told = {
            "device_code": code,
            "user_code": user_code,
            "verification_uri": f"{call.base}{HOME}/device",
            "expires_in": CODE_S,
            "interval": 1,
        }
        return Answer(200, told, _NO_STORE)

    def farewell(self, call: Call) -> Answer:
        """Send a caller back after a logout, where they want to be sent. Raises Refusal."""
        if "post_logout_redirect_uri" not in call.said:
            return Answer(200, {"logged_out": True})
        uri = _redirect_uri(call.said["post_logout_redirect_uri"])
        state = {"state": call.said["state"]} if "state" in call.said else {}
        return Answer(303, None, {"Location": _with(uri, state, "query"), **_NO_STORE})

    def _approved(self, call: Call, kind: str, uri: str) -> dict[str, Any]:
        call.need("response_type")
        client = call.need("client_id")
        grant = replace(self._grant(call, _user(call)), client=client)
        if kind == "code":
            return {"code": self._code(call, grant, uri)}
        if set(kind.split()) <= {"token", "id_token"}:
            return self._implicit(call, grant, kind.split())
        raise Refusal("unsupported_response_type", "known are code, token and id_token")

    def _code(self, call: Call, grant: Grant, uri: str) -> str:
        method = call.said.get("code_challenge_method", "plain")
        if method not in ("S256", "plain"):
            raise Refusal("invalid_request", "code_challenge_method is S256 or plain")
        code = secrets.token_urlsafe(24)
        challenge = call.said.get("code_challenge", "")
        self._memory.codes[code] = Code(
            grant, uri, challenge, method, self._memory.clock() + CODE_S
        )
        return code

    def _implicit(self, call: Call, grant: Grant, kinds: list[str]) -> dict[str, Any]:
        issuer = call.base + self._identity
        access = self._tokens.access(grant, issuer)
        told: dict[str, Any] = {}
        if "token" in kinds:
            told |= _bearer(access, grant)
        if "id_token" in kinds:
            told["id_token"] = self._tokens.identity(grant, issuer, access)
        return told

    def _grant(self, call: Call, subject: str) -> Grant:
        scopes = _scopes(call)
        audience = call.said.get("audience") or call.said.get("resource") or call.base
        nonce = call.said.get("nonce", "")
        return Grant(subject, call.client, scopes or self.scopes, audience, nonce)

    def _tokens_of(self, grant: Grant, call: Call, kind: str) -> dict[str, Any]:
        issuer = call.base + self._identity
        access = self._tokens.access(grant, issuer)
        told = _bearer(access, grant)
        if kind != "client_credentials":
            told["refresh_token"] = secrets.token_urlsafe(24)
            self._memory.refresh[told["refresh_token"]] = grant
            if "openid" in grant.scopes:
                told["id_token"] = self._tokens.identity(grant, issuer, access)
        return told

    def of_client(self, call: Call) -> Grant:
        """Client credentials (RFC 6749, section 4.4)."""
        return self._grant(call, call.client)

    def of_password(self, call: Call) -> Grant:
        """A resource owner's password (RFC 6749, section 4.3)."""
        call.need("password")
        return self._grant(call, call.need("username"))

    def of_code(self, call: Call) -> Grant:
        """An authorization code (RFC 6749, section 4.1.3), proved (RFC 7636, section 4.6)."""
        code = self._memory.codes.pop(call.need("code"), None)
        if code is None or code.ends <= self._memory.clock():
            raise Refusal("invalid_grant", "the code is not known, or was used, or has expired")
        if call.client not in (code.grant.client, "mock-client"):
            raise Refusal("invalid_grant", "the code was given to another client")
        if call.said.get("redirect_uri", code.redirect_uri) != code.redirect_uri:
            raise Refusal("invalid_grant", "redirect_uri is not that of the authorization")
        _prove(code, call.said.get("code_verifier", ""))
        return code.grant

    def of_refresh(self, call: Call) -> Grant:
        """A refresh token (RFC 6749, section 6), which holds once."""
        token = call.need("refresh_token")
        grant = self._memory.refresh.get(token)
        if grant is None:
            raise Refusal("invalid_grant", "the refresh token is not known, or was used")
        asked = _scopes(call)
        if not set(asked) <= set(grant.scopes):
            raise Refusal("invalid_scope", "more is asked for than was granted")
        del self._memory.refresh[token]
        return replace(grant, scopes=asked or grant.scopes)

    def of_device(self, call: Call) -> Grant:
        """A device code (RFC 8628, section 3.4)."""
        grant = self._memory.devices.pop(call.need("device_code"), None)
        if grant is None:
            raise Refusal("invalid_grant", "the device code is not known, or was used")
        return grant

    def forget(self, token: str) -> None:
        """Let a refresh token hold no longer."""
        self._memory.refresh.pop(token, None)


_KINDS: Mapping[str, Callable[[Grants, Call], Grant]] = {
    "client_credentials": Grants.of_client,
    "password": Grants.of_password,
    "authorization_code": Grants.of_code,
    "refresh_token": Grants.of_refresh,
    DEVICE: Grants.of_device,
}
KINDS = tuple(_KINDS)


def _bearer(access: str, grant: Grant) -> dict[str, Any]:
    return {
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": grant.lifetime_s,
        "scope": " ".join(grant.scopes),
    }


def _asked(call: Call) -> dict[str, Any]:
    """What a caller of the mock may choose beyond the standards: `alg` and `expires_in`."""
    chosen: dict[str, Any] = {}
    if "alg" in call.said:
        if call.said["alg"] not in ALGORITHMS:
            raise Refusal("invalid_request", f"alg is one of {', '.join(ALGORITHMS)}")
        chosen["algorithm"] = call.said["alg"]
    if "expires_in" in call.said:
        text = call.said["expires_in"]
        if not (text.isdecimal() and len(text) < 5 and int(text) <= LIFETIME_S):
            raise Refusal("invalid_request", f"expires_in is a number up to {LIFETIME_S}")
        chosen["lifetime_s"] = int(text)
    return chosen


def _scopes(call: Call) -> tuple[str, ...]:
    text = call.said.get("scope", "").strip()
    if text and not _SCOPE.fullmatch(text):
        raise Refusal("invalid_scope", "scope is a list of words with spaces between")
    return tuple(dict.fromkeys(text.split()))


def _user(call: Call) -> str:
    return call.said.get("login_hint") or "mock-user"


def _redirect_uri(uri: str) -> str:
    """A URI that a caller may be sent to (RFC 6749, section 3.1.2). Raises Refusal."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        parts = urlsplit("")
    fit = uri.isascii() and uri.isprintable() and " " not in uri
    if not (fit and parts.scheme and not parts.fragment) or parts.scheme.lower() in _UNSAFE:
        raise Refusal("invalid_request", "redirect_uri must be absolute and without a fragment")
    return uri


def _with(uri: str, answer: Mapping[str, Any], mode: str) -> str:
    """A URI with an answer added, in its query or its fragment."""
    if not answer:
        return uri
    joint = "#" if mode == "fragment" else "&" if urlsplit(uri).query else "?"
    return uri + joint + urlencode(answer)


def _prove(code: Code, verifier: str) -> None:
    """Raises Refusal where the verifier does not fit the challenge (RFC 7636, section 4.6)."""
    if not code.challenge:
        return
    if not _VERIFIER.fullmatch(verifier):
        raise Refusal("invalid_grant", "code_verifier is missing, or not of 43 to 128 characters")
    digest = hashlib.sha256(verifier.encode()).digest()
    hashed = urlsafe_b64encode(digest).rstrip(b"=").decode()
    if code.challenge != (hashed if code.method == "S256" else verifier):
        raise Refusal("invalid_grant", "code_verifier does not fit code_challenge")
