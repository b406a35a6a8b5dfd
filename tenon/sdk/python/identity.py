"""What a package is called, which version it is, and where its service is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tenon.contract import Contract, naming

# A version as the packaging standard writes it (PyPA, "Version specifiers"), local part left out.
_VERSION = re.compile(
    r"v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?"
    r"(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?([-_.]?dev[-_.]?\d*)?",
    re.ASCII | re.IGNORECASE,
)
_NUMBERS = re.compile(r"[0-9]{1,9}")
_MOST_NUMBERS = 4
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Identity:
    """The names of a package: `module` is imported, `distribution` is installed."""

    module: str
    distribution: str
    version: str


def identity(contract: Contract) -> Identity:
    """The names and the version that follow from `info`."""
    module = f"{naming.snake(contract.title or 'api')[:_LONGEST].strip('_')}_client"
    return Identity(module, module.replace("_", "-"), version(contract.version))


def version(text: str) -> str:
    """The version of a package for an `info.version`; the numbers of one that is none."""
    said = text.strip()
    if _VERSION.fullmatch(said):
        return said
    numbers = _NUMBERS.findall(said)[:_MOST_NUMBERS]
    return ".".join(str(int(number)) for number in numbers) or "0"


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
