"""`tenon serve`."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.projects import CONTRACT, Project


@contextmanager
def serving(project: Project, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server on an inherited socket, so that no port need be guessed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        fd = listener.fileno()
        process = subprocess.Popen(
            project.command("serve", *arguments, "--fd", str(fd)),
            cwd=project.root,
            env=project.variables(),
            pass_fds=[fd],
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        yield url, process
    finally:
        process.kill()
        process.communicate()


def answer(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_the_application_of_the_project_is_served(project: Project) -> None:
    with serving(project) as (url, _):
        assert answer(f"{url}/books") == (200, b"[]")


def test_where_it_serves_and_its_documents_are_said(project: Project) -> None:
    with serving(project) as (url, process):
        answer(f"{url}/books")
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)

    assert said == (
        f"Shelf 1.0.0 at {url}\n  {url}/docs\n  {url}/reference\n  {url}/openapi.json\n"
    )


def test_sigterm_ends_it_in_order(project: Project) -> None:
    with serving(project) as (url, process):
        answer(f"{url}/books")
        process.terminate()
        process.communicate(timeout=20)

    assert process.returncode in (0, -signal.SIGTERM)


def test_a_bare_contract_answers_501_everywhere(project: Project) -> None:
    with serving(project, "--contract", CONTRACT) as (url, _):
        status, body = answer(f"{url}/books")
        document = json.loads(answer(f"{url}/openapi.json")[1])

    assert status == 501
    assert json.loads(body)["status"] == 501
    assert document["info"]["title"] == "Shelf"


def test_the_first_answer_comes_within_2_seconds(project: Project) -> None:
    times = []
    for _ in range(3):
        begun = time.monotonic()
        with serving(project) as (url, _):
            assert answer(f"{url}/books")[0] == 200
            times.append(time.monotonic() - begun)

    assert min(times) < 2.0


def test_an_address_in_use_is_a_finding(project: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = project.run("serve", "--port", str(port))

    assert done.returncode == 2
    assert done.stdout == (
        f"127.0.0.1:{port}:1:1: cannot-listen: Address already in use; use --port\n"
    )


@pytest.mark.parametrize("port", ["-1", "65536", "99999"])
def test_what_is_no_port_is_a_finding(project: Project, port: str) -> None:
    done = project.run("serve", f"--port={port}")

    assert done.returncode == 2
    assert done.stdout.endswith(f"cannot-listen: {port} is no port; use one from 0 to 65535\n")


def test_an_application_that_is_not_there_is_a_finding(project: Project) -> None:
    done = project.run("serve", "shop.app:ap")

    assert done.returncode == 2
    assert done.stdout == "<arguments>:1:1: bad-import: shop.app has no ap\n"


def test_a_project_without_an_application_is_told_what_to_do(project: Project) -> None:
    project.edit("pyproject.toml", 'app = "shop.app:app"\n', "")

    done = project.run("serve")

    assert done.stdout == (
        "pyproject.toml:1:1: no-app: no app is set; name one, as module:attribute, "
        "or serve a bare contract with --contract\n"
    )


def test_an_application_that_does_not_start_fails(project: Project) -> None:
    project.write(
        "shop/broken.py",
        "from contextlib import asynccontextmanager\n"
        "from fastapi import FastAPI\n"
        "@asynccontextmanager\n"
        "async def lifespan(app):\n"
        "    raise RuntimeError('no database')\n"
        "    yield\n"
        "app = FastAPI(lifespan=lifespan)\n",
    )

    done = project.run("serve", "shop.broken:app", "--port", "0")

    assert done.returncode in (1, 3)
    assert "no database" in done.stderr


def test_a_scheme_that_nobody_answers_for_is_a_finding(project: Project) -> None:
    file = "generated/contract.json"
    document = json.loads(project.read(file))
    document["security"] = [{"token": []}]
    scheme = {"type": "http", "scheme": "bearer"}
    document.setdefault("components", {})["securitySchemes"] = {"token": scheme}
    project.write(file, json.dumps(document))

    done = project.run("serve", "--port", "0")

    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout == (
        "contract.json:1:1: no-authenticator: /components/securitySchemes/token (http bearer) is "
        "required by listBooks, and nothing knows its callers; give contract_app "
        "authenticators={'token': ...}, or set auth_enabled=False for local work\n"
    )
