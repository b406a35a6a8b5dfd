"""What several test modules of the mock stand on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tenon.contract import Contract
from tenon.mock.deliveries import Deliveries
from tenon.mock.issuer import Issuer
from tenon.mock.scenario import Scenarios
from tenon.runtime.service import Service
from tests.mock.issuing import secured
from tests.mock.receiving import Receive, Receiver
from tests.mock.scripted import PETS, Play, Scripted, State, Write


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def written(text: str) -> Path:
        Path("mock.yaml").write_text(text)
        return Path("mock.yaml")

    return written


@pytest.fixture
def play(write: Write) -> Play:
    """A service that answers what the scenarios of a text say."""

    def made(text: str, state: State | None = None, contract: Contract = PETS) -> Service:
        scenarios = Scenarios.load(write(text), contract)
        scripted = Scripted(scenarios, state or State())
        return Service(contract, {one.id: scripted for one in contract.operations})

    return made


@pytest.fixture
async def receive() -> AsyncIterator[Receive]:
    servers = []

    async def opened(*statuses: str) -> Receiver:
        receiver = Receiver(*statuses)
        server = await asyncio.start_server(receiver.take, "127.0.0.1", 0)
        receiver.port = server.sockets[0].getsockname()[1]
        servers.append(server)
        return receiver

    yield opened
    for server in servers:
        server.close()


@pytest.fixture
async def deliveries() -> AsyncIterator[Deliveries]:
    made = Deliveries(backoff_s=0.01, timeout_s=2.0)
    yield made
    await made.close()


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer(secured())
