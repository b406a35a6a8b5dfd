"""`tenon check`."""

from __future__ import annotations

import json

from tests.cli.projects import CONTRACT, Project

SCHEMAS = "openapi/schemas.yaml"


def test_a_good_project_has_no_findings(project: Project) -> None:
    done = project.run("check")

    assert done.stdout == "openapi/openapi.yaml: 5 operations: no findings\n"
    assert done.returncode == 0


def test_every_error_of_a_contract_is_a_line_with_its_place(project: Project) -> None:
    project.edit(SCHEMAS, "title: { type: string,", "title: { type: text,")
    project.edit(CONTRACT, "schemas.yaml#/Draft", "schemas.yaml#/Drft")

    done = project.run("check")

    assert done.returncode == 2
    *findings, summary = done.stdout.splitlines()
    assert any(
        line.startswith("openapi/openapi.yaml:") and "schemas.yaml#/Drft does not exist" in line
        for line in findings
    )
    assert summary.startswith("openapi/openapi.yaml: ")
    assert "Traceback" not in done.stderr


def test_places_are_named_as_seen_from_where_the_user_stands(project: Project) -> None:
    project.edit(CONTRACT, "schemas.yaml#/Draft", "schemas.yaml#/Drft")

    done = project.run("check", folder="shop")

    assert done.stdout.startswith("../openapi/openapi.yaml:")


def test_drift_is_shown_as_a_diff_and_is_an_error(project: Project) -> None:
    project.edit("generated/stubs/books.py", "List books.", "List boots.")

    done = project.run("check")

    assert done.returncode == 1
    assert '-        """List boots. listBooks: GET /books"""' in done.stdout
    assert '+        """List books. listBooks: GET /books"""' in done.stdout
    assert done.stdout.endswith(
        "generated:1:1: drift: generated is not what the contract says; run tenon generate\n"
        "openapi/openapi.yaml: 5 operations: 1 error\n"
    )


def test_an_operation_without_a_handler_is_a_note(project: Project) -> None:
    project.edit("shop/app.py", "async def get_book", "async def read_book")

    done = project.run("check")

    assert done.returncode == 0
    assert "note: unimplemented: getBook has no handler and answers 501\n" in done.stdout
    assert done.stdout.startswith("openapi/openapi.yaml:")
    assert done.stdout.endswith("5 operations: 1 note\n")


def test_an_operation_without_a_handler_is_an_error_when_strict(project: Project) -> None:
    project.edit("shop/app.py", "async def get_book", "async def read_book")

    done = project.run("check", "--strict")

    assert done.returncode == 1
    assert ": unimplemented: getBook has no handler" in done.stdout


def test_a_module_that_cannot_be_imported_is_a_finding_at_its_line(project: Project) -> None:
    project.write("shop/app.py", "import os\n\nprint(nothing)\n")

    done = project.run("check")

    assert done.returncode == 1
    assert "shop/app.py:3:7: import-failed: NameError: name 'nothing' is not defined" in done.stdout


def test_a_wrong_import_string_is_a_finding_at_its_setting(project: Project) -> None:
    project.edit("pyproject.toml", "shop.app:app", "shop.ap:app")

    done = project.run("check")

    assert "pyproject.toml:4:1: bad-import: there is no module shop.ap\n" in done.stdout


def test_an_unknown_format_is_noted_unless_the_project_has_it(project: Project) -> None:
    assert "unknown-format" not in project.run("check").stdout

    project.edit("pyproject.toml", 'formats = "shop.formats:FORMATS"\n', "")

    assert "note: unknown-format: no standard knows isbn" in project.run("check").stdout


def test_another_contract_is_judged_without_the_project(project: Project) -> None:
    text = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}'
    project.write("other.json", text)

    done = project.run("check", "other.json")

    assert done.stdout == "other.json: 0 operations: no findings\n"


def test_json_is_an_array_of_findings(project: Project) -> None:
    project.edit("shop/app.py", "async def get_book", "async def read_book")

    done = project.run("check", "--format", "json")

    found = json.loads(done.stdout)
    assert [(row["rule"], row["severity"], row["file"]) for row in found] == [
        ("unimplemented", "note", "openapi/openapi.yaml")
    ]
    assert "1 note" in done.stderr


def test_json_of_a_contract_that_cannot_be_read_is_an_array_too(project: Project) -> None:
    project.write(CONTRACT, "openapi: [")

    done = project.run("check", "--format", "json")

    assert json.loads(done.stdout)[0]["file"] == "openapi/openapi.yaml"


def test_github_gets_an_annotation_a_finding(project: Project) -> None:
    project.edit(CONTRACT, "schemas.yaml#/Draft", "schemas.yaml#/Drft")

    done = project.run("check", "--format", "github")

    line = done.stdout.splitlines()[0]
    assert line.startswith("::error file=openapi/openapi.yaml,line=")
    assert ",title=unresolved-ref::schemas.yaml#/Drft does not exist" in line
