"""What a change of a file means to a development server."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tenon.dev.files import Change, Files, forget_compiled


@pytest.fixture
def files(tmp_path: Path) -> Files:
    for folder in ("openapi", "shop", "generated", ".venv", "var", "node_modules", "env"):
        (tmp_path / folder).mkdir()
    (tmp_path / "env/pyvenv.cfg").touch()
    root = tmp_path.resolve()
    return Files(
        root,
        root / "generated",
        contract=frozenset({str(root / "openapi/openapi.yaml")}),
        modules=frozenset({str(root / "shop/app.py")}),
        tool=frozenset({str(root / "tenon/cli.py")}),
    )


def meaning(files: Files, name: str) -> Change:
    return files.changes([str(files.root / name)]).get(str(files.root / name), Change.NONE)


def test_a_file_of_the_contract_means_the_contract(files: Files) -> None:
    assert meaning(files, "openapi/openapi.yaml") is Change.CONTRACT


def test_a_module_in_use_means_the_code(files: Files) -> None:
    assert meaning(files, "shop/app.py") is Change.CODE


def test_the_environment_file_means_the_code(files: Files) -> None:
    assert meaning(files, ".env") is Change.CODE


def test_a_module_of_the_tool_itself_means_the_tool(files: Files) -> None:
    assert meaning(files, "tenon/cli.py") is Change.TOOL


@pytest.mark.parametrize(
    "name", ["openapi/notes.md", "shop/unused.py", "generated/stubs/books.py", "openapi/new.yaml"]
)
def test_what_is_not_in_use_means_nothing(files: Files, name: str) -> None:
    assert files.changes([str(files.root / name)]) == {}


def test_any_document_may_mend_a_broken_contract(files: Files) -> None:
    files.contract_broken = True

    assert meaning(files, "openapi/new.yaml") is Change.CONTRACT
    assert meaning(files, "generated/contract.json") is Change.NONE


def test_any_module_may_mend_broken_code(files: Files) -> None:
    files.code_broken = True

    assert meaning(files, "shop/new.py") is Change.CODE
    assert meaning(files, "generated/stubs/books.py") is Change.NONE


def test_folders_of_the_project_are_watched_but_for_what_nobody_writes(files: Files) -> None:
    assert [folder.name for folder in files.folders()] == ["openapi", "shop"]


def test_a_contract_outside_the_project_is_watched_too(files: Files, tmp_path: Path) -> None:
    outside = tmp_path.parent / "shared"
    files.contract |= {str(outside / "common.yaml")}

    assert outside in files.folders()


def test_compiled_modules_are_forgotten_when_their_source_changes(tmp_path: Path) -> None:
    source = tmp_path / "app.py"
    compiled = Path(importlib.util.cache_from_source(str(source)))
    compiled.parent.mkdir()
    compiled.touch()

    forget_compiled([str(source), tmp_path / "openapi.yaml"])

    assert not compiled.exists()
