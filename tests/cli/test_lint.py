"""`tenon lint`."""

from __future__ import annotations

import json

import pytest

from tests.cli.projects import CONTRACT, Project


@pytest.fixture
def unsecured(project: Project) -> Project:
    """A project in which changing something without being known is worth a word."""
    project.edit("pyproject.toml", 'unsecured-change = "off"\n', "")
    return project


def test_a_good_contract_has_no_findings(project: Project) -> None:
    done = project.run("lint")

    assert done.stdout == "openapi/openapi.yaml: 5 operations: no findings\n"
    assert done.returncode == 0


def test_findings_are_lines_and_warnings_fail_when_strict(unsecured: Project) -> None:
    done = unsecured.run("lint", folder="shop")

    assert done.stdout.splitlines() == [
        (
            "../openapi/openapi.yaml:19:5: warning: unsecured-change: anybody may call POST /books;"
            " add a security requirement, or allow it with a reason"
        ),
        (
            "../openapi/openapi.yaml:64:5: warning: unsecured-change: anybody may call "
            "DELETE /books/{book_id}; add a security requirement, or allow it with a reason"
        ),
        "openapi/openapi.yaml: 5 operations: 2 warnings",
    ]
    assert done.returncode == 0
    assert unsecured.run("lint", "--strict").returncode == 1


def test_check_lints_the_contract_of_the_project_too(unsecured: Project) -> None:
    done = unsecured.run("check")

    assert "warning: unsecured-change: anybody may call POST /books" in done.stdout
    assert done.returncode == 0
    assert unsecured.run("check", "--strict").returncode == 1


def test_errors_fail(project: Project) -> None:
    project.edit("openapi/schemas.yaml", "examples: ['0306406152']", "examples: ['0306406153']")

    done = project.run("lint")

    assert done.returncode == 1
    assert done.stdout.startswith(
        "openapi/schemas.yaml:8:14: example-invalid: the example is wrong: "
    )


def test_a_contract_that_cannot_be_read_is_told_and_ends_with_2(project: Project) -> None:
    project.write(CONTRACT, "openapi: [")

    done = project.run("lint")

    assert done.returncode == 2
    assert done.stdout.startswith("openapi/openapi.yaml:")
    assert ": yaml-syntax: " in done.stdout
    assert done.stderr == ""


def test_a_setting_that_is_not_understood_is_told(project: Project) -> None:
    project.edit("pyproject.toml", 'unsecured-change = "off"', 'unsecured-change = "of"')

    done = project.run("lint")

    assert done.returncode == 2
    assert done.stdout.startswith(
        "pyproject.toml:15:1: bad-setting: tool.tenon.lint.unsecured-change is of; "
    )


def test_sarif_names_rules_levels_and_regions(unsecured: Project) -> None:
    done = unsecured.run("lint", "--format", "sarif")

    told = json.loads(done.stdout)
    assert told["version"] == "2.1.0"
    run = told["runs"][0]
    assert run["tool"]["driver"]["rules"] == [
        {
            "id": "unsecured-change",
            "shortDescription": {"text": "What changes something asks who calls."},
            "fullDescription": {
                "text": "Most breaches of APIs are operations that somebody forgot to protect "
                "(OWASP API Security Top 10 2023, API2 and API5)."
            },
            "help": {"text": "add a security requirement, or allow it with a reason"},
        }
    ]
    assert run["results"][0] == {
        "ruleId": "unsecured-change",
        "ruleIndex": 0,
        "level": "warning",
        "message": {
            "text": "anybody may call POST /books; add a security requirement, or allow it with "
            "a reason"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "openapi/openapi.yaml"},
                    "region": {"startLine": 19, "startColumn": 5},
                }
            }
        ],
    }
    assert "2 warnings" in done.stderr


@pytest.mark.parametrize("form", ["json", "github"])
def test_other_forms_are_those_of_check(unsecured: Project, form: str) -> None:
    lines = unsecured.run("lint", "--format", form).stdout

    assert ("::warning file=openapi/openapi.yaml,line=19," in lines) == (form == "github")
    assert ('"rule": "unsecured-change"' in lines) == (form == "json")


def test_fix_puts_right_what_is_safe_and_tells_the_rest(unsecured: Project) -> None:
    unsecured.edit(CONTRACT, "summary: Add a book", "summary: Add a book.")

    done = unsecured.run("lint", "--fix")

    first, *rest, _ = done.stdout.splitlines()
    assert first == "openapi/openapi.yaml: 1 put right"
    assert [line.split(": ")[2] for line in rest] == ["unsecured-change", "unsecured-change"]
    assert "summary: Add a book\n" in unsecured.read(CONTRACT)


def test_the_rules_are_listed_with_their_reasons(project: Project) -> None:
    lines = project.run("lint", "--rules").stdout.splitlines()

    at = lines.index("nullable-left-over (warning, --fix)")
    assert lines[at + 1 : at + 4] == [
        "    Null is a type.",
        (
            "    OpenAPI 3.1 took nullable out: validators ignore it, and refuse the null that was "
            "meant to be allowed."
        ),
        "    To do: write type: [..., 'null'].",
    ]
