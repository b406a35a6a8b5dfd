"""A project of its own for each test of fuzzing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.projects import Project, shelf


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return shelf(tmp_path)
