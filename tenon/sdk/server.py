"""Where the service of a contract is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Contract


def server(contract: Contract) -> str | None:
    """The URL of the first server, its variables filled; None where it names no host."""
    servers = contract.document.get("servers") or []
    url = _filled(servers[0]) if servers else ""
    known = any(url.startswith(origin) for origin in contract.base_origins)
    plain = all(c.isprintable() and c not in "{} " for c in url)
    return url.rstrip("/") if known and plain else None


def _filled(said: Mapping[str, Any]) -> str:
    url = str(said.get("url", ""))
    for name, variable in (said.get("variables") or {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url
