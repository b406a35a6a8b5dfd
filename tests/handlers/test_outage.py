"""PostgreSQL and Redis stopped, silenced and started under load: refusals, and nothing lost."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from handlers.isbn import sample_isbn
from handlers.store import postgres
from tests.handlers.book_api import BOOKS, client, running
from tests.handlers.broken_way import BrokenWay, broken_way

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
READY = "/health/ready"
WRITERS, READERS = 6, 2
LONGEST_S = 8.0  # that any request may take, whatever is broken
PATIENCE_S = 20.0


class Load:
    """Callers who write and read all the time, and what they were told."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self._api = api
        self._source = random.Random(5)
        self.statuses: Counter[int] = Counter()
        self.acknowledged: dict[int, str] = {}
        self.longest_s = 0.0
        self.without_hint = 0
        self.enough = False

    async def write(self) -> None:
        while not self.enough:
            draft: dict[str, Any] = {
                "title": f"Book {self._source.getrandbits(40)}",
                "author_name": "Ursula K. Le Guin",
                "isbn": sample_isbn(self._source),
                "genre": "fiction",
                "price": 5,
            }
            reply = await self._ask("POST", BOOKS, json=draft)
            if reply.status_code == 201:
                self.acknowledged[reply.json()["id"]] = draft["title"]
            await asyncio.sleep(0.005)

    async def read(self) -> None:
        while not self.enough:
            await self._ask("GET", BOOKS)
            await asyncio.sleep(0.005)

    async def _ask(self, method: str, path: str, **sent: Any) -> httpx.Response:
        began = time.monotonic()
        reply = await self._api.request(method, path, **sent)
        self.longest_s = max(self.longest_s, time.monotonic() - began)
        self.statuses[reply.status_code] += 1
        if reply.status_code == 503:
            self.without_hint += "retry-after" not in reply.headers
        return reply

    async def told(self, status: int, more: int) -> None:
        """Wait until so many more replies have that status."""
        wanted = self.statuses[status] + more
        async with asyncio.timeout(PATIENCE_S):
            while True:
                if self.statuses[status] >= wanted:
                    return
                await asyncio.sleep(0.02)


async def under_load(api: httpx.AsyncClient, scenario: Callable[[Load], Awaitable[None]]) -> Load:
    load = Load(api)
    works = [load.write() for _ in range(WRITERS)] + [load.read() for _ in range(READERS)]
    callers = [asyncio.create_task(work) for work in works]
    try:
        await scenario(load)
        ended = [caller for caller in callers if caller.done()]
        assert ended == []
    finally:
        load.enough = True
        await asyncio.gather(*callers)
    return load


async def ready(api: httpx.AsyncClient, status: int) -> dict[str, str]:
    """Wait until readiness is answered so; the states of all that was asked."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            reply = await api.get(READY)
            if reply.status_code == status:
                return {check["name"]: check["state"] for check in reply.json()["checks"]}
            await asyncio.sleep(0.05)


@asynccontextmanager
async def serving(url: str, **given: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with running(url, **given) as app, client(app, failing=True) as api:
        yield api


@pytest.fixture
def database(new_postgres: Callable[[], str]) -> str:
    return new_postgres()


async def test_an_outage_of_postgresql_under_load_costs_refusals_and_nothing_else(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_CONNECT_SECONDS", 1)
    monkeypatch.setattr(postgres, "_READ_SECONDS", 1)
    monkeypatch.setattr(postgres, "_WORK_SECONDS", 1)

    async with broken_way(database) as way, serving(way.url, job_workers=1) as api:

        async def scenario(load: Load) -> None:
            await load.told(201, 30)
            for _ in range(2):
                await way.cut()
                await load.told(503, 30)
                await way.restore()
                await load.told(201, 30)
            way.silence()
            await load.told(503, WRITERS + READERS)
            assert (await ready(api, 503))["database"] == "down"
            assert (await api.get("/health")).status_code == 200
            await way.restore()
            await load.told(201, 30)

        load = await under_load(api, scenario)
        assert set(load.statuses) == {200, 201, 503}
        assert load.without_hint == 0
        assert load.longest_s < LONGEST_S
        assert len(load.acknowledged) == load.statuses[201]  # each with an id of its own
        for book_id, title in load.acknowledged.items():
            assert (await api.get(f"{BOOKS}/{book_id}")).json()["title"] == title
        assert set((await ready(api, 200)).values()) == {"up"}


async def redis_there() -> bool:
    host, _, port = REDIS.partition("://")[2].partition("/")[0].rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


@pytest.fixture
async def redis() -> str:
    if not await redis_there() and os.environ.get("CI") != "true":
        pytest.skip(f"no Redis at {REDIS}; set TEST_REDIS_URL")
    return REDIS


@pytest.mark.parametrize("silent", [False, True], ids=["cut", "silent"])
async def test_an_outage_of_redis_under_load_costs_no_request(
    redis: str, tmp_path: Any, silent: bool
) -> None:
    file = f"sqlite:///{tmp_path}/books.db"
    async with broken_way(redis) as way:
        given = {"redis_url": way.url, "rate_limits": "redis"}
        async with serving(file, **given) as api:

            async def scenario(load: Load) -> None:
                await load.told(201, 10)
                await _break(way, silent)
                down = {"database": "up", "queue": "up", "broker": "down"}
                assert (await ready(api, 503)) == down
                await load.told(201, 10)
                await way.restore()
                assert set((await ready(api, 200)).values()) == {"up"}

            load = await under_load(api, scenario)
    assert set(load.statuses) <= {200, 201, 429}
    assert load.longest_s < LONGEST_S


async def _break(way: BrokenWay, silent: bool) -> None:
    if silent:
        way.silence()
    else:
        await way.cut()


async def test_a_service_may_start_before_its_database(database: str) -> None:
    async with broken_way(database) as way:
        await way.cut()
        async with serving(way.url, start_without_database=True) as api:
            assert (await api.get("/health")).status_code == 200
            refused = await api.get(BOOKS)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            many = await api.post(f"{BOOKS}/bulk-delete", json={"ids": [1]})
            assert many.status_code == 503
            assert (await ready(api, 503))["database"] == "down"
            await way.restore()
            assert set((await ready(api, 200)).values()) == {"up"}
            assert (await api.get(BOOKS)).json()["total"] == 0
