"""From a contract to the files under `generated/`: models, stubs, routers and the bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tenon.contract import Contract
    from tenon.document import Bundle


def generate(
    contract: Contract, bundle: Bundle | None = None, package: str = "generated"
) -> dict[str, str]:
    """The text of every generated file by its path; see `tenon.codegen.package.generate`."""
    # Imported here, so that asking whether anything changed costs no generator.
    from tenon.codegen.package import generate as made

    return made(contract, bundle, package)


def update(bundle: Bundle, folder: Path, package: str = "generated") -> tuple[Path, ...]:
    """Bring a folder up to date with a bundle, and name the files that changed.

    Nothing is generated when the folder's stamp shows that nothing has changed.
    """
    from tenon.codegen import stamp
    from tenon.codegen.files import write

    current = stamp.of(bundle, package)
    if stamp.intact(folder, current):
        return ()
    files = generate(bundle.contract, bundle, package)
    changed = write(folder, files)
    stamp.seal(folder, current, files)
    return changed
