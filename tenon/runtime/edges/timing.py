"""Where the time of a request went, as browsers and traces show it (W3C Server Timing)."""

from __future__ import annotations

from tenon.runtime.headers import field_name
from tenon.runtime.service import Scope

_KEY = "tenon.timing"


def add_timing(scope: Scope, name: str, seconds: float) -> None:
    """Tell that a part of a request took so many seconds; parts of one name add up.

    Raises ValueError for a name that is no token (RFC 9110, section 5.6.2).
    """
    parts: dict[bytes, float] = scope.setdefault(_KEY, {})
    metric = field_name(name)
    parts[metric] = parts.get(metric, 0.0) + seconds


def server_timing(scope: Scope, total_s: float) -> tuple[bytes, bytes]:
    """The header field that tells the parts and the total, in milliseconds."""
    parts: dict[bytes, float] | None = scope.get(_KEY)
    total = b"total;dur=%.3f" % (total_s * 1000)
    if not parts:
        return b"server-timing", total
    told = (b"%b;dur=%.3f" % (name, seconds * 1000) for name, seconds in parts.items())
    return b"server-timing", b", ".join((*told, total))
