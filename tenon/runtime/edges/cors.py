"""Who may read replies from pages of other origins (Fetch standard, section 3.2, CORS)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenon.runtime.headers import RawHeaders, field_name

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?|null")
_TOKENS = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+([ \t]*,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*")
_LONGEST = 4_096
_VARY = (b"vary", b"origin")
_PREFLIGHT_VARY = (
    b"vary",
    b"origin, access-control-request-method, access-control-request-headers",
)
# Of a path that nobody knows the caller may learn that it is not there: 404 is for its eyes too.
ANY_METHOD = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@dataclass(frozen=True, slots=True)
class Cors:
    """The origins whose pages may read replies: as browsers write them, or `*` for all.

    `headers` are those that a request may carry, `*` for whichever it asks for; `credentials`
    lets requests carry cookies and client certificates; with them, `exposed` names what a page may
    read of a reply's header beside what the contract declares, without them it may read all;
    `max_age_s` is how long a browser remembers the answer. Raises ValueError for an origin that no
    browser sends, and for `*` with credentials.
    """

    origins: tuple[str, ...]
    credentials: bool = False
    headers: tuple[str, ...] = ("*",)
    exposed: tuple[str, ...] = ()
    max_age_s: int = 600

    def __post_init__(self) -> None:
        if self.everyone and self.credentials:
            raise ValueError(
                "CORS: the origin * cannot go with credentials (Fetch standard, section 3.2.5); "
                "name the origins, or leave the credentials out"
            )
        for origin in self.origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"CORS: {origin!r} is no origin; write scheme://host[:port] in lower case, "
                    "without a path or a slash at the end"
                )

    @property
    def everyone(self) -> bool:
        """Whether all origins may."""
        return "*" in self.origins

    def simple(self, exposed: Sequence[str]) -> Mapping[bytes | None, RawHeaders]:
        """What is added to a reply by the origin that asks; under None, for all others."""
        expose = [(b"access-control-expose-headers", self._exposed(exposed))]
        if self.everyone:
            return {None: [(b"access-control-allow-origin", b"*"), *expose]}
        added: dict[bytes | None, RawHeaders] = {None: [_VARY]}
        for origin in map(str.encode, self.origins):
            added[origin] = [*self._allow(origin), *expose, _VARY]
        return added

    def preflight(self, headers: Mapping[bytes, bytes], methods: str) -> RawHeaders | None:
        """What answers a preflight request (section 3.2.2); None when it is none, or refused.

        `methods` are those of its path, as `Allow` has them.
        """
        origin = headers.get(b"origin")
        if origin is None or b"access-control-request-method" not in headers:
            return None
        if not self.everyone and origin.decode("latin-1") not in self.origins:
            return None
        answer = [
            *self._allow(b"*" if self.everyone else origin),
            (b"access-control-allow-methods", (methods or ANY_METHOD).encode()),
            (b"access-control-max-age", b"%d" % self.max_age_s),
            _PREFLIGHT_VARY,
        ]
        allowed = self._allowed_headers(headers.get(b"access-control-request-headers", b""))
        return [*answer, (b"access-control-allow-headers", allowed)] if allowed else answer

    def _exposed(self, more: Sequence[str]) -> bytes:
        # A wildcard means all, but for requests with credentials (section 3.2.3).
        names = dict.fromkeys(field_name(name) for name in (*self.exposed, *more))
        return b", ".join(names) if self.credentials else b"*"

    def _allow(self, origin: bytes) -> RawHeaders:
        allowed = [(b"access-control-allow-origin", origin)]
        if self.credentials:
            allowed.append((b"access-control-allow-credentials", b"true"))
        return allowed

    def _allowed_headers(self, asked: bytes) -> bytes:
        # A literal * would leave out Authorization, and everything where there are credentials.
        if "*" not in self.headers:
            return b", ".join(map(field_name, self.headers))
        return asked if len(asked) <= _LONGEST and _TOKENS.fullmatch(asked) else b""
