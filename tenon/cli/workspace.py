"""Where a command works: in the root of the project, on the contract that it was given."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tenon.cli.reporting import Report
from tenon.imports import load_object
from tenon.project import Project, find_root, load_project

if TYPE_CHECKING:
    from tenon.runtime.formats import Format

_BUNDLE = "contract.json"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A project, its contract relative to the root, and where the user stands.

    `own` says whether the contract is the project's: only then are its generated files and its
    application looked at.
    """

    project: Project
    contract: Path
    here: Path
    own: bool

    def report(self, format: str = "text") -> Report:  # noqa: A002
        """A report whose files are named as seen by the user."""
        return Report(format, self.project.root, self.here)

    def formats(self) -> Mapping[str, Format]:
        """The formats of the project, where its contract, or the bundle of it, is looked at.

        Raises ContractError when they cannot be imported.
        """
        project = self.project
        own = self.own or self.contract == project.generated / _BUNDLE
        if project.formats is None or not own:
            return {}
        found: Mapping[str, Format] = load_object(project.formats, project.place("formats"))
        return found


def enter(contract: Path | None = None) -> Workspace:
    """Enter the root of the project around the working directory.

    All files are named relative to it, so that what is generated does not depend on where the
    command was called. Raises ContractError for bad settings.
    """
    here = Path.cwd()
    root = find_root(here)
    os.chdir(root)
    project = load_project(root)
    if contract is None:
        return Workspace(project, project.contract, here, own=True)
    given = inside(project.root, here / contract)
    return Workspace(project, given, here, own=given == inside(project.root, project.contract))


def inside(root: Path, path: Path) -> Path:
    """A path relative to the root when it lies below it, else as an absolute one."""
    full = Path(os.path.abspath(root / path))  # noqa: PTH100  links stay as named
    return full.relative_to(root) if full.is_relative_to(root) else full
