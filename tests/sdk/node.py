"""npm packages: made, installed in an application, compiled and tested under Node.js."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tenon.finding import ContractError
from tenon.sdk.npm.installation import Installation, program, run
from tenon.sdk.npm.tools import TOOLS
from tests.tiny import ROOT

WEB = Installation(ROOT / "tests/sdk/web", "sdk-tests")
_COMPILE_S = 180
_TEST_S = 300
_TITLE = re.compile(r'^test\(\s*"((?:[^"\\]|\\.)*)"', re.MULTILINE)
_TSCONFIG = """\
{
  "compilerOptions": {
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "skipLibCheck": true,
    "target": "es2022",
    "module": "nodenext",
    "jsx": "react-jsx",
    "lib": ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
    "types": ["node"],
    "outDir": "out",
    "rootDir": "."
  },
  "include": ["*.ts", "*.tsx"]
}
"""


def tools() -> None:
    """Bring what npm brings. Without it a test is skipped, but where CI=true it fails."""
    try:
        for installation in (TOOLS, WEB):
            installation.install(print)
    except ContractError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"the packages of npm cannot be had: {error}")


def site(folder: Path, *archives: Path) -> Path:
    """An application that has installed these packages, beside those that the tests need."""
    modules = folder / "node_modules"
    for installation in (WEB, TOOLS):
        for name in _packages(installation.modules):
            link = modules / name
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.is_symlink():
                link.symlink_to(installation.modules / name)
    for archive in archives:
        unpacked(archive, modules)
    (folder / "package.json").write_text('{"private": true, "type": "module"}\n')
    (folder / "tsconfig.json").write_text(_TSCONFIG)
    return folder


def unpacked(archive: Path, modules: Path) -> Path:
    """The folder of a package in `node_modules`, as npm unpacks it."""
    with tarfile.open(archive) as packed:
        target = modules / re.sub(r"-[0-9]+\.[0-9]+\.[0-9]+.*$", "", archive.name)
        packed.extractall(target, filter="data")
    inner = target / "package"
    for path in inner.iterdir():
        path.rename(target / path.name)
    inner.rmdir()
    return target


def compiled(folder: Path) -> None:
    """Compile all that stands in an application strictly; what the compiler says is the error."""
    done = run([program("node"), str(TOOLS.modules / "typescript/bin/tsc"), "--pretty", "false"],
               folder, _COMPILE_S)  # fmt: skip
    assert done.returncode == 0, done.stdout


@dataclass(frozen=True)
class Node:
    """What the tests of one compiled file said, by title: None for one that passed."""

    said: Mapping[str, str | None]

    def passed(self, title: str) -> None:
        """Fail with what the test said, if it did not pass or did not run."""
        assert title in self.said, f"{title} did not run; these did: {sorted(self.said)}"
        fault = self.said[title]
        assert fault is None, fault


def titles(*sources: Path) -> list[str]:
    """The titles of the tests in some sources: each stands at the start of a line, `test("…"`."""
    return [title for source in sources for title in _TITLE.findall(source.read_text("utf-8"))]


def tested(folder: Path, name: str, environment: Mapping[str, str]) -> Node:
    """Run the tests of one source of a compiled application with Node's own test runner."""
    file = f"out/{Path(name).stem}.js"
    command = [program("node"), "--test", "--test-reporter=junit", file]
    known = {**os.environ, **environment, "NODE_NO_WARNINGS": "1"}
    done = run(command, folder, _TEST_S, known)
    start = done.stdout.find("<?xml")
    assert start >= 0, done.stdout
    return Node(dict(_outcomes(done.stdout[start:])))


def _outcomes(report: str) -> Iterator[tuple[str, str | None]]:
    for case in ET.fromstring(report).iter("testcase"):
        fault = case.find("failure")
        said = None if fault is None else f"{fault.get('message')}\n{fault.text}"
        yield str(case.get("name")), said


def _packages(modules: Path) -> Iterator[str]:
    for path in sorted(modules.iterdir()):
        if path.name.startswith("@"):
            yield from (f"{path.name}/{below.name}" for below in sorted(path.iterdir()))
        elif not path.name.startswith("."):
            yield path.name


def sources(folder: Path, *paths: Path) -> None:
    """Put sources into an application."""
    for path in paths:
        shutil.copy(path, folder / path.name)
