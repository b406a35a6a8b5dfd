"""What a package is called, and which version it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
