"""From a contract's files to what is generated: written, or compared with what is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenon.codegen import stamp
from tenon.codegen.files import drift, write
from tenon.finding import Finding
from tenon.project import package_of

if TYPE_CHECKING:
    from tenon.document import Bundle


class Generation:
    """One contract and the folder that is generated from it, relative to the working directory.

    `findings` and `files` are those of the last reading that succeeded.
    """

    def __init__(self, contract: Path, folder: Path, *, allow_remote: bool = False) -> None:
        self.contract = contract
        self.folder = folder
        self.package = package_of(folder)
        self.findings: tuple[Finding, ...] = ()
        self.files: tuple[Path, ...] = ()
        self._allow_remote = allow_remote

    def read(self) -> Bundle:
        """Read the contract. Raises ContractError with everything that is wrong with it."""
        from tenon.document import read

        bundle = read(self.contract, allow_remote=self._allow_remote)
        self.findings, self.files = bundle.findings, bundle.files
        return bundle

    def write(self, bundle: Bundle) -> tuple[Path, ...]:
        """Write the files that differ, remove those that are no longer made, and name both."""
        current = stamp.of(bundle, self.package)
        if stamp.intact(self.folder, current):
            return ()
        made = self._made(bundle)
        changed = tuple(write(self.folder, made))
        stamp.seal(self.folder, current, made)
        return changed

    def difference(self, bundle: Bundle) -> str:
        """A unified diff from what is there to what would be written; empty when they agree."""
        if stamp.intact(self.folder, stamp.of(bundle, self.package)):
            return ""
        return drift(self.folder, self._made(bundle))

    def warm(self, bundle: Bundle) -> None:
        """Make the files and forget them: the second time is quicker by far."""
        self._made(bundle)

    def _made(self, bundle: Bundle) -> dict[str, str]:
        from tenon.codegen import generate

        contract = bundle.contract
        return generate(contract, bundle, self.package)
