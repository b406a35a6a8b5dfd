"""The generators that npm brings: where they are, and what is said where they are not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tenon.finding import ContractError
from tenon.sdk.npm import tools
from tenon.sdk.npm.installation import Installation

NEEDS_NPM = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation of nothing, which needs no network."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    source = tmp_path / "asked"
    source.mkdir()
    package = {"name": "asked", "version": "1.0.0"}
    (source / "package.json").write_text(json.dumps(package))
    lock = {**package, "lockfileVersion": 3, "packages": {"": package}}
    (source / "package-lock.json").write_text(json.dumps(lock))
    return Installation(source, "asked")


@NEEDS_NPM
def test_what_is_asked_for_is_brought_once(asked: Installation) -> None:
    told: list[str] = []
    assert not asked.complete

    asked.install(told.append)
    asked.install(told.append)

    assert asked.complete
    assert told == [f"npm installs into {asked.folder}"]


@NEEDS_NPM
def test_other_versions_make_another_folder(asked: Installation) -> None:
    asked.install(lambda _: None)
    package = asked.source / "package.json"
    package.write_text(package.read_text().replace("1.0.0", "1.0.1"))

    assert not asked.complete


@NEEDS_NPM
def test_the_output_of_npm_is_shown_when_it_fails(asked: Installation) -> None:
    (asked.source / "package-lock.json").unlink()

    with pytest.raises(ContractError, match=r"npm ci ended with 1: (?s:.*)package-lock"):
        asked.install(lambda _: None)
    assert not asked.complete


def test_without_npm_it_says_what_brings_it(
    asked: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(ContractError, match=r"npm is not installed; install Node\.js"):
        asked.install(lambda _: None)


@NEEDS_NPM
def test_the_output_of_a_generator_that_fails_is_shown(tmp_path: Path) -> None:
    (tmp_path / "fails.mjs").write_text('console.error("no such thing"); process.exit(3);')

    with pytest.raises(ContractError, match=r"fails\.mjs ended with 3: no such thing"):
        tools.script(str(tmp_path / "fails.mjs"), folder=tmp_path)
