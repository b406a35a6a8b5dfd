"""Where a command works: in the root of the project, on the contract that it was given."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tenon.cli.report import Report
from tenon.project import Project, find_root, load_project


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
