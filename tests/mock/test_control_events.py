"""What an open page is told of a mock, and what outlives a reload."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest

from tenon.finding import Finding, Place
from tenon.mock.control import Control
from tests.conftest import Connect
from tests.mock.controlled import Controlled, Mock


@pytest.fixture
def mock() -> Mock:
    return Mock()


@pytest.fixture
def tiny(connect: Connect, mock: Mock) -> httpx.AsyncClient:
    return connect(Controlled(mock))


async def heard(mock: Mock, control: Control, most: int) -> list[tuple[str, Any]]:
    """The first events that a page is told."""
    scope = {"type": "http", "method": "GET", "path": "/__mock/events", "headers": [],
             "raw_path": b"/__mock/events", "query_string": b""}  # fmt: skip
    found: list[tuple[str, Any]] = []
    gone = asyncio.Event()

    async def receive() -> MutableMapping[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        for block in message.get("body", b"").decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
            if "event" in lines:
                found.append((lines["event"], json.loads(lines["data"])))
        if len(found) >= most:
            gone.set()

    application = control.find(scope)
    assert application is not None
    await asyncio.wait_for(application(scope, receive, send), 10)
    return found


async def test_a_page_is_told_what_happens(tiny: httpx.AsyncClient, mock: Mock) -> None:
    control = Control(mock)
    await tiny.get("/pets")
    mock.log.holder = mock
    told = asyncio.create_task(heard(mock, control, 5))
    await asyncio.sleep(0.1)
    await tiny.post("/pets", json={})
    mock.findings.append(Finding(Place("a"), "rule", "message"))
    names = [name for name, _ in await told]
    assert names == ["hello", "request", "request", "contract", "state"]


async def test_the_events_end_when_another_mock_takes_over(mock: Mock) -> None:
    control = Control(mock)
    told = asyncio.create_task(heard(mock, control, 99))
    await asyncio.sleep(0.05)
    Control(Mock(log=mock.log), control)
    assert [name for name, _ in await told] == ["hello"]


async def test_the_events_end_when_the_server_goes(mock: Mock) -> None:
    control = Control(mock)
    told = asyncio.create_task(heard(mock, control, 99))
    await asyncio.sleep(0.05)
    control.end_streams()
    assert [name for name, _ in await told] == ["hello"]


async def test_snapshots_outlive_a_reload(connect: Connect, mock: Mock) -> None:
    first = Controlled(mock)
    await connect(first).post("/__mock/snapshot", json={"name": "kept"})
    second = Controlled(Mock(log=mock.log))
    second.control = Control(second.mock, first.control)
    (told,) = (await connect(second).get("/__mock/snapshots")).json()["items"]
    assert told["name"] == "kept"
