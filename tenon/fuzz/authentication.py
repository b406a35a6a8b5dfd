"""How the fuzzer becomes known to a service that asks who calls.

A project names a function (`credentials` in `[tool.tenon.fuzz]`) that is given the URL of the
service and gives a credential for each security scheme that it can: a token, a key, for basic
"user:password". It is called again before long, and when a credential is refused.
"""

from __future__ import annotations

import asyncio
import itertools
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tenon.contract import Contract, Location, Operation, SecurityScheme

Credentials = Callable[[str], Mapping[str, str] | Awaitable[Mapping[str, str]]]

REFRESH_S = 120
_BEARING = frozenset({"oauth2", "openIdConnect"})
_CONTAINERS = {
    Location.HEADER: "headers",
    Location.QUERY: "query",
    Location.COOKIE: "cookies",
}


class Known:
    """Makes cases those of a known caller, by the first alternative that the credentials meet.

    Where anybody may call, every other case is left to be nobody's.
    """

    def __init__(self, contract: Contract, credentials: Credentials, url: str) -> None:
        self._contract = contract
        self._credentials = credentials
        self._url = url
        self._turns = itertools.cycle((True, False))
        self.unmet: set[str] = set()

    def asks(self, operation: Operation | None) -> bool:
        """Whether an operation asks who calls."""
        return operation is not None and operation.secured

    def get(self) -> Mapping[str, str]:
        """Fresh credentials by scheme. Raises ValueError when they are none of the contract's."""
        given = self._credentials(self._url)
        found = asyncio.run(_awaited(given)) if isinstance(given, Awaitable) else given
        if not isinstance(found, Mapping):
            raise ValueError(f"credentials must be a mapping by security scheme, not {found!r}")
        for name, text in found.items():
            if name not in self._contract.security_schemes:
                raise ValueError(f"credentials for {name!r}, which is no declared security scheme")
            if not isinstance(text, str) or not text:
                raise ValueError(f"the credential for {name!r} must be text")
        return found

    def set(self, operation: Operation, case: Any, credentials: Mapping[str, str]) -> None:
        """Put what an operation asks for into a case; note where it cannot be met."""
        met = (a for a in operation.security if a and a.keys() <= credentials.keys())
        alternative = next(met, None)
        if alternative is None:
            self.unmet.add(operation.id)
        elif not operation.anonymous or next(self._turns):
            for name in alternative:
                _put(self._contract.security_schemes[name], case, credentials[name])


def made_up(contract: Contract) -> Credentials:
    """Credentials of the right form for every scheme, which a mock takes, and no other service."""
    given = {
        name: "user:password" if scheme.scheme == "basic" else "made-up"
        for name, scheme in contract.security_schemes.items()
    }
    return lambda url: given


def bearing(document: dict[str, Any]) -> dict[str, Any]:
    """A document whose OAuth 2 and OpenID Connect schemes say what they are on the wire.

    The fuzzer checks that keys and HTTP authentication are enforced, and takes no notice of
    others; both are bearer tokens (RFC 6750).
    """
    components = document.get("components") or {}
    schemes = components.get("securitySchemes")
    if not isinstance(schemes, dict):
        return document
    lowered = {name: _lowered(scheme) for name, scheme in schemes.items()}
    return {**document, "components": {**components, "securitySchemes": lowered}}


def _lowered(scheme: Any) -> Any:
    bears = isinstance(scheme, dict) and scheme.get("type") in _BEARING
    return {"type": "http", "scheme": "bearer"} if bears else scheme


async def _awaited(given: Awaitable[Mapping[str, str]]) -> Mapping[str, str]:
    return await given


def _put(scheme: SecurityScheme, case: Any, text: str) -> None:
    if scheme.type == "apiKey" and scheme.location in _CONTAINERS:
        container, name = _CONTAINERS[scheme.location], scheme.parameter
    else:
        container, name, text = "headers", "Authorization", _authorization(scheme, text)
    held = getattr(case, container)
    # Bad data may have replaced the whole of it by something else.
    if hasattr(held, "__setitem__") and not isinstance(held, list):
        held[name] = text
    else:
        setattr(case, container, {name: text})


def _authorization(scheme: SecurityScheme, text: str) -> str:
    if scheme.scheme == "basic":
        return f"Basic {b64encode(text.encode()).decode()}"
    word = scheme.scheme.capitalize() if scheme.type == "http" else "Bearer"
    return f"{word} {text}"
