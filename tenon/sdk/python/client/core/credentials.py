"""Credentials: what a caller has, laid into requests as `security` asks."""

from __future__ import annotations

import base64
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from .calls import Asked, Scheme

Token = str | Callable[[], str]
"""A token or key, or a function that gives one anew for each request."""

AsyncToken = str | Callable[[], str | Awaitable[str]]
"""A token or key, or a function, also an `async` one, that gives one for each request."""

Pair = tuple[str, str] | Callable[[], tuple[str, str]]
"""A name and a password, or a function that gives them."""

AsyncPair = tuple[str, str] | Callable[[], tuple[str, str] | Awaitable[tuple[str, str]]]
"""A name and a password, or a function, also an `async` one, that gives them."""


def chosen(call: Asked, held: Mapping[str, Any]) -> tuple[str, ...]:
    """The schemes to use: the first alternative that credentials are held for in full."""
    known = [names for names in call.security if names and all(name in held for name in names)]
    return known[0] if known else ()


def given(credential: Any) -> Any:
    """The credential itself, asked for where it is a function."""
    return credential() if callable(credential) else credential


async def given_async(credential: Any) -> Any:
    """The credential itself, asked for and waited for where it is a function."""
    found = given(credential)
    return await found if inspect.isawaitable(found) else found


def lay(request: httpx.Request, scheme: Scheme, credential: Any) -> None:
    """Put a credential into a request where its scheme says."""
    match scheme.kind:
        case "bearer":
            request.headers["Authorization"] = f"Bearer {credential}"
        case "basic":
            pair = base64.b64encode(":".join(credential).encode()).decode()
            request.headers["Authorization"] = f"Basic {pair}"
        case "http":
            request.headers["Authorization"] = f"{scheme.name} {credential}"
        case "header":
            request.headers[scheme.name] = credential
        case "cookie":
            kept = request.headers.get("Cookie")
            pair = f"{scheme.name}={credential}"
            request.headers["Cookie"] = f"{kept}; {pair}" if kept else pair
        case _:
            part = f"{quote(scheme.name, safe='')}={quote(credential, safe='')}".encode()
            query = b"&".join(p for p in (request.url.query, part) if p)
            request.url = request.url.copy_with(query=query)
