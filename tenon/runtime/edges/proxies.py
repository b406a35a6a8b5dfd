"""Who called, when a proxy stands between: what trusted proxies say, and nobody else.

Each proxy adds the address that called it at the right, so the list is read from there: the
first address that is no trusted proxy's is the caller's, and all before it may be made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Literal, NamedTuple

from tenon.runtime.service import Scope

_Address = IPv4Address | IPv6Address
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_NODE = re.compile(
    r"(?P<v4>[0-9.]+)(:[0-9]+)?|\[(?P<v6>[^\]]+)\](:[0-9]+)?|(?P<bare>[0-9A-Fa-f:.]+)"
)
_PAIR = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^\s";,]*)\s*([;,]|$)')
_MOST = 8_192  # bytes of what proxies say that are read


class _Hop(NamedTuple):
    """What one proxy says of the request that reached it; empty where it says nothing."""

    address: str = ""
    scheme: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Proxies:
    """Which proxies are trusted, and which header fields they write.

    `trusted` are addresses and networks, `*` for whoever calls, `unix` for a Unix socket.
    `fields` are the ones that those proxies write: only these are read, because a proxy passes
    the others on as a caller made them up. Raises ValueError for what is no address.
    """

    trusted: tuple[str, ...]
    fields: Literal["x-forwarded", "forwarded"] = "x-forwarded"
    _networks: tuple[IPv4Network | IPv6Network, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        named = (text for text in self.trusted if text not in ("*", "unix"))
        object.__setattr__(self, "_networks", tuple(map(_network, named)))

    def read(self, scope: Scope) -> None:
        """Put the caller's address, scheme and host into a scope, where a trusted proxy tells."""
        client = scope.get("client")
        if not self._trusts(client[0] if client else "unix"):
            return
        hops = _forwarded(scope) if self.fields == "forwarded" else _x_forwarded(scope)
        known: _Hop | None = None
        for hop in reversed(hops):
            address = _address(hop.address)
            if address is None:
                break  # hidden or garbage: the proxy that says so is all that is known
            known = hop._replace(address=str(address))
            if not self._trusts(known.address):
                break
        if known is None and hops and not hops[-1].address:
            known = hops[-1]  # scheme and host alone
        if known is not None:
            _tell(scope, known)

    def _trusts(self, host: str) -> bool:
        return "*" in self.trusted or host in self.trusted or self._knows(host)

    def _knows(self, host: str) -> bool:
        address = _address(host)
        return address is not None and any(address in network for network in self._networks)


def _tell(scope: Scope, hop: _Hop) -> None:
    if hop.address:
        scope["client"] = (hop.address, 0)
    if hop.scheme.lower() in ("http", "https"):
        scope["scheme"] = hop.scheme.lower()
    if hop.host and _HOST.fullmatch(hop.host):
        rest = [(name, value) for name, value in scope["headers"] if name != b"host"]
        scope["headers"] = [(b"host", hop.host.encode()), *rest]


def _x_forwarded(scope: Scope) -> list[_Hop]:
    """The hops of `X-Forwarded-For`, with scheme and host from the same place of their lists."""
    addresses = _list(scope, b"x-forwarded-for")
    schemes = _list(scope, b"x-forwarded-proto")
    hosts = _list(scope, b"x-forwarded-host")
    count = len(addresses) or 1
    return [
        _Hop(
            addresses[at] if addresses else "",
            _beside(schemes, at, count),
            _beside(hosts, at, count),
        )
        for at in range(count)
    ]


def _beside(values: list[str], at: int, count: int) -> str:
    """The value that belongs to a hop, counted from the right, where proxies add theirs.

    A proxy that only passes on leaves a shorter list: its first value is the caller's.
    """
    return values[max(0, at + len(values) - count)] if values else ""


def _forwarded(scope: Scope) -> list[_Hop]:
    """The elements of `Forwarded` (RFC 7239, section 4); none where they cannot be read."""
    text, hops, at = ",".join(_list(scope, b"forwarded")), [], 0
    pairs: dict[str, str] = {}
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None:
            return []
        name, value, end = match.groups()
        pairs[name.lower()] = re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == '"' else value
        if end != ";":
            hops.append(_Hop(pairs.get("for", ""), pairs.get("proto", ""), pairs.get("host", "")))
            pairs = {}
        at = match.end()
    return hops


def _list(scope: Scope, name: bytes) -> list[str]:
    """The members of a list field, from all lines of it."""
    lines = [value for key, value in scope["headers"] if key == name]
    text = b",".join(lines)[-_MOST:].decode("latin-1")
    return [part.strip() for part in text.split(",")] if lines else []


@lru_cache(maxsize=4096)
def _address(node: str) -> _Address | None:
    """The address that a proxy names, with or without a port (RFC 7239, section 6)."""
    match = _NODE.fullmatch(node[:100])
    if match is None:
        return None
    try:
        address = ip_address(match["v4"] or match["v6"] or match["bare"])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(
            f"trusted proxies: {error}; write an address such as 10.0.0.1, "
            "a network such as 10.0.0.0/8, or unix"
        ) from None
