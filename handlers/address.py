"""Where the request that is being answered comes from."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from tenon.contract import Operation
from tenon.runtime.security import Look

ADDRESS: ContextVar[str] = ContextVar("address", default="unknown")
"""The address of the client, as the server and its trusted proxies say; set where asked for."""


def address_guard(operation: Operation) -> Look | None:
    """Sets ADDRESS for operations that count by it: those of logging in."""
    return _look if "auth" in operation.tags else None


def neighbourhood(address: str) -> str:
    """What an address is counted by: itself, or for IPv6 its /64, all of which one caller has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))


def _look(scope: MutableMapping[str, Any], headers: Mapping[bytes, bytes]) -> None:
    client = scope.get("client")
    ADDRESS.set(neighbourhood(str(client[0])) if client else "unknown")
