"""Several serving processes: what they share, how they are watched, and how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.handlers.auth_api import REFRESH, auth_keys
from tests.handlers.book_api import BOOKS
from tests.handlers.job_tools import CHECK, JOBS
from tests.handlers.test_jobs_bus import REDIS, redis_client

ROOT = Path(__file__).parents[2]
Draft = Callable[..., dict[str, Any]]


class Served:
    """A command that serves, by several processes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []
        self.url = ""
        self._reading: asyncio.Task[None] | None = None

    async def hear(self) -> None:
        """Wait until it says where it serves; then take what it says on."""
        async with asyncio.timeout(60):
            while "at http://" not in (line := await self._line()):
                assert line, "".join(self.said)
        self.url = line.split()[-1]
        self._reading = asyncio.create_task(self._read())

    async def end(self) -> int:
        self.process.terminate()
        code = await asyncio.wait_for(self.process.wait(), 40)
        assert self._reading is not None
        await self._reading
        return code

    def children(self) -> list[int]:
        """The processes that serve."""
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    async def _line(self) -> str:
        assert self.process.stderr is not None
        line = (await self.process.stderr.readline()).decode()
        self.said.append(line)
        return line

    async def _read(self) -> None:
        while await self._line():
            pass


@asynccontextmanager
async def served(folder: Path, *arguments: str, **given: str) -> AsyncIterator[Served]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/books.db",
        "VAR_DIR": str(folder),
        "SAMPLE_DATA": "false",
        "ENVIRONMENT": "production",
        "AUTH_ENABLED": "false",
        "AUTH_KEYS": auth_keys(),
        **given,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tenon", "serve", "--port", "0", *arguments),
        cwd=ROOT,
        env=environment,
        stderr=asyncio.subprocess.PIPE,
    )
    found = Served(process)
    try:
        await found.hear()
        yield found
    finally:
        if process.returncode is None:
            await found.end()


def running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def ask(url: str, method: str, path: str, **sent: Any) -> httpx.Response:
    """One request on a connection of its own, so that any process may take it."""
    async with httpx.AsyncClient(base_url=url, timeout=20) as api:
        return await api.request(method, path, **sent)


async def test_two_processes_are_watched_and_end_in_order(tmp_path: Path) -> None:
    async with served(tmp_path, "--workers", "2", "--log-level", "warning") as service:
        first = service.children()
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        async with asyncio.timeout(30):
            while True:
                if len(set(service.children()) - {first[0]}) == 2:
                    break
                await asyncio.sleep(0.05)
        replies = [await ask(service.url, "GET", BOOKS) for _ in range(4)]
        assert {reply.status_code for reply in replies} == {200}
        assert await service.end() == 0
    said = "".join(service.said)
    assert said.count("Book Management API 1.0.0 at http://") == 1
    assert f"a serving process ended ({-signal.SIGKILL}); another begins" in said
    assert not [pid for pid in first if running(pid)]


@asynccontextmanager
async def each(service: Served) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A client of each of two processes: a connection stays with the one that took it.

    Each process begins the ids of its requests in its own way.
    """
    async with AsyncExitStack() as opened, asyncio.timeout(30):
        found: dict[str, httpx.AsyncClient] = {}
        while len(found) < 2:
            clients = [httpx.AsyncClient(base_url=service.url, timeout=20) for _ in range(6)]
            for client in clients:
                opened.push_async_callback(client.aclose)
            replies = await asyncio.gather(*(client.get("/health") for client in clients))
            for client, reply in zip(clients, replies, strict=True):
                found[reply.headers["x-request-id"].partition("-")[0]] = client
        yield list(found.values())


async def test_one_key_counts_once_in_all_processes(tmp_path: Path, book_draft: Draft) -> None:
    draft, key = book_draft(), {"Idempotency-Key": "one"}
    async with served(tmp_path, WEB_WORKERS="2") as service:
        async with each(service) as clients:
            sent = [
                client.post(BOOKS, json=draft, headers=key) for _ in range(6) for client in clients
            ]
            replies = await asyncio.gather(*sent)
            again = [await client.post(BOOKS, json=draft, headers=key) for client in clients]
        assert {reply.status_code for reply in replies} <= {201, 409}  # 409: one is under way
        made = {reply.json()["id"] for reply in replies if reply.status_code == 201}
        assert len(made) == 1
        assert [reply.json()["id"] for reply in again] == 2 * list(made)
        assert (await ask(service.url, "GET", BOOKS)).json()["total"] == 1
        assert await service.end() == 0


@pytest.fixture
async def redis_url() -> AsyncIterator[str]:
    """A Redis database whose limits are forgotten afterwards."""
    client = await redis_client()
    await _forget(client)
    yield REDIS
    await _forget(client)
    await client.aclose()


async def _forget(client: Any) -> None:
    if keys := [key async for key in client.scan_iter("books:limit:*")]:
        await client.delete(*keys)


async def test_a_limit_holds_for_all_processes_together(tmp_path: Path, redis_url: str) -> None:
    wrong = {"refresh_token": "x" * 43}
    async with (
        served(tmp_path, "--workers", "2", REDIS_URL=redis_url) as service,
        each(service) as clients,
    ):
        began = time.monotonic()
        by_client = [Counter[int](), Counter[int]()]
        for _ in range(50):
            sent = [client.post(REFRESH, json=wrong) for client in clients]
            for counted, reply in zip(by_client, await asyncio.gather(*sent), strict=True):
                counted[reply.status_code] += 1
        regained = int(time.monotonic() - began) + 1  # one a second
    assert 60 <= sum(counted[401] for counted in by_client) <= 60 + regained
    assert all(counted[429] > 0 for counted in by_client)


async def test_requests_under_way_are_answered_and_streams_ended(tmp_path: Path) -> None:
    async with served(tmp_path, JOB_WORKERS="0", SHUTDOWN_S="5") as service:
        started = await ask(service.url, "POST", JOBS, json=CHECK)
        heard = b""
        async with (
            httpx.AsyncClient(base_url=service.url, timeout=20) as api,
            api.stream("GET", started.json()["events_url"]) as stream,
        ):
            assert stream.status_code == 200
            began = time.monotonic()
            service.process.terminate()
            async for part in stream.aiter_raw():
                heard += part
        assert await asyncio.wait_for(service.process.wait(), 20) == 0
    assert b'"status":"queued"' in heard
    assert heard.endswith(b": the server goes; ask again\n\n")
    assert time.monotonic() - began < 4


async def test_a_job_under_way_is_given_back(tmp_path: Path) -> None:
    slow = {"JOB_DRAIN_S": "0", "JOB_LEASE_S": "600"}
    async with served(tmp_path, **slow) as service:
        started = [await ask(service.url, "POST", JOBS, json=CHECK) for _ in range(20)]
        assert await service.end() == 0
    async with served(tmp_path) as service:
        async with asyncio.timeout(20):
            for reply in started:
                while True:
                    found = await ask(service.url, "GET", f"{JOBS}/{reply.json()['id']}")
                    if found.json()["status"] == "succeeded":
                        break
                    await asyncio.sleep(0.02)
