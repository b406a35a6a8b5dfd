"""What a package of npm is called, and which version it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenon.contract import Contract, naming

# Semantic Versioning 2.0.0, section 2, 9 and 10.
_PART = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_SEMVER = re.compile(
    rf"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){{2}}(?:-{_PART}(?:\.{_PART})*)?"
    r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_NUMBERS = re.compile(r"[0-9]{1,9}")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Identity:
    """The name by which a package is installed and imported, and its version."""

    name: str
    version: str


def identity(contract: Contract, ending: str) -> Identity:
    """The name, such as `pet-store-client` with the ending `client`, and version of `info`."""
    title = naming.snake(contract.title or "api")[:_LONGEST].strip("_").replace("_", "-")
    return Identity(f"{title}-{ending}", version(contract.version))


def version(text: str) -> str:
    """The semantic version for an `info.version`; of one that is none, its first numbers."""
    said = text.strip().removeprefix("v")
    if _SEMVER.fullmatch(said):
        return said
    numbers = [str(int(number)) for number in _NUMBERS.findall(said)[:3]]
    return ".".join([*numbers, "0", "0", "0"][:3])
