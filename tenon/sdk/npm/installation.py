"""Packages of npm at exact versions, in a folder of the user's cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tenon.sdk.failing import failure

_INSTALL_S = 600
_COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Installation:
    """What the files of a folder ask for, `package.json` and `package-lock.json` among them.

    It is named after their content, so that other versions make another folder.
    """

    source: Path
    name: str

    @property
    def folder(self) -> Path:
        """Where it is, or would be."""
        contents = b"\0".join(path.read_bytes() for path in self._files())
        return _cache() / self.name / hashlib.sha256(contents).hexdigest()[:16]

    @property
    def modules(self) -> Path:
        """The folder of its packages."""
        return self.folder / "node_modules"

    @property
    def complete(self) -> bool:
        """Whether it was brought whole."""
        return (self.folder / _COMPLETE).exists()

    def install(self, tell: Callable[[str], None]) -> None:
        """Bring what is asked for, if it is not there; scripts of packages are not run.

        `tell` hears what is done. Raises ContractError where there is no npm, or when it fails.
        """
        folder = self.folder
        if self.complete:
            return
        npm = program("npm")
        tell(f"npm installs into {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        for path in self._files():
            shutil.copy(path, folder)
        done = run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, _INSTALL_S)
        if done.returncode:
            message = f"npm ci ended with {done.returncode}: {done.stdout.strip()}"
            raise failure("generator-failed", message, "see its output")
        (folder / _COMPLETE).touch()

    def _files(self) -> list[Path]:
        return sorted(path for path in self.source.iterdir() if path.is_file())


def program(name: str) -> str:
    """The path of a program. Raises ContractError where there is none."""
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed"
        raise failure("no-generator", message, "install Node.js 20.19 or later, which brings it")
    return found


def run(
    command: list[str],
    folder: Path,
    seconds: float,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder; what it says, on both streams, is its output.

    Its environment is ours where none is given. Raises ContractError when it has not ended in
    that many seconds.
    """
    try:
        return subprocess.run(  # noqa: S603  our own command
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        message = f"{Path(command[0]).name} did not end in {seconds:g} s"
        raise failure("generator-failed", message, "try again") from None


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tenon"
