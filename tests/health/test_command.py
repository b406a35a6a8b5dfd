"""`tenon report`: what it reads, writes and exits with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tenon.cli import main
from tests.cli.projects import Project, shelf
from tests.health.made import PATHS, answered, fuzzed
from tests.repository import committed, git
from tests.tiny import body, document, operation

SETTINGS = '[tool.tenon]\ncontract = "pets.json"\n'
RUN = ["report", "--format", "json"]
Printed = pytest.CaptureFixture[str]


def pets(paths: dict[str, Any] | None = None, version: str = "1.0.0") -> str:
    found = document(PATHS if paths is None else paths)
    found["info"] = {"title": "Tiny", "version": version}
    return json.dumps(found)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that has a contract and nothing else, and where we stand."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "pets.json").write_text(pets())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def repository(project: Path) -> Path:
    """The same in a repository, in which it is committed and nothing is tagged."""
    return committed(project)


def told(printed: Printed, *arguments: str) -> dict[str, Any]:
    assert main([*RUN, *arguments]) == 0
    found: dict[str, Any] = json.loads(printed.readouterr().out)
    return found


def test_the_page_is_written_where_nothing_else_is_said(project: Path, capsys: Printed) -> None:
    assert main(["report"]) == 0
    assert capsys.readouterr().out == "dist/report.html\n"
    first = Path("dist/report.html").read_bytes()
    assert first.startswith(b"<!doctype html>")

    assert main(["report", "-o", "other/page.html"]) == 0
    assert Path("other/page.html").read_bytes() == first


def test_a_folder_below_makes_no_difference(
    project: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["report"]) == 0
    first = Path("dist/report.html").read_bytes()
    (project / "below").mkdir()
    monkeypatch.chdir("below")
    assert main(["report", "../pets.json"]) == 0

    assert capsys.readouterr().out == "dist/report.html\n../dist/report.html\n"
    assert (project / "dist/report.html").read_bytes() == first


def test_data_are_for_programs(project: Path, capsys: Printed) -> None:
    found = told(capsys)

    assert found["contract"] == {"title": "Tiny", "version": "1.0.0", "file": "pets.json"}
    assert found["counts"]["operations"] == 5
    assert [section["name"] for section in found["resources"]] == ["pets", "system"]
    assert found["unknown"] == {
        "handlers": "the project names no application; set [tool.tenon] app",
        "tests": "no tests were recorded; run them with TENON_COVERAGE=FILE, "
        "and name it by --coverage",
        "fuzz": "no fuzzing was recorded; run tenon fuzz --coverage FILE, "
        "and name it by --coverage",
        "since": "there is no git repository; name what to compare with, or give --base",
    }
    assert [sdk["version"] for sdk in found["sdks"]["packages"]] == ["1.0.0"] * 3


def test_another_contract_is_not_the_project_s(project: Path, capsys: Printed) -> None:
    Path("other.json").write_text(pets())
    found = told(capsys, "other.json")
    assert found["unknown"]["handlers"] == "this is not the contract of a project"


def test_an_application_that_cannot_be_imported_is_not_known(
    project: Path, capsys: Printed
) -> None:
    Path("pyproject.toml").write_text(SETTINGS + 'app = "no_such_module:app"\n')
    found = told(capsys)
    assert found["unknown"]["handlers"] == (
        "pyproject.toml:3:1: bad-import: there is no module no_such_module; mend it"
    )


def test_recordings_are_found_named_or_given(project: Path, capsys: Printed) -> None:
    build = Path("build/coverage")
    build.mkdir(parents=True)
    (build / "tests.jsonl").write_text(answered("GET", "/pets", 200, "t.py::test_pets") + "\n")
    (build / "fuzz.json").write_text(fuzzed("GET", "/health", {"204": 3}) + "\n")
    counts = told(capsys)["counts"]
    assert (counts["tested"], counts["fuzzed"], counts["replies_never_seen"]) == (1, 1, 6)

    counts = told(capsys, "--coverage", "build/coverage/fuzz.json")["counts"]
    assert (counts["tested"], counts["fuzzed"]) == (None, 1)

    table = '[tool.tenon.report]\ncoverage = ["build/coverage/tests.jsonl"]\n'
    Path("pyproject.toml").write_text(SETTINGS + table)
    counts = told(capsys)["counts"]
    assert (counts["tested"], counts["fuzzed"]) == (1, None)


def test_lint_stands_with_its_operation(project: Path, capsys: Printed) -> None:
    found = told(capsys)
    rows = {row["id"]: row for section in found["resources"] for row in section["operations"]}
    assert "operation-undescribed" in {finding["rule"] for finding in rows["getPet"]["findings"]}
    inside = sum(len(row["findings"]) for row in rows.values())
    assert inside + len(found["findings"]) == sum(found["counts"]["findings"].values())


def test_the_newest_release_is_compared_with(repository: Path, capsys: Printed) -> None:
    since = told(capsys)["unknown"]["since"]
    assert since == "no release is tagged yet; tag one, such as v1.0.0, or give --base"

    git(repository, "tag", "v1.0.0")
    Path("pets.json").write_text(pets(version="1.1.0"))
    git(repository, "commit", "-am", "More")
    git(repository, "tag", "v1.1.0")
    git(repository, "tag", "nightly")
    fewer = {path: item for path, item in PATHS.items() if path != "/health"}
    Path("pets.json").write_text(pets(fewer, version="1.1.0"))
    changes = told(capsys)["changes"]
    assert changes["base"]["name"] == "v1.1.0:pets.json"
    assert [change["id"] for change in changes["changes"]] == ["operation-removed"]
    assert changes["next_version"] == "2.0.0"

    assert told(capsys, "--base", "v1.0.0")["changes"]["base"]["version"] == "1.0.0"


def test_any_tag_is_a_release_where_no_version_is(repository: Path, capsys: Printed) -> None:
    git(repository, "tag", "spring")
    assert told(capsys)["changes"]["base"]["name"] == "spring:pets.json"


def test_changes_stand_with_their_operations(repository: Path, capsys: Printed) -> None:
    git(repository, "tag", "v1.0.0")
    narrower = body({"type": "object", "required": ["id", "name", "kind"]})
    changed = {**PATHS["/pets"], "post": {**PATHS["/pets"]["post"], "requestBody": narrower}}
    Path("pets.json").write_text(pets({**PATHS, "/pets": changed}))
    assert main(["report", "-o", "page.html"]) == 0
    text = Path("page.html").read_text()
    assert 'id="op-createPet" data-states="lint changed"' in text
    assert 'id="op-listPets" data-states="lint"' in text


def test_a_release_that_cannot_be_read_is_not_known(repository: Path, capsys: Printed) -> None:
    Path("pets.json").write_text("{}")
    git(repository, "commit", "-am", "Broken")
    git(repository, "tag", "v1.0.0")
    Path("pets.json").write_text(pets())
    since = told(capsys)["unknown"]["since"]
    assert since.startswith("v1.0.0:pets.json: the field openapi is missing; ")

    git(repository, "mv", "-f", "pets.json", "moved.json")
    Path("pyproject.toml").write_text(SETTINGS.replace("pets.json", "moved.json"))
    since = told(capsys)["unknown"]["since"]
    assert since.startswith("there is no moved.json in v1.0.0; ")


@pytest.mark.parametrize(
    ("arguments", "settings", "contract", "said"),
    [
        ([], "", "{", "pets.json:1:2: json-syntax: "),
        (["none.json"], "", pets(), "none.json:1:1: "),
        (["--coverage", "none"], "", pets(), "none:1:1: bad-recording: it cannot be read: "),
        (["--coverage", "pets.json"], "", pets(), "pets.json:1:1: bad-recording: this is no line "),
        (["--base", "none"], "", pets(), "none:1:1: no-revision: "),
        (["--base", "none.json"], "", pets(), "none.json:1:1: file-missing: "),
        ([], '[tool.tenon.report]\ncover = ["x"]\n', pets(),
         "pyproject.toml:4:1: unknown-setting: tool.tenon.report.cover; known is coverage"),
        ([], '[tool.tenon.report]\ncoverage = "x"\n', pets(),
         "pyproject.toml:4:1: bad-setting: tool.tenon.report.coverage is no list of files; "),
        ([], '[tool.tenon.lint]\nnone = "off"\n', pets(), "pyproject.toml:4:1: unknown-setting: "),
    ],
)  # fmt: skip
def test_what_cannot_be_read_makes_no_page(
    project: Path, capsys: Printed, arguments: list[str], settings: str, contract: str, said: str
) -> None:
    Path("pyproject.toml").write_text(SETTINGS + settings)
    Path("pets.json").write_text(contract)

    assert main(["report", *arguments]) == 2
    assert capsys.readouterr().err.startswith(said)
    assert not Path("dist").exists()


def test_a_contract_that_is_no_friend_has_a_page(project: Path) -> None:
    name = "</script><script>alert(1)</script>"
    Path("pets.json").write_text(pets({f"/{name}": {"get": operation(name)}}))

    assert main(["report"]) == 0
    assert "<script>alert" not in Path("dist/report.html").read_text()


@pytest.fixture
def served(tmp_path: Path) -> Project:
    """A project whose service answers its contract."""
    return shelf(tmp_path)


CALLS = """
import anyio, httpx, os
from shop.app import app

