"""The archive of an npm package: compiled, then packed as npm publishes it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tenon.sdk.failing import failure
from tenon.sdk.folder import write
from tenon.sdk.npm.installation import program, run
from tenon.sdk.npm.tools import TOOLS, script

_PACK_S = 120


def build(files: Mapping[str, str], folder: Path) -> Path:
    """Compile the project of these files by its `tsconfig.json`, and pack it into a folder.

    Answers the path of the archive; the same files make the same bytes. Raises ContractError when
    a tool fails; its output is the message.
    """
    with tempfile.TemporaryDirectory(prefix="tenon-sdk-") as place:
        source = Path(place) / "source"
        write(files, source)
        (source / "node_modules").symlink_to(TOOLS.modules)
        script("typescript/bin/tsc", "--project", "tsconfig.json", "--pretty", "false",
               folder=source)  # fmt: skip
        made = Path(place) / "made"
        made.mkdir()
        done = run(
            [program("npm"), "pack", "--ignore-scripts", "--pack-destination", str(made)],
            source,
            _PACK_S,
        )
        if done.returncode:
            message = f"npm pack ended with {done.returncode}: {done.stdout.strip()}"
            raise failure("generator-failed", message, "see its output")
        archive = next(made.glob("*.tgz"))
        folder.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(archive, folder / archive.name))
