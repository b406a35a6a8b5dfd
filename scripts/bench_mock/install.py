"""The peers, installed by npm at exact versions into a folder of the user's cache."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from scripts.bench.rounds import Tell

_OWN = Path(__file__).parent / "peers"
_FILES = ("package.json", "package-lock.json", "scalar.mjs")
_PATIENCE = 600.0


def installed(tell: Tell) -> Path | None:
    """The folder that holds the peers; None, after telling why, where they cannot be had.

    It is named after what is asked for, so another version makes another folder.
    """
    contents = b"\0".join((_OWN / name).read_bytes() for name in _FILES)
    folder = _cache() / hashlib.sha256(contents).hexdigest()[:16]
    if (folder / "complete").exists():
        return folder
    if shutil.which("npm") is None:
        tell("the peers are left out: there is no npm")
        return None
    tell(f"installing the peers into {folder}")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(_OWN / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        tell(f"the peers are left out: npm ci ended with {done.returncode}: {done.stderr[-300:]}")
        return None
    (folder / "complete").touch()
    return folder


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "tenon" / "bench-mock"
