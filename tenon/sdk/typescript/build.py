"""The TypeScript SDK of a contract, made in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenon.sdk.folder import clear, write
from tenon.sdk.npm.archive import build
from tenon.sdk.npm.identity import identity
from tenon.sdk.typescript.package import generate

if TYPE_CHECKING:
    from tenon.document import Bundle


def make(bundle: Bundle, folder: Path) -> list[Path]:
    """Write the project and its archive into a folder; their paths.

    Raises ContractError when a tool is missing or fails.
    """
    files = generate(bundle)
    name = identity(bundle.contract, "client").name
    clear(folder, ("project/src", f"{name}-*.tgz"))
    write(files, folder / "project")
    return [folder / "project", build(files, folder)]
