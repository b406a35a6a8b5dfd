"""`tenon proxy`."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from tests.cli.conftest import project  # noqa: F401  a fixture
from tests.cli.projects import Project
from tests.conftest import Listen
from tests.proxy.upstreams import Service

CONTRACT = """
openapi: 3.1.0
info: {title: Things, version: "2"}
paths:
  /things/{id}:
    get:
      operationId: readThing
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: one
          content: {application/json: {schema: {type: object, required: [id]}}}
"""


@contextmanager
def passing(
    project: Project,  # noqa: F811
    listen: Listen,
    service: Service,
    *arguments: str,
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    project.write("things.yaml", CONTRACT)
    host, port = listen(service)
    command = project.command(
        "proxy", "things.yaml", "--upstream", f"http://{host}:{port}", "--port", "0", *arguments
    )
    process = subprocess.Popen(
        command, cwd=project.root, env=project.variables(), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        assert said.startswith("Things 2 at http://127.0.0.1:")
        yield said.split()[3].rstrip(","), process
    finally:
        process.kill()
        process.communicate()


def ended(process: subprocess.Popen[str], by: signal.Signals = signal.SIGINT) -> str:
    process.send_signal(by)
    return process.communicate(timeout=20)[1]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_traffic_is_judged_and_reported(
    project: Project,  # noqa: F811
    listen: Listen,
    by: signal.Signals,
) -> None:
    service = Service(body=b"{}")
    reports = ["--report", "seen.json", "--junit", "seen.xml", "--record", "examples.yaml"]
    with passing(project, listen, service, *reports) as (url, process):
        answer = httpx.get(f"{url}/things/7")
        said = ended(process, by)

    assert (answer.status_code, answer.content) == (200, b"{}")
    assert said.splitlines() == [
        'GET /things/7 200: response body /id: required: "id" is a required property',
        "1 exchange, 1 of 1 operations, 1 kind of violations",
    ]
    assert process.returncode == 1
    assert json.loads(project.read("seen.json"))["operations"][0]["exchanges"] == 1
    assert "<failure" in project.read("seen.xml")
    assert not Path(project.path("examples.yaml")).exists()


def test_what_keeps_the_contract_is_recorded(project: Project, listen: Listen) -> None:  # noqa: F811
    service = Service(body=b'{"id": 7}')
    with passing(project, listen, service, "--record", "examples.yaml") as (url, process):
        httpx.get(f"{url}/things/7")
        said = ended(process)

    assert said.endswith("1 exchange, 1 of 1 operations, no kinds of violations\n")
    assert process.returncode == 0
    assert len(yaml.safe_load(project.read("examples.yaml"))["actions"]) == 1


def test_with_errors_it_fails_closed(project: Project, listen: Listen) -> None:  # noqa: F811
    with passing(project, listen, Service(body=b"{}"), "--errors") as (url, process):
        asked, answered = httpx.get(f"{url}/things/x"), httpx.get(f"{url}/things/7")
        ended(process)

    assert (asked.status_code, answered.status_code) == (422, 502)
    assert [asked.headers["date"][-3:], answered.headers["date"][-3:]] == ["GMT", "GMT"]


def test_the_upstream_says_when_it_answered(project: Project, listen: Listen) -> None:  # noqa: F811
    with passing(project, listen, Service(body=b"{}")) as (url, process):
        answer = httpx.get(f"{url}/things/7")
        ended(process)

    assert len(answer.headers.get_list("date")) == 1


def test_what_the_upstream_lacks_is_mocked(project: Project, listen: Listen) -> None:  # noqa: F811
    with passing(project, listen, Service(501)) as (url, process):
        answer = httpx.get(f"{url}/things/7")
        ended(process)

    assert (answer.status_code, answer.headers["x-mock"]) == (200, "true")
    assert "id" in answer.json()


def test_a_wrong_address_is_a_finding(project: Project) -> None:  # noqa: F811
    project.write("things.yaml", CONTRACT)

    done = project.run("proxy", "things.yaml", "--upstream", "localhost:8000")

    assert done.returncode == 2
    assert done.stdout == (
        "localhost:8000:1:1: bad-upstream: it is no http or https URL of a host; "
        "write one such as http://127.0.0.1:8000\n"
    )


def live(process: subprocess.Popen[str], end: str) -> list[str]:
    """What a proxy says up to a line that ends so."""
    assert process.stderr is not None
    lines = [process.stderr.readline()]
    while lines[-1] and not re.search(end, lines[-1]):
        lines.append(process.stderr.readline())
    return lines


def test_a_save_is_judged_by_and_a_broken_one_changes_nothing(
    project: Project,  # noqa: F811
    listen: Listen,
) -> None:
    service = Service(body=b'{"id": 7}')
    record = ["--record", "examples.yaml", "--report", "seen.json"]
    with passing(project, listen, service, *record) as (url, process):
        before = httpx.get(f"{url}/things/7")
        project.write("things.yaml", CONTRACT.replace("[id]", "[id, name]"))
        live(process, "things.yaml: live in")
        after = httpx.get(f"{url}/things/7")
        project.write("things.yaml", "openapi: [")
        told = live(process, "goes on as it was")
        broken = httpx.get(f"{url}/things/7")
        project.write("things.yaml", CONTRACT)
        live(process, "things.yaml: live in")
        mended = httpx.get(f"{url}/things/8")
        said = ended(process)

    kept = ["tenon-violations" not in answer.headers for answer in (before, after, broken, mended)]
    assert kept == [True, False, False, True]
    assert any(re.match(r"things.yaml:[0-9]+:[0-9]+: yaml-syntax: ", line) for line in told)
    assert told[-1] == "the proxy goes on as it was\n"
    assert said.endswith("4 exchanges, 1 of 1 operations, 1 kind of violations\n")
    assert json.loads(project.read("seen.json"))["operations"][0]["exchanges"] == 4
    (action,) = yaml.safe_load(project.read("examples.yaml"))["actions"]
    assert sorted(action["update"]["examples"]) == ["recorded-7", "recorded-8"]


def test_what_is_mocked_follows_a_save(project: Project, listen: Listen) -> None:  # noqa: F811
    with passing(project, listen, Service(501)) as (url, process):
        before = httpx.get(f"{url}/things/7").json()
        kind = "required: [id, kind], properties: {kind: {const: thing}}"
        project.write("things.yaml", CONTRACT.replace("required: [id]", kind))
        live(process, "things.yaml: live in")
        after = httpx.get(f"{url}/things/7").json()
        ended(process)

    assert (before.get("kind"), after.get("kind")) == (None, "thing")
