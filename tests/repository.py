"""A folder as a git repository, for what compares a contract with what it was."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as nobody in particular."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def committed(folder: Path) -> Path:
    """The folder, all of it committed on `trunk`; without git the test is skipped."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git(folder, "init", "-b", "trunk")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Pets")
    return folder
