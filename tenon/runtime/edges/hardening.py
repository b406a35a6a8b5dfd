"""Headers that tell browsers what not to do with a reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tenon.runtime.headers import RawHeaders, field_value


@dataclass(frozen=True, slots=True)
class Hardening:
    """The security headers of every reply; one that the application sends itself wins.

    `policy` is the Content-Security-Policy (what a reply of an API may load: nothing; pages bring
    their own), `frames` the X-Frame-Options, `referrer` the Referrer-Policy, `resource` the
    Cross-Origin-Resource-Policy (Fetch standard, section 3.7: who may embed it). `hsts_s` is for
    how many seconds a browser that came by https insists on it (RFC 6797); 0 leaves it open. An
    empty text leaves its header out. Raises ValueError for what cannot be sent.
    """

    policy: str = "default-src 'none'; frame-ancestors 'none'"
    frames: str = "DENY"
    referrer: str = "no-referrer"
    resource: Literal["same-origin", "same-site", "cross-origin", ""] = "same-origin"
    hsts_s: int = 31_536_000

    def headers(self, secure: bool) -> RawHeaders:
        """The header fields of a reply, `secure` where it leaves by https."""
        insisting = f"max-age={self.hsts_s}"
        named = (
            (b"x-content-type-options", "nosniff"),
            (b"content-security-policy", self.policy),
            (b"x-frame-options", self.frames),
            (b"referrer-policy", self.referrer),
            (b"cross-origin-resource-policy", self.resource),
            (b"strict-transport-security", insisting if secure and self.hsts_s else ""),
        )
        return [(name, field_value(text)) for name, text in named if text]
