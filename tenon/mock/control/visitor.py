"""Who may ask the control: whoever reaches this machine by a name of its own.

The control shows what was sent and changes what is remembered, and asks for no password. So that
no page of a stranger uses it, it looks at two things that a page cannot falsify: the name under
which it is asked (`Host`), for a stranger's own name may be made to lead here (DNS rebinding); and
the page that asks (`Origin`; Fetch standard, section 3.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from tenon.runtime.edges import Cors
from tenon.runtime.headers import RawHeaders
from tenon.runtime.problem import Forbidden

_HOST = r"\[[0-9a-f:.]+\]|[a-z0-9._-]+"
_AUTHORITY = re.compile(rf"({_HOST})(?::[0-9]{{1,5}})?")
_ORIGIN = re.compile(rf"https?://((?:{_HOST})(?::[0-9]{{1,5}})?)")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME = (b"same-origin", b"none")
_MOST_SHOWN = 100


class Visitors:
    """Tells who may ask. `names` are hosts that are trusted beside those of this machine.

    A name that begins with a dot stands for all names that end so. Without `pages`, none but the
    page of the mock itself may read and steer.
    """

    def __init__(self, names: Sequence[str] = (), *, pages: bool = True) -> None:
        self._pages = pages
        named = [host for name in names if (host := _host(name))]
        self._names = frozenset(named)
        self._endings = tuple(name for name in named if name.startswith("."))

    def knows(self, headers: Mapping[bytes, bytes]) -> bool:
        """Whether it is asked under a name that is ours: no name leads to an address."""
        sent = headers.get(b"host", b"").decode("latin-1")
        return not sent or _address(_host(sent)) is not None or self._near(sent)

    def refuse(self, method: str, headers: Mapping[bytes, bytes]) -> None:
        """Raises Forbidden for a name that is not ours, and where a stranger's page asks for a
        change. Programs that are no browsers name no page.
        """
        if not self.knows(headers):
            shown = headers[b"host"].decode("latin-1")[:_MOST_SHOWN]
            raise Forbidden(
                f"The control of the mock does not answer under the name {shown!r}; ask at "
                "http://127.0.0.1, or start the mock with --allow-host and this name if it is "
                "yours."
            )
        site = headers.get(b"sec-fetch-site", b"none")
        foreign = site not in _SAME if b"origin" not in headers else self.cors(headers) is None
        if foreign and method not in _SAFE:
            raise Forbidden(
                "A page of another origin may not steer the mock; ask from a page of this "
                "machine, start the mock with --allow-host and the host of that page, or ask "
                "from a program that sends no Origin."
            )

    def cors(self, headers: Mapping[bytes, bytes]) -> Cors | None:
        """What lets the page that asks read the answer; None where none asks, or a stranger's.

        Trusted are pages that this machine serves, whatever their port, and those of the host
        that is asked.
        """
        origin = headers.get(b"origin", b"").decode("latin-1")
        found = _ORIGIN.fullmatch(origin)
        if found is None:
            return None
        own = found[1] == headers.get(b"host", b"").decode("latin-1").lower()
        return Cors((origin,)) if own or (self._pages and self._near(found[1])) else None

    def readable(self, headers: Mapping[bytes, bytes], methods: str = "") -> RawHeaders:
        """The fields by which the page that asks may read an answer.

        With the `methods` of a path, those by which it learns what it may send there.
        """
        cors = self.cors(headers)
        if cors is None:
            return [(b"vary", b"origin")]
        preflight = cors.preflight(headers, methods) if methods else None
        return preflight or list(cors.simple(())[headers[b"origin"]])

    def _near(self, authority: str) -> bool:
        """Whether a host is this machine, or one that is trusted."""
        host = _host(authority)
        address = _address(host)
        if address is not None and address.is_loopback:
            return True
        local = host == "localhost" or host.endswith(".localhost")  # RFC 6761, section 6.3
        return local or host in self._names or host.endswith(self._endings)


def _host(authority: str) -> str:
    """The host of `host:port`, in lower case; empty where it is none."""
    found = _AUTHORITY.fullmatch(authority.lower())
    return found[1].rstrip(".") if found else ""


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
