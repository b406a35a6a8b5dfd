"""A tiny service with one operation behind locks of every kind, and those who have keys."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any

from tenon.contract import Contract
from tenon.runtime.problem import ServiceUnavailable, Unauthorized
from tenon.runtime.security import Authenticator, Principal
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.tiny import contract, operation, reply

FLOWS = {
    "clientCredentials": {
        "tokenUrl": "https://login.example/token",
        "scopes": {"read": "", "x": ""},
    }
}
SCHEMES: Mapping[str, Any] = {
    "bearer": {"type": "http", "scheme": "Bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {"type": "oauth2", "flows": FLOWS},
    "issuer": {"type": "openIdConnect", "openIdConnectUrl": "https://login.example/x"},
    "tls": {"type": "mutualTLS"},
}
READ = frozenset({"read"})
CALLERS: Mapping[str, Mapping[str, Principal]] = {
    "bearer": {"t-ann": Principal("ann", READ), "t-both": Principal("both")},
    "basic": {"bob:p:w": Principal("bob", READ)},
    "digest": {'username="dan", uri="/"': Principal("dan", READ)},
    "header": {"k-eve": Principal("eve", READ), "k-low": Principal("low")},
    "query": {"k fay": Principal("fay", READ)},
    "cookie": {"c-gus": Principal("gus", READ)},
    "oauth": {"t-hal": Principal("hal", READ), "t-both": Principal("oauth-both", READ)},
    "issuer": {"t-ida": Principal("ida", READ)},
    "tls": {"-----PEM-----": Principal("jan", READ)},
}
EVERY = {"content": {"application/json": {"schema": {}}}, "description": ""}


def known_by(scheme: str) -> Authenticator:
    """Knows the callers of a scheme; some texts are claimed and bad, some cannot be judged now."""

    def authenticate(text: str) -> Principal | None:
        if text == f"expired-{scheme}":
            raise Unauthorized(f"The token of {scheme} has expired.")
        if text in (f"down-{scheme}", "down"):
            raise ServiceUnavailable(f"{scheme} cannot be asked.")
        return CALLERS[scheme].get(text)

    return authenticate


def awaited(authenticator: Authenticator) -> Authenticator:
    """The same, to be awaited."""

    async def authenticate(text: str) -> Principal | None:
        found = authenticator(text)
        return await found if isinstance(found, Awaitable) else found

    return authenticate


def vault(security: Any, **members: Any) -> Contract:
    """A contract of one operation, secured so; other members are those of the operation."""
    get = operation("look", replies={"200": reply({}), "default": EVERY}, **members)
    post = operation("put", replies={"204": reply()}, **members)
    declared = {"securitySchemes": dict(SCHEMES)}
    found = {**get, **({} if security is None else {"security": security})}
    return contract(
        {"/vault": {"get": found, "post": {**post, "security": []}}}, components=declared
    )


async def look(principal: Principal | None = None) -> dict[str, Any]:
    if principal is None:
        return {"subject": None, "scopes": []}
    return {"subject": principal.subject, "scopes": sorted(principal.scopes)}


async def put() -> None:
    return None


def locked(security: Any, *, waiting: bool = False, **options: Any) -> Service:
    """The vault, served; every scheme has an authenticator, which is awaited if so wished."""
    schemes = options.pop("schemes", tuple(SCHEMES))
    authenticators = {name: known_by(name) for name in schemes}
    if waiting:
        authenticators = {name: awaited(each) for name, each in authenticators.items()}
    settings = options.pop("settings", RuntimeSettings(check_replies=True))
    found = options.pop("contract", None) or vault(security)
    given = {"authenticators": authenticators, **options}
    return Service(found, {"look": look, "put": put}, settings, **given)
