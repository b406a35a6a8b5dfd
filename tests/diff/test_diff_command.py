"""`tenon diff`: what it reads, prints and exits with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenon.cli import main

from ..repository import committed, git
from ..tiny import document, operation, parameter

LIMIT = parameter("limit", "query", {"type": "integer", "maximum": 100})
FEWER = parameter("limit", "query", {"type": "integer", "maximum": 50})

AT = "1:245"  # where the maximum is written
TIGHTENED = "the query parameter limit has maximum 50, had maximum 100; sending GET /pets"


def pets(limit: Any = LIMIT, version: str = "1.0.0") -> str:
    found = document({"/pets": {"get": operation("listPets", limit)}})
    found["info"] = {"title": "Pets", "version": version}
    return json.dumps(found)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose contract is the one of `pets`, and where we stand."""
    (tmp_path / "pyproject.toml").write_text('[tool.tenon]\ncontract = "pets.json"\n')
    (tmp_path / "pets.json").write_text(pets())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(project: Path) -> Path:
    """The same in a repository, in which it is committed as `v1`."""
    git(committed(project), "tag", "v1")
    return project


def test_two_files_are_compared(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("head.json").write_text(pets(FEWER))

    assert main(["diff", "pets.json", "head.json"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"head.json:{AT}: breaking: limit-tightened: {TIGHTENED} (was pets.json:{AT})",
        "pets.json -> head.json: 1 breaking; major: 2.0.0 follows 1.0.0, the contract says 1.0.0",
        "1 of these need a new major version, or to be accepted in [[tool.tenon.diff.accept]]",
    ]


def test_nothing_changed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "pets.json"]) == 0
    assert capsys.readouterr().out == ("pets.json -> pets.json: no changes; version 1.0.0 stays\n")


def test_a_new_major_version_allows_for_what_breaks(project: Path) -> None:
    Path("head.json").write_text(pets(FEWER, "2.0.0"))

    assert main(["diff", "pets.json", "head.json"]) == 0


def test_a_new_minor_version_does_not(project: Path) -> None:
    Path("head.json").write_text(pets(FEWER, "1.1.0"))

    assert main(["diff", "pets.json", "head.json"]) == 1
    assert main(["diff", "pets.json", "head.json", "--fail-on", "never"]) == 0


ACCEPT = """
[[tool.tenon.diff.accept]]
rule = "limit-tightened"
operation = "GET /pets"
reason = "Nobody asks for more than 30."
"""


def accept(said: str) -> None:
    with Path("pyproject.toml").open("a") as file:
        file.write(said)


def test_what_breaks_may_be_accepted_with_a_reason(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("head.json").write_text(pets(FEWER))
    accept(ACCEPT)

    assert main(["diff", "pets.json", "head.json"]) == 0
    assert "; accepted: Nobody asks for more than 30.\n" in capsys.readouterr().out


def test_an_acceptance_of_something_else_accepts_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("head.json").write_text(pets(FEWER))
    accept(ACCEPT.replace("GET /pets", "GET /dogs"))

    assert main(["diff", "pets.json", "head.json"]) == 1
    assert capsys.readouterr().err == (
        "pyproject.toml:4:1: warning: idle-acceptance: nothing changed that limit-tightened "
        "accepts here; leave it out\n"
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (ACCEPT.replace("reason", "why"), "an acceptance has no why; known are "),
        (ACCEPT.replace("limit-tightened", "limit-tight"), "did you mean limit-tightened?"),
        (ACCEPT.partition("reason")[0], "an acceptance has no reason; say why in reason"),
        (ACCEPT.replace("operation", "# operation"), "an acceptance says nothing of what; name "),
        ("[tool.tenon.diff]\naccept = 5\n", "an acceptance is no table; "),
        ("[tool.tenon.diff]\naccepted = []\n", "tool.tenon.diff holds accept and nothing else"),
    ],
)
def test_settings_that_are_not_understood_are_findings(
    wrong: str, message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(wrong)

    assert main(["diff", "pets.json"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("pyproject.toml:")
    assert message in said


def test_a_revision_is_compared_with_the_files_as_they_are(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pets.json").write_text(pets(FEWER))

    assert main(["diff", "v1"]) == 1
    out = capsys.readouterr().out
    assert "pets.json:1:245: breaking: limit-tightened: " in out
    assert "(was v1:pets.json:1:245)" in out
    assert out.splitlines()[1].startswith("v1:pets.json -> pets.json: 1 breaking")


def test_two_revisions_are_compared(repository: Path) -> None:
    Path("pets.json").write_text(pets(FEWER))
    git(repository, "commit", "-am", "Fewer")
    Path("pets.json").write_text("no contract at all")

    assert main(["diff", "v1", "trunk"]) == 1
    assert main(["diff", "trunk~1", "v1:pets.json"]) == 0


def test_a_revision_is_read_with_all_of_its_files(repository: Path) -> None:
    Path("parts").mkdir()
    Path("parts/paths.json").write_text(json.dumps(json.loads(pets())["paths"]["/pets"]))
    split = json.loads(pets())
    split["paths"]["/pets"] = {"$ref": "parts/paths.json"}
    Path("pets.json").write_text(json.dumps(split))
    git(repository, "add", ".")
    git(repository, "commit", "-m", "Split")
    Path("pets.json").write_text(pets())

    assert main(["diff", "trunk"]) == 0


def test_nothing_is_checked_out(repository: Path) -> None:
    Path("pets.json").write_text(pets(FEWER))
    main(["diff", "v1"])

    assert Path("pets.json").read_text() == pets(FEWER)
    assert sorted(path.name for path in repository.iterdir()) == [
        ".git", "pets.json", "pyproject.toml",
    ]  # fmt: skip


def test_a_revision_that_does_not_exist_is_said(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "v7"]) == 2
    assert capsys.readouterr().err == (
        "v7:1:1: no-revision: there is no such file or revision; "
        "name a file, a branch, a tag or a commit\n"
    )


def test_a_revision_without_the_contract_is_said(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "v1:openapi.yaml"]) == 2
    assert capsys.readouterr().err == (
        "v1:1:1: no-revision: there is no openapi.yaml in v1; "
        "name it as REVISION:path/of/the/document\n"
    )


def test_outside_of_a_repository_only_files_are_compared(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))

    assert main(["diff", "v1"]) == 2
    assert "is in no git repository; name a file" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "pets.json", "gone.yaml"]) == 2
    assert capsys.readouterr().err == (
        "gone.yaml:1:1: file-missing: there is no such file; check the name\n"
    )


