"""A tiny project in a folder of its own, and the command run in it."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).parents[2]
SHELF = ROOT / "tests/cases/project/shelf"
CONTRACT = "openapi/openapi.yaml"


@dataclass(frozen=True)
class Project:
    """A copy of the shelf project that a test may change."""

    root: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *arguments: str, folder: str = ".", seconds: float = 120, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `tenon` with arguments in a folder of the project."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.root / folder,
            env=self.variables(**variables),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def cost(self, *arguments: str) -> float:
        """The processor seconds that `tenon` takes with arguments: the least of some runs."""
        return least_cost(self.command(*arguments), self.root, self.variables())

    def cost_of_python(self) -> float:
        """The processor seconds that an interpreter takes to start and to end."""
        return least_cost([sys.executable, "-c", "pass"], self.root, self.variables())

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "tenon", *arguments]

    def variables(self, **more: str) -> dict[str, str]:
        # The tests' own folder must not lend its packages to the project.
        kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "HOST", "PORT")}
        return {**kept, "PYTHONPATH": str(self._library()), "PYTHONUTF8": "1", **more}

    @staticmethod
    @cache
    def _library() -> Path:
        """A folder that holds the tool and nothing else of this repository."""
        folder = Path(mkdtemp(prefix="tenon-library-"))
        (folder / "tenon").symlink_to(ROOT / "tenon")
        return folder

    def path(self, name: str) -> Path:
        return self.root / name

    def read(self, name: str) -> str:
        return self.path(name).read_text()

    def write(self, name: str, text: str) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that must be there."""
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new))


@cache
def generated_shelf() -> Path:
    """The shelf project with what is generated from it, made once."""
    root = Path(mkdtemp(prefix="tenon-shelf-")) / "shelf"
    shutil.copytree(SHELF, root, ignore=shutil.ignore_patterns("__pycache__"))
    done = Project(root).run("generate")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def shelf(folder: Path) -> Project:
    """A fresh copy of the shelf project, generated."""
    shutil.copytree(generated_shelf(), folder / "shelf")
    return Project(folder / "shelf")


def least_cost(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> float:
    """The processor seconds of a command that succeeds: the least of some runs."""
    costs = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(costs)
