"""`tenon generate`."""

from __future__ import annotations

from tests.cli.projects import CONTRACT, Project


def test_nothing_is_written_when_nothing_changed(project: Project) -> None:
    before = project.path("generated/stubs/books.py").stat().st_mtime_ns

    done = project.run("generate")

    assert done.stdout == "generated: up to date\n"
    assert project.path("generated/stubs/books.py").stat().st_mtime_ns == before


def test_nothing_to_do_costs_little_more_than_python_itself(project: Project) -> None:
    assert project.cost("generate") < 14 * project.cost_of_python()


def test_what_changed_is_written_and_named(project: Project) -> None:
    project.edit(CONTRACT, "summary: List books", "summary: List the books")

    done = project.run("generate")

    assert done.stdout == (
        "generated/contract.json\ngenerated/stubs/books.py\ngenerated: 2 files changed\n"
    )
    assert "List the books." in project.read("generated/stubs/books.py")


def test_check_writes_nothing_shows_the_difference_and_fails(project: Project) -> None:
    project.edit(CONTRACT, "summary: List books", "summary: List the books")

    done = project.run("generate", "--check")

    assert done.returncode == 1
    assert '+        """List the books. listBooks: GET /books"""' in done.stdout
    assert "List the books." not in project.read("generated/stubs/books.py")


def test_check_is_content_when_all_is_as_it_should_be(project: Project) -> None:
    done = project.run("generate", "--check")

    assert (done.returncode, done.stdout) == (0, "generated: up to date\n")


def test_the_same_is_generated_wherever_the_command_is_called(project: Project) -> None:
    project.path("generated/.stamp.json").unlink()

    assert project.run("generate", "--check", folder="shop").stdout == "generated: up to date\n"


def test_another_folder_can_be_named(project: Project) -> None:
    done = project.run("generate", CONTRACT, "--out", "made/by_tenon")

    assert done.returncode == 0
    assert "from made.by_tenon.stubs.books import" in project.read("made/by_tenon/routers/books.py")


def test_a_bad_contract_is_told_by_its_findings_and_nothing_is_written(project: Project) -> None:
    project.edit(CONTRACT, "schemas.yaml#/Draft", "schemas.yaml#/Drft")

    done = project.run("generate")

    assert done.returncode == 2
    assert "schemas.yaml#/Drft does not exist; did you mean Draft?" in done.stdout
    assert project.run("generate", "--check").returncode == 2
