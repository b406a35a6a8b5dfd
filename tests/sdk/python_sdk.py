"""Python SDKs made, installed in a folder, imported and judged."""

from __future__ import annotations

import importlib
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from tenon.document import read
from tenon.sdk.folder import write
from tenon.sdk.python.package import generate
from tenon.sdk.python.wheel import build
from tests.tiny import ROOT

CACHE = ROOT / ".mypy_cache" / "sdk"


def made(contract: Path) -> dict[str, str]:
    """The files of the SDK of a contract."""
    return generate(read(contract))


@contextmanager
def installed(files: dict[str, str], folder: Path) -> Iterator[ModuleType]:
    """The package in the wheel of a project, unpacked into a folder and imported from there."""
    wheel = build(files, folder / "wheel")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    yield from _imported(site)


@contextmanager
def written(files: dict[str, str], folder: Path) -> Iterator[ModuleType]:
    """The package of a project, imported from its source."""
    write(files, folder)
    yield from _imported(folder)


def _imported(folder: Path) -> Iterator[ModuleType]:
    name = next(path.parent.name for path in folder.glob("*/py.typed"))
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for loaded in [n for n in sys.modules if n.split(".")[0] == name]:
            del sys.modules[loaded]


def type_checked(folder: Path) -> str:
    """What `mypy --strict` says of everything in a folder; empty when all is well."""
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(CACHE),
         "--config-file", "mypy.ini", "--no-error-summary", "."],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr
