"""`tenon dev`, as one works with it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest

from tests.cli.projects import CONTRACT, Project

SAVED_S = 1.0
LIMIT_S = 20.0


class Dev:
    """A running development server and what it has said."""

    def __init__(self, project: Project, *arguments: str) -> None:
        self.process = subprocess.Popen(
            project.command("dev", "--port", "0", *arguments),
            cwd=project.root,
            env=project.variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        found = self.says(r"at http://127\.0\.0\.1:(\d+)$")
        self.port = int(found[1])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def says(self, pattern: str, after: int = 0) -> re.Match[str]:
        """Wait until a line matches."""
        until = time.monotonic() + LIMIT_S
        while time.monotonic() < until:
            for line in self.lines[after:]:
                if match := re.search(pattern, line):
                    return match
            time.sleep(0.005)
        pytest.fail(f"{pattern} was not said:\n" + "\n".join(self.lines))

    def ask(self, path: str) -> http.client.HTTPResponse:
        """An answer whose body is read, for its headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        connection.request("GET", path)
        reply = connection.getresponse()
        found = reply.status, reply.read().decode()
        connection.close()
        return found

    def until(self, holds: Callable[[], bool]) -> float:
        """The seconds until something holds."""
        begun = time.monotonic()
        while not holds():
            assert time.monotonic() - begun < LIMIT_S, "\n".join(self.lines)
            time.sleep(0.01)
        return time.monotonic() - begun

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Callers:
    """Connections that are kept and used without pause, and what went wrong with them."""

    def __init__(self, port: int, path: str, number: int = 3) -> None:
        self.failed: list[str] = []
        self.answered = 0
        self._port, self._path = port, path
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._call) for _ in range(number)]
        for thread in self._threads:
            thread.start()

    def _call(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LIMIT_S)
        while not self._stop.is_set():
            try:
                connection.request("GET", self._path)
                reply = connection.getresponse()
                reply.read()
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                connection.close()
                time.sleep(0.05)
                continue
            self.answered += 1
            if reply.status != 200:
                self.failed.append(str(reply.status))
            time.sleep(0.002)
        connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def dev(project: Project) -> Iterator[Dev]:
    running = Dev(project)
    yield running
    running.stop()


