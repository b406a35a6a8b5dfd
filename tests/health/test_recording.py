"""What a service records of its replies."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tenon.mock.app import MockApp
from tenon.runtime.problem import NotFound
from tenon.runtime.service import Service
from tests.health.made import PATHS
from tests.tiny import ROOT, ask, contract

HERE = "tests/health/test_recording.py::"


async def get_pet(pet_id: int) -> dict[str, Any]:
    if pet_id > 1:
        raise NotFound("No such pet.")
    return {"id": 1, "name": "Rex"}


def service() -> Service:
    return Service(contract(PATHS), {"getPet": get_pet})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that services are told to record to."""
    file = tmp_path / "build/seen.jsonl"
    monkeypatch.setenv("TENON_COVERAGE", str(file))
    return file


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


async def test_each_kind_of_reply_is_told_once(file: Path) -> None:
    app = service()
    for path in ("/pets/1", "/pets/1", "/pets/2", "/pets/0"):
        await ask(app, "GET", path)

    test = f"{HERE}test_each_kind_of_reply_is_told_once"
    said = {
        "kind": "test", "contract": "Tiny", "operation": "getPet", "method": "GET",
        "path": "/pets/{pet_id}", "test": test,
    }  # fmt: skip
    assert lines(file) == [said | {"status": status} for status in (200, 404, 422)]


async def test_outside_of_a_test_there_is_no_name(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    await ask(service(), "GET", "/pets/1")

    assert [line["test"] for line in lines(file)] == [None]


async def test_what_nobody_answers_says_nothing(file: Path) -> None:
    assert (await ask(service(), "GET", "/pets")).status == 501
    assert (await ask(service(), "PUT", "/pets/1")).status == 405
    assert (await ask(service(), "GET", "/nowhere")).status == 404

    assert lines(file) == []


async def test_a_mock_says_nothing_of_the_service(file: Path) -> None:
    assert (await ask(MockApp(contract(PATHS)), "GET", "/pets/1")).status == 200

    assert lines(file) == []


async def test_without_the_variable_nothing_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENON_COVERAGE", raising=False)
    leaf, _ = service()._dispatcher.find(b"/pets/1") or pytest.fail("no such path")

    assert type(leaf.methods["GET"]).__name__ == "_Endpoint"


async def test_a_file_that_cannot_be_written_stops_no_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TENON_COVERAGE", str(tmp_path))
    with caplog.at_level(logging.ERROR, "tenon"):
        answer = await ask(service(), "GET", "/pets/1")

    assert answer.status == 200
    assert "TENON_COVERAGE: nothing is recorded" in caplog.text


_PROCESS = """
import asyncio, os, signal
from tests.health.test_recording import service
from tests.tiny import ask

async def main():
    for pet in (1, 2):
        await ask(service(), "GET", f"/pets/{pet}")

asyncio.run(main())
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_processes_share_a_file_and_may_be_killed(file: Path) -> None:
    environment = {**os.environ, "PYTEST_CURRENT_TEST": "a test (call)", "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-c", _PROCESS], env=environment) for _ in range(3)
    ]
    assert [process.wait(60) for process in running] == [-9, -9, -9]

    seen = [(line["test"], line["status"]) for line in lines(file)]
    assert sorted(seen) == [*[("a test", 200)] * 3, *[("a test", 404)] * 3]
