"""The Python SDK of a contract, made in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenon.sdk.folder import clear, write
from tenon.sdk.python.identity import identity
from tenon.sdk.python.package import generate
from tenon.sdk.python.wheel import build

if TYPE_CHECKING:
    from tenon.document import Bundle


def make(bundle: Bundle, folder: Path) -> list[Path]:
    """Write the project and its wheel into a folder; their paths.

    Raises ContractError when a tool is missing or fails.
    """
    files = generate(bundle)
    module = identity(bundle.contract).module
    clear(folder, (f"project/{module}", f"{module}-*.whl"))
    write(files, folder / "project")
    return [folder / "project", build(files, folder)]
