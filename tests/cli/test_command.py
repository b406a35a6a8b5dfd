"""The command as a whole: help, usage, unexpected faults."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tenon.cli import main
from tenon.cli.command import COMMANDS
from tests.cli.projects import CONTRACT, Project

TO_A, TO_B = ({"$ref": f"{name}.yaml"} for name in "ab")


def test_help_names_every_command_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    for command in COMMANDS:
        assert any(line.split() == [command.name, *command.summary.split()] for line in lines)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_help_of_a_command_says_what_it_does_and_shows_an_example(
    command: object, capsys: pytest.CaptureFixture[str]
) -> None:
    found = next(known for known in COMMANDS if known == command)

    with pytest.raises(SystemExit):
        main([found.name, "--help"])

    said = capsys.readouterr().out
    assert found.summary[1:] in said
    assert f"example:\n  {found.example}" in said


def test_help_costs_little_more_than_python_itself(project: Project) -> None:
    assert project.cost("--help") < 4 * project.cost_of_python()


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["chekc"])

    assert ended.value.code == 2
    assert "invalid choice: 'chekc'" in capsys.readouterr().err


READING = [
    ("check",),
    ("lint",),
    ("generate",),
    ("generate", "--check"),
    ("bundle",),
    ("sdk", "python"),
    ("mock", "--port", "0", "--strict"),
    ("proxy", "--port", "0", "--upstream", "http://127.0.0.1:9"),
    ("serve", "--port", "0", "--contract"),
    ("fuzz", "--contract"),
    ("diff", CONTRACT),
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_cannot_be_read_is_exit_code_2_and_all_of_its_findings(
    command: tuple[str, ...], project: Project
) -> None:
    project.write("root.yaml", f"openapi: 3.1.0\npaths:\n  /a: {TO_A}\n  /b: {TO_B}\n")
    project.write("a.yaml", "get: [\n")
    project.write("b.yaml", "get: {}\nget: {}\n")

    # The proxy reads leniently, so that it is given what leaves nothing to read.
    done = project.run(*command, "a.yaml" if command[0] == "proxy" else "root.yaml")

    # What prints a document prints its findings beside it.
    said = done.stderr if command[0] in ("bundle", "diff") else done.stdout
    assert done.returncode == 2, said + done.stderr
    assert "a.yaml:2:1: yaml-syntax: " in said
    if command[0] != "proxy":
        assert "b.yaml:2:1: duplicate-key: " in said
        assert "root.yaml:1:1: missing-field: " in said
    assert "Traceback" not in done.stderr
    assert "seed 1" not in said


@pytest.mark.parametrize("command", [("check",), ("lint",), ("generate",), ("diff", CONTRACT)])
def test_settings_that_are_not_understood_are_exit_code_2(
    command: tuple[str, ...], project: Project
) -> None:
    project.edit("pyproject.toml", "contract =", "contrakt =")

    done = project.run(*command)

    said = done.stderr if command[0] == "diff" else done.stdout
    assert (done.returncode, done.stdout + done.stderr) == (2, said)
    assert said.startswith("pyproject.toml:")
    assert "unknown-setting: " in said


def test_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    assert (
        "  2    what was given cannot be used: arguments, settings, a document that does not "
        in (capsys.readouterr().out)
    )


def test_an_unexpected_fault_is_one_line_and_exit_code_3(project: Project) -> None:
    project.write("dist", "a file where a folder is wanted")

    done = project.run("bundle", "-o", "dist/openapi.yaml")

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("tenon bundle: FileExistsError: ")
    assert done.stderr.endswith("; run with --debug for the traceback\n")


def test_debug_shows_the_traceback(project: Project) -> None:
    project.write("dist", "a file where a folder is wanted")

    done = project.run("bundle", "-o", "dist/openapi.yaml", "--debug")

    assert "Traceback (most recent call last)" in done.stderr


def test_a_reader_that_has_seen_enough_is_no_fault(project: Project) -> None:
    bundle = subprocess.Popen(
        project.command("bundle", CONTRACT),
        cwd=project.root,
        env=project.variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert bundle.stdout is not None
    assert bundle.stderr is not None
    bundle.stdout.close()

    said = bundle.stderr.read()
    bundle.stderr.close()
    assert bundle.wait(30) in (0, 1)
    assert said == b""


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("datamodel_code_generator", ("sdk", "python")),
        ("jinja2", ("generate", "--out", "other")),
        ("schemathesis", ("fuzz",)),
        ("mimesis", ("mock", "--port", "0")),
    ],
)
def test_a_tool_that_is_not_installed_is_named_with_the_command_that_installs_it(
    project: Project, module: str, command: tuple[str, ...]
) -> None:
    hidden = f"import sys; sys.modules[{module!r}] = None; from tenon.cli import main; "
    done = subprocess.run(
        [sys.executable, "-c", f"{hidden}sys.exit(main({command!r}))"],
        cwd=project.root,
        env=project.variables(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = f"tenon {command[0]}: {module} is not installed; run `pip install 'tenon[tools]'`\n"
    assert (done.returncode, done.stderr) == (1, said)
