"""The stamp: how it is known, without generating anything, that nothing has changed.

It lies in the generated folder as `.stamp.json` and holds a digest of everything the files were
made from and one of every file. It says nothing of the contract and need not be committed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenon.document import Bundle

NAME = ".stamp.json"
_TOOLS = ("datamodel-code-generator", "pydantic", "jinja2")


def of(bundle: Bundle, package: str = "generated") -> str:
    """The digest of what generated files depend on: the bundle, its places, and the tools."""
    digest = hashlib.sha256()
    for part in _parts(bundle, package):
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def intact(folder: Path, stamp: str) -> bool:
    """Whether the folder holds what was generated under this stamp, every file unchanged."""
    try:
        kept: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        return kept["stamp"] == stamp and all(
            _digest((folder / path).read_bytes()) == digest
            for path, digest in kept["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def seal(folder: Path, stamp: str, files: Mapping[str, str]) -> None:
    """Note that the files, as they are given, were generated under this stamp."""
    kept = {"stamp": stamp, "files": {path: _digest(t.encode()) for path, t in files.items()}}
    (folder / NAME).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _parts(bundle: Bundle, package: str) -> Iterator[bytes]:
    yield package.encode()
    yield json.dumps(bundle.document).encode()
    yield json.dumps([str(file) for file in bundle.files[:1]]).encode()
    # Of the places, only the file each schema and operation came from is read.
    places = {at: place.file for at, place in bundle.places.items() if at.count("/") <= _DEPTH}
    yield json.dumps(places, sort_keys=True).encode()
    for tool in _TOOLS:
        yield metadata.version(tool).encode()
    for source in sorted(_sources()):
        yield source.read_bytes()


_DEPTH = 3  # /components/schemas/Book, /paths/~1books/get


def _sources() -> Iterator[Path]:
    here = Path(__file__).parent
    for folder in (here, here.parent / "contract"):
        yield from (p for p in folder.rglob("*") if p.suffix in (".py", ".jinja"))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
