"""Contracts written on the spot, and what is found in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tenon.document import read
from tenon.finding import Finding
from tenon.lint import LintSettings, lint

Linted = Callable[..., list[Finding]]

HEAD = """\
openapi: 3.1.1
info: { title: Library, version: 1.0.0 }
"""


@pytest.fixture
def linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Linted:
    """Writes a contract into an empty folder, goes there, and lints it."""
    monkeypatch.chdir(tmp_path)

    def run(body: str, *rules: str, head: str = HEAD, **settings: object) -> list[Finding]:
        path = Path("openapi.json" if body.startswith("{") else "openapi.yaml")
        path.write_text(body if path.suffix == ".json" else head + body)
        found = lint(read(path), LintSettings(**settings))  # type: ignore[arg-type]
        return [finding for finding in found if not rules or finding.rule in rules]

    return run
