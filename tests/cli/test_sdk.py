"""`tenon sdk`: what it writes, and what it says when it cannot."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tenon.finding import ContractError
from tenon.sdk.python import wheel
from tests.cli.projects import Project


def test_a_wheel_is_made_with_its_types(project: Project) -> None:
    done = project.run("sdk", "python")

    assert (done.returncode, done.stderr) == (0, "")
    made = list((project.root / "dist/sdk/python").glob("*.whl"))
    assert len(made) == 1
    assert made[0].name in done.stdout
    names = zipfile.ZipFile(made[0]).namelist()
    assert any(name.endswith("/py.typed") for name in names)
    assert (project.root / "dist/sdk/python/project/README.md").exists()


def test_the_same_contract_makes_the_same_wheel(project: Project) -> None:
    project.run("sdk", "python", "--out", "one")
    project.run("sdk", "python", "--out", "two")

    once, again = (next((project.root / n / "python").glob("*.whl")) for n in ("one", "two"))
    assert once.read_bytes() == again.read_bytes()


def test_a_second_run_takes_the_place_of_the_first_and_of_nothing_else(project: Project) -> None:
    project.run("sdk", "python", "--out", "made")
    package = next((project.root / "made/python/project").glob("*_client"))
    (package / "stale.py").write_text("")
    (project.root / "made/python/project/notes.txt").write_text("mine")

    assert project.run("sdk", "python", "--out", "made").returncode == 0

    assert not (package / "stale.py").exists()
    assert (project.root / "made/python/project/notes.txt").read_text() == "mine"
    assert len(list((project.root / "made/python").glob("*.whl"))) == 1


def test_a_contract_that_does_not_read_is_told(project: Project) -> None:
    project.write("broken.yaml", "openapi: [")

    done = project.run("sdk", "python", "broken.yaml")

    assert done.returncode != 0
    assert done.stdout.startswith("broken.yaml:2:1: yaml-syntax: ")
    assert done.stderr == ""


def test_a_tool_that_is_missing_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, project: Project
) -> None:
    monkeypatch.setattr(wheel, "find_spec", lambda name: None if name == "setuptools" else name)

    with pytest.raises(ContractError, match="setuptools is not installed; run `pip install"):
        wheel.build({}, project.root / "dist")


def test_the_output_of_a_tool_that_fails_is_shown(project: Project) -> None:
    with pytest.raises(ContractError, match=r"the wheel was not built: (?s:.*)TOMLDecodeError"):
        wheel.build({"pyproject.toml": "[project"}, project.root / "dist")


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("kind", ["typescript", "rtk-query", "all"])
def test_generators_that_are_missing_are_named_with_the_one_command_that_brings_them(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    done = project.run("sdk", kind)

    said = f"the generators are not installed; run `tenon sdk {kind} --install`"
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
    assert not (project.root / "dist").exists()
