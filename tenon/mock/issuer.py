"""A tiny issuer of tokens: OAuth 2.0 and OpenID Connect for whoever asks, approved at once.

It stands below `/__mock/issuer`, and where the contract's own URLs lead when these are relative,
local, or of one of its servers. An operation of the contract at the same path goes first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from tenon.contract import Contract
from tenon.mock.oauth.call import HOME, Answer, Call, Refusal, read
from tenon.mock.oauth.grants import KINDS, Grants, Memory
from tenon.mock.oauth.tokens import ALGORITHMS, Tokens, person
from tenon.runtime.body import Disconnected, Receive
from tenon.runtime.problem import Problem
from tenon.runtime.security import Principal
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import Send

_DISCOVERY = "/.well-known/openid-configuration"
_METADATA = "/.well-known/oauth-authorization-server"
_LOCAL = frozenset({"", "localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104  a name to meet
_CORS = {"Access-Control-Allow-Origin": "*"}
# Which endpoint stands at the URL that a flow names so (OpenAPI 3.1, OAuth Flow Object).
_FLOW_URLS = {"tokenUrl": "token", "refreshUrl": "token", "authorizationUrl": "authorize"}


class Issuer:
    """Gives out tokens of any scope, and knows whose they are."""

    def __init__(
        self,
        contract: Contract,
        before: Issuer | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """An issuer for the schemes of a contract. `before` is the one whose place it takes, and
        whose tokens go on; `clock` tells the seconds since 1970.
        """
        named = _named_paths(contract)
        identity = next((path for path, end in named.items() if end == "discovery"), HOME)
        self._identity = identity.removesuffix(_DISCOVERY)
        self.memory: Memory = before.memory if before is not None else Memory(Tokens(clock), clock)
        self._tokens = self.memory.tokens
        self._grants = Grants(_scopes(contract), self._identity, self.memory)
        self._paths = {**named, **_own_paths(self._identity)}

    def find(self, scope: Scope) -> Application | None:
        """What answers a request for an endpoint of the issuer; None for any other."""
        return self._answer if scope["path"] in self._paths else None

    def principal(self, token: str) -> Principal | None:
        """Who a token was given to; None when it is none of this issuer's.

        Raises Unauthorized when it is one and has expired or was revoked.
        """
        return self._tokens.principal(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answered(scope, receive)
        except Disconnected:
            return
        except Refusal as refusal:
            told = {"error": refusal.code, "error_description": refusal.description}
            asked = {"WWW-Authenticate": "Basic"} if refusal.status == 401 else {}
            answer = Answer(refusal.status, told, {"Cache-Control": "no-store", **asked})
        except Problem as problem:
            told = {"error": "invalid_request", "error_description": problem.detail}
            answer = Answer(problem.status, told, problem.headers)
        headers, body = answer.raw()
        cors = [(name.lower().encode(), value.encode()) for name, value in _CORS.items()]
        start = {"type": "http.response.start", "status": answer.status}
        await send({**start, "headers": [*headers, *cors]})
        body = b"" if scope["method"] == "HEAD" else body
        await send({"type": "http.response.body", "body": body})

    async def _answered(self, scope: Scope, receive: Receive) -> Answer:
        methods, endpoint = _ENDPOINTS[self._paths[scope["path"]]]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        allowed = ", ".join(methods)
        if method == "OPTIONS":
            return Answer(204, None, _preflight(allowed))
        if method not in methods:
            told = {"error": "invalid_request", "error_description": f"use {allowed}"}
            return Answer(405, told, {"Allow": allowed})
        call = await read(scope, receive)
        await asyncio.to_thread(self._tokens.ready)
        return endpoint(self, call)

    def discovery(self, call: Call) -> Answer:
        """What the issuer can do (OpenID Connect Discovery 1.0, section 3; RFC 8414)."""
        at = f"{call.base}{HOME}"
        told = {
            "issuer": call.base + self._identity,
            **{name: f"{at}/{path}" for name, path in _ADVERTISED.items()},
            "response_types_supported": ["code", "token", "id_token", "id_token token"],
            "response_modes_supported": ["query", "fragment"],
            "grant_types_supported": [*KINDS, "implicit"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": list(ALGORITHMS),
            "scopes_supported": ["openid", "profile", "email", *self._grants.scopes],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "none",
            ],
            "code_challenge_methods_supported": ["S256", "plain"],
            "authorization_response_iss_parameter_supported": True,
        }
        return Answer(200, told)

    def keys(self, _: Call) -> Answer:
        """The keys that tokens are signed with (RFC 7517)."""
        return Answer(200, self._tokens.public())

    def authorize(self, call: Call) -> Answer:
        """The authorization endpoint."""
        return self._grants.authorize(call)

    def token(self, call: Call) -> Answer:
        """The token endpoint."""
        return self._grants.token(call)

    def device(self, call: Call) -> Answer:
        """The device authorization endpoint."""
        return self._grants.device(call)

    def approve(self, _: Call) -> Answer:
        """Where a person would approve a device (RFC 8628, section 3.3)."""
        return Answer(200, {"approved": True, "detail": "Every device is approved at once."})

    def logout(self, call: Call) -> Answer:
        """The end of a session (OpenID Connect RP-Initiated Logout 1.0): there is none to end."""
        return self._grants.farewell(call)

    def userinfo(self, call: Call) -> Answer:
        """Who the bearer of a token is (OpenID Connect Core 1.0, section 5.3)."""
        claims = self._tokens.claims(call.bearer)
        if claims is None:
            told = 'Bearer error="invalid_token"' if call.bearer else "Bearer"
            return Answer(401, {"error": "invalid_token"}, {"WWW-Authenticate": told})
        scopes = tuple(claims["scope"].split())
        return Answer(200, {"sub": claims["sub"], **person(claims["sub"], scopes)})

    def introspect(self, call: Call) -> Answer:
        """What a token is worth (RFC 7662)."""
        claims = self._tokens.claims(call.need("token"))
        if claims is None:
            return Answer(200, {"active": False})
        told = {"active": True, "token_type": "Bearer", "username": claims["sub"], **claims}
        return Answer(200, told)

    def revoke(self, call: Call) -> Answer:
        """Let a token hold no longer (RFC 7009)."""
        token = call.need("token")
        self._tokens.revoke(token)
        self._grants.forget(token)
        return Answer(200, {})


_GET, _POST, _BOTH = ("GET",), ("POST",), ("GET", "POST")
_ENDPOINTS: Mapping[str, tuple[tuple[str, ...], Callable[[Issuer, Call], Answer]]] = {
    "discovery": (_GET, Issuer.discovery),
    "jwks.json": (_GET, Issuer.keys),
    "authorize": (_BOTH, Issuer.authorize),
    "token": (_POST, Issuer.token),
    "device_authorization": (_POST, Issuer.device),
    "device": (_BOTH, Issuer.approve),
    "logout": (_BOTH, Issuer.logout),
    "userinfo": (_BOTH, Issuer.userinfo),
    "introspect": (_POST, Issuer.introspect),
    "revoke": (_POST, Issuer.revoke),
}
_ADVERTISED = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "end_session_endpoint": "logout",
    "jwks_uri": "jwks.json",
    "introspection_endpoint": "introspect",
    "revocation_endpoint": "revoke",
    "device_authorization_endpoint": "device_authorization",
}


def _own_paths(identity: str) -> dict[str, str]:
    """The endpoints by path, those that are found at well-known ones included."""
    own = {f"{HOME}/{name}": name for name in _ENDPOINTS if name != "discovery"}
    known = (f"{HOME}{_DISCOVERY}", f"{HOME}{_METADATA}", f"{_METADATA}{identity}")
    return {**own, **dict.fromkeys(known, "discovery")}


def _named_paths(contract: Contract) -> dict[str, str]:
    """The endpoints at paths that the contract names, where none of its operations stands."""
    servers = contract.document.get("servers") or [{}]
    base = str(servers[0].get("url", "/")) if isinstance(servers[0], Mapping) else "/"
    taken = {operation.path for operation in contract.operations}
    taken |= {root + path for root in contract.base_paths for path in taken}
    found = {}
    for url, endpoint in _urls(contract):
        path = _local_path(base, url, contract.base_origins)
        if path and path not in taken:
            found[path] = endpoint
    return found


def _urls(contract: Contract) -> list[tuple[str, str]]:
    urls = []
    for scheme in contract.security_schemes.values():
        if scheme.open_id_connect_url:
            urls.append((scheme.open_id_connect_url, "discovery"))
        for flow in scheme.flows.values():
            said: Mapping[str, Any] = flow if isinstance(flow, Mapping) else {}
            urls += [(str(said[key]), end) for key, end in _FLOW_URLS.items() if said.get(key)]
    return urls


def _local_path(base: str, url: str, origins: tuple[str, ...]) -> str:
    """The path of a URL that leads to the mock, or to what it stands for; empty for others."""
    try:
        parts = urlsplit(urljoin(base, url))
        near = (parts.hostname or "") in _LOCAL
    except ValueError:
        return ""
    return parts.path if near or f"{parts.scheme}://{parts.netloc}" in origins else ""


def _scopes(contract: Contract) -> tuple[str, ...]:
    """Every scope that the contract declares or requires, sorted."""
    required = {
        scope
        for operation in contract.operations
        for alternative in operation.security
        for scopes in alternative.values()
        for scope in scopes
    }
    declared = (scheme.scopes for scheme in contract.security_schemes.values())
    return tuple(sorted(required.union(*declared)))


def _preflight(allowed: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "authorization, content-type, dpop",
        "Access-Control-Max-Age": "600",
    }
