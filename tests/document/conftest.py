"""Contracts written on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Writes files into an empty folder, goes there, and gives the first one's name."""

    def write(**files: str | bytes) -> Path:
        monkeypatch.chdir(tmp_path)
        names = []
        for key, text in files.items():
            name = key.replace("__", "/")
            stem, _, ending = name.rpartition("_")
            path = Path(f"{stem}.{ending}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
            names.append(path)
        return names[0]

    return write
