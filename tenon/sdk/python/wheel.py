"""A wheel of a project, built by setuptools, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from tenon.sdk.failing import failure
from tenon.sdk.folder import write

_NEEDED = ("pip", "setuptools")
# The time that every file of a wheel bears, so that the same project makes the same bytes.
_EPOCH = "1577836800"
_BUILD_S = 300


def build(files: Mapping[str, str], folder: Path) -> Path:
    """Build the project of these files, and put its wheel into a folder.

    Raises ContractError when a tool is missing or fails; its output is the message.
    """
    for tool in _NEEDED:
        if find_spec(tool) is None:
            remedy = f"{sys.executable} -m ensurepip" if tool == "pip" else "pip install setuptools"
            raise failure("no-generator", f"{tool} is not installed", f"run `{remedy}`")
    with tempfile.TemporaryDirectory(prefix="tenon-sdk-") as place:
        source, made = Path(place) / "source", Path(place) / "made"
        write(files, source)
        _run(source, made)
        wheel = next(made.glob("*.whl"))
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(wheel, folder / wheel.name))


def _run(source: Path, made: Path) -> None:
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", str(made), "."]
    done = subprocess.run(  # noqa: S603  our own command
        command,
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_BUILD_S,
        check=False,
        text=True,
        errors="replace",
    )
    if done.returncode:
        said = done.stdout.strip()
        raise failure("build-failed", f"the wheel was not built: {said}", "see its output")
