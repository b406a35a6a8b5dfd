"""The header fields of a message that is passed on (RFC 9110, section 7.6; RFC 7239)."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address
from typing import Any

from tenon.runtime.headers import RawHeaders
from tenon.runtime.negotiation import accepts_gzip
from tenon.runtime.service import Scope

# What is between two neighbours only (RFC 9110, section 7.6.1), `Connection` being told apart.
_HOP_BY_HOP = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-connection", b"te", b"transfer-encoding", b"upgrade",
        b"trailer", b"proxy-authenticate", b"proxy-authorization", b"proxy-authentication-info",
    }
)  # fmt: skip
# What is said anew to the upstream. `Expect` is between a caller and whom it sends its body to.
_SAID_ANEW = frozenset(
    {
        b"host", b"expect", b"accept-encoding", b"via", b"forwarded",
        b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto",
    }
)  # fmt: skip
_LENGTH = b"content-length"


def combined(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Fields by name, those sent more than once as one list each (RFC 9110, section 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        joint = b"; " if name == b"cookie" else b", "
        found[name] = found[name] + joint + value if name in found else value
    return found


def end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
    """The fields that are for the other end, names in lower case.

    A length that stands beside a transfer coding is not to be believed (RFC 9112, section 6.3).
    """
    lowered = [(name.lower(), value) for name, value in headers]
    named = {
        token.strip().lower()
        for name, value in lowered
        if name == b"connection"
        for token in value.split(b",")
    }
    dropped = _HOP_BY_HOP | named
    if any(name == b"transfer-encoding" for name, _ in lowered):
        dropped |= {_LENGTH}
    return [(name, value) for name, value in lowered if name not in dropped]


def onward(scope: Scope, authority: bytes, pseudonym: bytes) -> RawHeaders:
    """The fields of a request as the upstream gets them.

    It is asked for no coding that could not be looked into, and told who called whom.
    """
    headers = scope["headers"]
    sent = combined(headers)
    kept = [pair for pair in end_to_end(headers) if pair[0] not in _SAID_ANEW]
    told = [(b"host", authority), *kept, (b"via", _added(sent, b"via", b"1.1 " + pseudonym))]
    accepted = sent.get(b"accept-encoding", b"").decode("latin-1")
    told.append((b"accept-encoding", b"gzip" if accepts_gzip(accepted) else b"identity"))
    return [*told, *_forwarded(scope, sent)]


def _forwarded(scope: Scope, sent: dict[bytes, bytes]) -> RawHeaders:
    client, host = scope.get("client"), sent.get(b"host", b"")
    address = str(client[0]) if client else "unknown"
    scheme = str(scope.get("scheme", "http"))
    element = f"for={_node(address)};proto={scheme}".encode()
    known = sent.get(b"x-forwarded-host", host)
    if host and not set(host) & _UNQUOTABLE:
        element += b';host="%s"' % host
    return [
        (b"forwarded", _added(sent, b"forwarded", element)),
        (b"x-forwarded-for", _added(sent, b"x-forwarded-for", address.encode())),
        (b"x-forwarded-proto", sent.get(b"x-forwarded-proto", scheme.encode())),
        *([(b"x-forwarded-host", known)] if known else []),
    ]


_UNQUOTABLE = frozenset(b'"\\')


def _node(address: str) -> str:
    """An address as RFC 7239, section 6, has it: one of IPv6 in brackets and quotes."""
    try:
        IPv6Address(address)
    except ValueError:
        return address
    return f'"[{address}]"'


def _added(sent: dict[bytes, bytes], name: bytes, value: bytes) -> bytes:
    return b", ".join(filter(None, (sent.get(name), value)))


def unsized(headers: RawHeaders) -> RawHeaders:
    """The fields of a reply without a length: 204 may not, and 304 need not, tell one."""
    return [pair for pair in headers if pair[0] != _LENGTH]


def sized(headers: RawHeaders, body: bytes) -> RawHeaders:
    """The fields of a reply whose body is all there, with its own length."""
    return [*unsized(headers), (_LENGTH, b"%d" % len(body))]


def value_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The text of a field; None where there is none."""
    found = combined(headers).get(name)
    return None if found is None else found.decode("latin-1")


def shown(value: Any) -> str:
    """Anything as one line of a log: what is no plain text is escaped."""
    text = str(value)
    return text if text.isprintable() else text.encode("unicode_escape").decode()
