"""The command as a whole: help, usage, unexpected faults."""

from __future__ import annotations

import subprocess
import time

import pytest

from tenon.cli import main
from tenon.cli.command import COMMANDS
from tests.cli.projects import CONTRACT, Project


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


def test_help_takes_less_than_400_ms(project: Project) -> None:
    times = []
    for _ in range(3):
        begun = time.monotonic()
        assert project.run("--help").returncode == 0
        times.append(time.monotonic() - begun)

    assert min(times) < 0.4


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["chekc"])

    assert ended.value.code == 2
    assert "invalid choice: 'chekc'" in capsys.readouterr().err


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