def processes(parent: int) -> list[int]:
    """The processes below one, theirs included."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found += [int(entry.name), *processes(int(entry.name))]
    return found


def title(dev: Dev) -> str:
    return str(json.loads(dev.get("/openapi.json")[1])["info"]["title"])


def entitle(project: Project, wanted: str) -> None:
    text = re.sub(r"title: [^,]*,", f"title: {wanted},", project.read(CONTRACT), count=1)
    project.write(CONTRACT, text)


def warm(dev: Dev, project: Project) -> None:
    """Let the generator and the nursery do what they do once."""
    time.sleep(2.5)
    project.edit(CONTRACT, "summary: Drop a book", "summary: Drop the book")
    dev.says(r": live in ")


def test_a_save_of_the_contract_is_served_within_a_second(dev: Dev, project: Project) -> None:
    warm(dev, project)
    times = []
    for wanted in ("Shelf 1", "Shelf 2", "Shelf 3"):
        entitle(project, wanted)
        times.append(dev.until(lambda wanted=wanted: title(dev) == wanted))  # type: ignore[misc]
        time.sleep(0.4)

    assert min(times) < SAVED_S


def test_a_save_of_a_handler_is_served_within_a_second(dev: Dev, project: Project) -> None:
    warm(dev, project)
    project.edit("shop/app.py", "No such book.", "No book here.")

    assert dev.until(lambda: "No book here." in dev.get("/books/7")[1]) < SAVED_S
    dev.says(r"^shop/app\.py: live in 0\.\d\d s$")


def test_two_saves_of_the_same_length_in_a_second_are_both_served(
    dev: Dev, project: Project
) -> None:
    warm(dev, project)
    for wanted in ("One book less", "Two book less", "Six book less"):
        text = re.sub(r'GREETING = ".*"', f'GREETING = "{wanted}"', project.read("shop/app.py"))
        project.write("shop/app.py", text)
        dev.until(lambda wanted=wanted: wanted in dev.get("/books/7")[1])  # type: ignore[misc]


def test_a_broken_contract_is_told_and_the_old_one_keeps_serving(
    dev: Dev, project: Project
) -> None:
    with Callers(dev.port, "/books") as callers:
        project.edit(CONTRACT, "schemas.yaml#/Draft", "schemas.yaml#/Drft")

        dev.says(r"^openapi/openapi\.yaml:\d+:\d+: unresolved-ref: .*/Drft does not exist")
        dev.says(r"^the contract as it was keeps serving$")
        assert title(dev) == "Shelf"

        project.edit(CONTRACT, "schemas.yaml#/Drft", "schemas.yaml#/Draft")
        project.edit(CONTRACT, "title: Shelf", "title: Mended shelf")
        dev.until(lambda: title(dev) == "Mended shelf")
    assert callers.failed == []
    assert callers.answered > 100


def test_no_request_fails_while_saves_are_served(dev: Dev, project: Project) -> None:
    warm(dev, project)
    with Callers(dev.port, "/books") as callers:
        for wanted in ("Shelf 1", "Shelf 2", "Shelf 3", "Shelf 4"):
            entitle(project, wanted)
            dev.until(lambda wanted=wanted: title(dev) == wanted)  # type: ignore[misc]
            time.sleep(0.3)

    assert callers.failed == []
    assert callers.answered > 100


def test_a_file_that_a_new_reference_names_is_watched(dev: Dev, project: Project) -> None:
    project.write("openapi/parts/dates.yaml", "Day: { type: string, format: date }\n")
    project.edit(
        "openapi/schemas.yaml",
        "    note: {",
        "    read_on: { $ref: parts/dates.yaml#/Day }\n    note: {",
    )
    dev.until(lambda: "read_on" in dev.get("/openapi.json")[1])

    project.edit("openapi/parts/dates.yaml", "format: date ", "format: date-time ")

    dev.until(lambda: '"date-time"' in dev.get("/openapi.json")[1])


def test_a_handler_that_cannot_be_imported_is_told_and_the_old_one_keeps_serving(
    dev: Dev, project: Project
) -> None:
    good = project.read("shop/app.py")
    project.write("shop/app.py", good + "\nprint(nothing)\n")

    line = good.count("\n") + 2
    dev.says(rf"^shop/app\.py:{line}:7: import-failed: NameError: name 'nothing' is not defined")
    dev.says(r"^  \|     print\(nothing\)$")
    assert "importlib" not in "\n".join(dev.lines)
    dev.says(r"^the code as it was keeps serving$")
    assert dev.get("/books")[0] == 200

    project.write("shop/app.py", good.replace("No such book.", "Mended."))
    dev.until(lambda: "Mended." in dev.get("/books/7")[1])


def test_an_operation_without_a_handler_is_mocked_and_says_so(dev: Dev, project: Project) -> None:
    assert dev.ask("/books").getheader("x-mock") is None
    project.edit("shop/app.py", "async def get_book", "async def read_book")

    dev.until(lambda: dev.ask("/books/1").getheader("x-mock") == "true")
    assert dev.get("/books/1")[0] == 200
    assert dev.ask("/books").getheader("x-mock") is None


def test_a_request_that_runs_is_finished_by_the_worker_that_began_it(
    dev: Dev, project: Project
) -> None:
    project.edit(
        "shop/app.py",
        "        return list(self.rows",
        "        import asyncio\n        await asyncio.sleep(1.5)\n        return list(self.rows",
    )
    dev.says(r"^shop/app\.py: live in")
    found: list[tuple[int, str]] = []
    caller = threading.Thread(target=lambda: found.append(dev.get("/books")))
    caller.start()
    time.sleep(0.3)
    project.edit("shop/app.py", "No such book.", "Changed meanwhile.")
    dev.until(lambda: "Changed meanwhile." in dev.get("/books/7")[1])

    caller.join()
    assert found == [(200, "[]")]


def test_a_project_without_an_application_is_mocked(project: Project) -> None:
    project.edit("pyproject.toml", 'app = "shop.app:app"\n', "")
    dev = Dev(project)
    try:
        dev.says(r"^  \d+ of its operations have no handler yet and are mocked$")
        assert dev.ask("/books").getheader("x-mock") == "true"
        project.edit(CONTRACT, "title: Shelf", "title: Bare shelf")
        dev.until(lambda: title(dev) == "Bare shelf")
    finally:
        dev.stop()


def test_an_interrupt_ends_all_processes_and_the_exit_code_is_0(project: Project) -> None:
    dev = Dev(project)
    children = processes(dev.process.pid)
    assert len(children) == 2

    dev.stop()

    assert dev.process.returncode == 0
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert "Traceback" not in "\n".join(dev.lines)


def test_no_process_is_left_when_the_main_one_is_killed(project: Project) -> None:
    dev = Dev(project)
    children = processes(dev.process.pid)

    os.kill(dev.process.pid, signal.SIGKILL)

    try:
        dev.until(lambda: not [c for c in children if _alive(c)])
    finally:
        dev.stop()


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