async def main():
    os.environ["PYTEST_CURRENT_TEST"] = "tests/test_shop.py::test_it (call)"
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        await client.get("/books")
        await client.get("/books/1")

anyio.run(main)
"""


def test_a_service_its_tests_and_the_fuzzer_are_told_together(served: Project) -> None:
    coverage = served.path("seen.jsonl")
    command = [served.command()[0], "-c", CALLS]
    variables = served.variables(TENON_COVERAGE=str(coverage))
    subprocess.run(command, cwd=served.root, env=variables, check=True, timeout=60)
    before = coverage.read_text()
    fuzz = ("fuzz", "--examples", "2", "--coverage", "fuzz.jsonl")
    served.run(*fuzz, BREAK="raise", TENON_COVERAGE=str(coverage))
    assert coverage.read_text() == before
    done = served.run(*RUN, "--coverage", "seen.jsonl", "--coverage", "fuzz.jsonl")

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    rows = {row["id"]: row for row in found["resources"][0]["operations"]}
    assert found["counts"]["implemented"] == found["counts"]["fuzzed"] == 5
    assert {row["handler"]["place"]["file"] for row in rows.values()} == {"shop/app.py"}
    text = served.read("shop/app.py").splitlines()
    assert "def get_book" in text[rows["getBook"]["handler"]["place"]["line"] - 1]
    assert {id_ for id_, row in rows.items() if row["tests"]} == {"listBooks", "getBook"}
    assert rows["getBook"]["tests"] == ["tests/test_shop.py::test_it"]
    assert rows["getBook"]["fuzz"]["failures"] == ["Server error"]
    assert "500" in rows["getBook"]["fuzz"]["statuses"]
    assert rows["addBook"]["fuzz"]["failures"] == []
