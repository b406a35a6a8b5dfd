"""`tenon mock` as a process: how it starts, and what becomes of saves while it serves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from tests.mock.mocking import Mocking, mocking, wait_for

ROOT = """\
openapi: 3.1.1
info: {title: Toys, version: '1'}
paths:
  /toys: {$ref: 'toys.yaml#/toys'}
  /toys/{id}: {$ref: 'toys.yaml#/toy'}
"""
PATHS = """\
toys:
  post:
    operationId: addToy
    requestBody:
      required: true
      content: {application/json: {schema: {$ref: 'schemas.yaml#/Draft'}}}
    responses:
      '201':
        description: The toy
        content: {application/json: {schema: {$ref: 'schemas.yaml#/Toy'}}}
toy:
  get:
    operationId: getToy
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    responses:
      '200':
        description: A toy
        content:
          application/json:
            schema: {$ref: 'schemas.yaml#/Toy'}
      '404': {description: None}
"""
SCHEMAS = """\
Draft:
  type: object
  required: [name]
  properties: {name: {type: string}}
Toy:
  type: object
  required: [id, name]
  properties:
    id: {type: integer, readOnly: true}
    name: {type: string}
"""
KIND = "    kind: {const: toy}\n"
WITH_KIND = SCHEMAS.replace("[id, name]", "[id, name, kind]") + KIND


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "root.yaml").write_text(ROOT)
    (tmp_path / "toys.yaml").write_text(PATHS)
    (tmp_path / "schemas.yaml").write_text(SCHEMAS)
    return tmp_path


def replace(path: Path, text: str) -> None:
    """Save as editors do: write another file, and let it take the place of the one before."""
    other = path.with_name(f".{path.name}.swp")
    other.write_text(text)
    other.replace(path)


def is_of_kind(mock: Mocking, id_: int, kind: str | None) -> bool:
    return bool(mock.get(f"/toys/{id_}")[1].get("kind") == kind)


def test_it_says_where_it_listens_on_one_line_and_answers(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        assert mock.lines[0] == f"Toys 1 is mocked at {mock.url}"
        assert mock.send("POST", "/toys", {"name": "Top"})[0] == 201


def test_it_ends_when_it_is_told_to(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        mock.process.send_signal(signal.SIGTERM)

        assert mock.process.wait(10) == 0


def test_a_save_of_a_referenced_file_is_live_and_what_was_sent_is_kept(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        _, toy = mock.send("POST", "/toys", {"name": "Top"})
        (folder / "schemas.yaml").write_text(WITH_KIND)
        wait_for(lambda: is_of_kind(mock, toy["id"], "toy"))

        assert mock.get(f"/toys/{toy['id']}") == (200, {**toy, "kind": "toy"})
        assert mock.said("schemas.yaml: live in ")


def test_a_file_that_an_editor_puts_in_the_place_of_another_is_seen(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        for version in ("2", "3", "4"):
            replace(folder / "root.yaml", ROOT.replace("'1'", f"'{version}'"))
            mock.said("root.yaml: live in ", int(version) - 1)


def test_a_broken_save_tells_its_finding_and_changes_nothing(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        (folder / "schemas.yaml").write_text("Draft: [")
        mock.said("the mock goes on as it was")

        assert any(line.startswith("schemas.yaml:2:1: yaml-syntax: ") for line in mock.lines)
        assert mock.send("POST", "/toys", {"name": "Top"})[0] == 201
        assert mock.send("POST", "/toys", {"name": 1})[0] == 422

        (folder / "schemas.yaml").write_text(WITH_KIND)
        mock.said("schemas.yaml: live in ")
        assert mock.send("POST", "/toys", {"name": "Top"})[1]["kind"] == "toy"


def test_a_reference_to_a_missing_file_is_broken_until_the_file_is_there(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        (folder / "more").mkdir()
        replace(folder / "toys.yaml", PATHS.replace("schemas.yaml#/Toy", "more/toy.yaml"))
        mock.said("the mock goes on as it was")
        assert any("unresolved-ref: more/toy.yaml does not exist" in line for line in mock.lines)

        (folder / "more/toy.yaml").write_text(
            "{type: object, required: [id], properties: {id: {const: 7}}}"
        )
        mock.said("live in ")
        assert mock.get("/toys/7", Prefer="dynamic=true") == (200, {"id": 7})

        (folder / "more/toy.yaml").write_text(
            "{type: object, required: [id], properties: {id: {const: 8}}}"
        )
        mock.said("more/toy.yaml: live in ")


def test_a_file_that_is_empty_or_away_for_a_moment_is_waited_for(folder: Path) -> None:
    schemas = folder / "schemas.yaml"
    with mocking(folder, "root.yaml") as mock:
        schemas.write_text("")
        time.sleep(0.04)
        schemas.write_text(WITH_KIND)
        mock.said("schemas.yaml: live in ")
        schemas.unlink()
        time.sleep(0.3)
        schemas.write_text(SCHEMAS)
        mock.said("schemas.yaml: live in ", 2)

        assert not any("goes on as it was" in line for line in mock.lines)


def test_a_link_that_is_led_elsewhere_is_a_save(folder: Path) -> None:
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    (folder / "one/schemas.yaml").write_text(SCHEMAS)
    (folder / "two/schemas.yaml").write_text(WITH_KIND)
    (folder / "schemas.yaml").unlink()
    (folder / "current").symlink_to("one")
    (folder / "schemas.yaml").symlink_to("current/schemas.yaml")
    with mocking(folder, "root.yaml") as mock:
        (folder / "next").symlink_to("two")
        (folder / "next").replace(folder / "current")
        mock.said("schemas.yaml: live in ")

        assert mock.send("POST", "/toys", {"name": "Top"})[1]["kind"] == "toy"


def test_a_save_of_the_scenario_file_is_live_and_a_mistake_in_it_changes_nothing(
    folder: Path,
) -> None:
    says = "scenarios: [{operation: getToy, answers: [{body: {id: 1, name: %s}}]}]"
    scenario = folder / "mock.yaml"
    scenario.write_text(says % "One")
    with mocking(folder, "root.yaml", "--scenario", "mock.yaml") as mock:
        assert mock.get("/toys/1") == (200, {"id": 1, "name": "One"})
        scenario.write_text(says.replace("getToy", "getTy") % "Two")
        mock.said("the mock goes on as it was")
        scenario.write_text(says % "Three")
        mock.said("mock.yaml: live in ")

        assert mock.get("/toys/1") == (200, {"id": 1, "name": "Three"})


def test_no_request_fails_while_saves_are_served(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        _, toy = mock.send("POST", "/toys", {"name": "Top"})
        seen: list[int] = []
        over = threading.Event()

        def ask() -> None:
            while not over.is_set():
                seen.append(mock.get(f"/toys/{toy['id']}")[0])

        several = [threading.Thread(target=ask) for _ in range(4)]
        for one in several:
            one.start()
        for version in range(1, 6):
            replace(folder / "root.yaml", ROOT.replace("'1'", f"'{version + 1}'"))
            mock.said("root.yaml: live in ", version)
        over.set()
        for one in several:
            one.join()

        assert set(seen) == {200}
        assert len(seen) > 20


def test_a_save_is_answered_from_within_0_4_seconds(folder: Path) -> None:
    with mocking(folder, "root.yaml") as mock:
        _, toy = mock.send("POST", "/toys", {"name": "Top"})
        took = []
        for text in (WITH_KIND, SCHEMAS, WITH_KIND):
            (folder / "schemas.yaml").write_text(text)
            begun = time.monotonic()
            wait_for(partial(is_of_kind, mock, toy["id"], "toy" if text is WITH_KIND else None))
            took.append(time.monotonic() - begun)

        assert min(took) < 0.4


def test_what_was_broken_to_begin_with_is_warned_of_and_does_not_keep_saves_out(
    folder: Path,
) -> None:
    (folder / "toys.yaml").write_text(PATHS.replace("in: path,", "in: path, style: odd,"))

    with mocking(folder, "root.yaml") as mock:
        assert any(
            "toys.yaml:14:39: " in line and "warning: wrong-value" in line for line in mock.lines
        )
        replace(folder / "schemas.yaml", WITH_KIND)
        mock.said("schemas.yaml: live in ")


def test_strict_refuses_what_lenient_reading_passes_over(folder: Path) -> None:
    (folder / "toys.yaml").write_text(PATHS.replace("in: path,", "in: path, style: odd,"))

    done = refused(folder, "root.yaml", "--strict")

    assert done.returncode == 2
    assert done.stdout.startswith("toys.yaml:14:39: wrong-value: style cannot be 'odd'")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("swagger: '2.0'\n", "root.yaml:1:1: swagger-2: Swagger 2.0 is not read; "),
        ("openapi: 3.1.1\npaths: {}\n", "root.yaml:2:1: no-operations: "),
        ("openapi: 3.1.1\npaths: [\n", "root.yaml:3:1: yaml-syntax: "),
        ("title: Toys\n", "root.yaml:1:1: not-openapi: "),
    ],
)
def test_what_leaves_nothing_to_serve_is_refused(tmp_path: Path, text: str, finding: str) -> None:
    (tmp_path / "root.yaml").write_text(text)

    done = refused(tmp_path, "root.yaml")

    assert done.returncode == 2
    assert any(line.startswith(finding) for line in done.stdout.splitlines()), done.stdout


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = refused(folder, "root.yaml", "--port", port)

    assert done.returncode == 2
    assert (
        done.stdout == f"127.0.0.1:{port}:1:1: cannot-listen: Address already in use; use --port\n"
    )


def refused(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tenon", "mock", "--port", "0", *arguments],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "PORT"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(
    ("option", "told"),
    [(("--size", "-4"), "--size: write 0 to 10000"),
     (("--size", "99999"), "--size: write 0 to 10000"),
     (("--stream-delay", "-1"), "--stream-delay: write 0 to 3600")],
)  # fmt: skip
def test_a_number_that_nothing_can_be_made_of_is_told(
    folder: Path, option: tuple[str, str], told: str
) -> None:
    done = refused(folder, "root.yaml", *option)

    assert done.returncode == 2
    assert done.stdout == f"<arguments>:1:1: bad-option: {told}\n"


def test_a_mistake_in_a_scenario_is_told_as_its_file_was_named(folder: Path) -> None:
    (folder / "mock.yaml").write_text("scenarios: [{operation: nope, answers: [pass]}]")

    done = refused(folder, "root.yaml", "--scenario", "mock.yaml")

    assert done.returncode == 2
    assert done.stdout.startswith("mock.yaml:1:14: unknown-operation: ")


def test_the_control_answers_under_a_name_that_is_allowed(folder: Path) -> None:
    with mocking(folder, "root.yaml", "--allow-host", "mock.test") as mock:
        asked = [
            mock.get("/__mock/state", Host=name)[0] for name in ("mock.test:4010", "evil.test")
        ]

    assert asked == [200, 403]