def test_a_folder_is_no_document(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("openapi").mkdir()

    for pair in (["openapi"], ["pets.json", "openapi"]):
        assert main(["diff", *pair]) == 2
        assert capsys.readouterr().err == (
            "openapi:1:1: file-missing: this is a folder, and no revision; "
            "name the document in it\n"
        )


def test_what_is_wrong_with_either_document_is_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("base.json").write_text("{")
    Path("head.json").write_text('{"swagger": "2.0"}')

    assert main(["diff", "base.json", "head.json"]) == 2
    assert [line.split(" ")[:2] for line in capsys.readouterr().err.splitlines()] == [
        ["base.json:1:2:", "json-syntax:"],
        ["head.json:1:2:", "swagger-2:"],
    ]


def test_what_is_not_there_is_called_as_it_was_named(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pets.json").write_text("{")
    git(repository, "commit", "-am", "Broken")
    Path("deep").mkdir()
    monkeypatch.chdir("deep")

    for named, place in (
        ("v7", "v7:1:1: no-revision"),
        ("gone.yaml", "gone.yaml:1:1: file-missing"),
        ("trunk", "trunk:pets.json:1:2: json-syntax"),
    ):
        assert main(["diff", named, "v1"]) == 2
        assert capsys.readouterr().err.startswith(f"{place}: ")
        monkeypatch.chdir(repository / "deep")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{", "json-syntax"),
        ('{"swagger": "2.0"}', "swagger-2"),
        (pets({"$ref": "#/components/parameters/Limt"}), "unresolved-ref"),
    ],
)
def test_a_document_that_does_not_read_is_said(
    text: str, rule: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("broken.json").write_text(text)

    for pair in (["pets.json", "broken.json"], ["broken.json", "pets.json"]):
        assert main(["diff", *pair]) == 2
        said = capsys.readouterr()
        assert said.err.startswith("broken.json:")
        assert f": {rule}: " in said.err
        assert "Traceback" not in said.err


def test_what_does_not_read_in_a_revision_is_said_with_its_name(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pets.json").write_text("{")
    git(repository, "commit", "-am", "Broken")
    Path("pets.json").write_text(pets())

    assert main(["diff", "trunk"]) == 2
    assert capsys.readouterr().err.startswith("trunk:pets.json:1:2: json-syntax: ")


def test_lenient_compares_what_can_be_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("faulty.json").write_text(pets({"$ref": "#/components/parameters/Limt"}))

    assert main(["diff", "pets.json", "faulty.json", "--lenient"]) == 0
    said = capsys.readouterr()
    assert ": dangerous: parameter-removed: " in said.out
    assert said.err.startswith("faulty.json:1:")
    assert ": warning: unresolved-ref: " in said.err


def test_a_path_parameter_that_no_path_names_is_compared_all_the_same(project: Path) -> None:
    def idle(**limit: int) -> str:
        return pets(parameter("id", "path", {"type": "integer", **limit}))

    Path("base.json").write_text(idle())
    Path("head.json").write_text(idle(minimum=5))

    assert main(["diff", "base.json", "head.json", "--fail-on", "dangerous"]) == 1


def test_the_contract_of_the_project_is_found_from_below(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("deep").mkdir()
    Path("pets.json").write_text(pets(FEWER))
    monkeypatch.chdir("deep")

    assert main(["diff", "v1"]) == 1
    assert capsys.readouterr().out.startswith("../pets.json:1:245: breaking: limit-tightened: ")


def test_the_output_may_be_a_file(project: Path) -> None:
    Path("head.json").write_text(pets(FEWER))

    main(["diff", "pets.json", "head.json", "--format", "json", "-o", "out/diff.json"])

    said = json.loads(Path("out/diff.json").read_text())
    assert said["counts"] == {"breaking": 1, "undecided": 0, "dangerous": 0, "safe": 0}
    assert said["next_version"] == "2.0.0"
    assert said["changes"][0] == {
        "id": "limit-tightened",
        "verdict": "breaking",
        "audience": "sending",
        "operations": ["GET /pets"],
        "message": "the query parameter limit has maximum 50, had maximum 100",
        "base": {"file": "pets.json", "line": 1, "column": 245},
        "head": {"file": "head.json", "line": 1, "column": 245},
        "accepted": None,
    }


def test_without_git_only_files_are_compared(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(project))

    assert main(["diff", "v1"]) == 2
    assert capsys.readouterr().err == (
        "v1:1:1: no-revision: git is not installed; install git, or compare files\n"
    )
