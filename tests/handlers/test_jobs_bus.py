"""Buses between processes: PostgreSQL, Redis, and the file of SQLite."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from handlers.jobs.bus import Bus
from handlers.jobs.postgres_wire import postgres_wire
from handlers.jobs.redis_wire import redis_wire
from handlers.jobs.sqlite_bus import SqliteBus
from handlers.jobs.wire import WireBus
from handlers.store import Store
from tests.handlers.conftest import SERVER
from tests.handlers.job_tools import PATIENCE_S, queue

REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
KINDS = ("PostgreSQL", "Redis")


class Ear:
    """One end of a bus, and what it has heard."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.words: list[str] = []
        self.missed = 0
        self._heard = asyncio.Event()

    async def open(self) -> None:
        await self.bus.open(self._hear, self._miss)

    def _hear(self, word: str) -> None:
        self.words.append(word)
        self._heard.set()

    def _miss(self) -> None:
        self.missed += 1
        self._heard.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self._heard.clear()
                await self._heard.wait()

    async def reachable(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    return await self.bus.ping()
                except ConnectionError:
                    await asyncio.sleep(0.01)


@asynccontextmanager
async def ears(*buses: Bus) -> AsyncIterator[list[Ear]]:
    opened = [Ear(bus) for bus in buses]
    for ear in opened:
        await ear.open()
    try:
        yield opened
    finally:
        for ear in opened:
            await ear.bus.close()


async def redis_client() -> Any:
    from redis.asyncio import Redis
    from redis.exceptions import ConnectionError as NoRedis

    client = Redis.from_url(REDIS)
    try:
        await client.ping()
    except NoRedis as error:
        await client.aclose()
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Redis at {REDIS} ({error}); set TEST_REDIS_URL")
    return client


@pytest.fixture(params=KINDS)
async def make(request: pytest.FixtureRequest) -> Callable[[], Bus]:
    """Makes ends of one bus."""
    if request.param == "Redis":
        await (await redis_client()).aclose()
        return lambda: WireBus("Redis", redis_wire(REDIS))
    try:
        await (await asyncpg.connect(SERVER, timeout=5)).close()
    except (OSError, TimeoutError) as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL at {SERVER} ({error}); set TEST_POSTGRES_URL")
    return lambda: WireBus("PostgreSQL", postgres_wire(SERVER))


async def cut_postgres() -> None:
    """End the connections of every listener, as a server that restarts does."""
    connection = await asyncpg.connect(SERVER, timeout=5)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database() "
            "AND query ILIKE '%book_jobs%'"
        )
    finally:
        await connection.close()


async def cut_redis() -> None:
    client = await redis_client()
    try:
        await client.client_kill_filter(_type="pubsub")
    finally:
        await client.aclose()


CUTS: dict[str, Callable[[], Awaitable[None]]] = {"PostgreSQL": cut_postgres, "Redis": cut_redis}


async def test_a_word_is_heard_by_every_process_and_once_by_who_said_it(
    make: Callable[[], Bus],
) -> None:
    async with ears(make(), make(), make()) as (one, two, three):
        for ear in (one, two, three):
            await ear.reachable()
        one.bus.say("17", "queue")
        for ear in (two, three):
            await ear.until(lambda ear=ear: len(ear.words) >= 2)  # type: ignore[misc]
        two.bus.say("18")
        await one.until(lambda: "18" in one.words)
        assert one.words == ["17", "queue", "18"]
        assert three.words[:2] == ["17", "queue"]


async def test_who_connects_is_told_that_words_may_have_been_missed(
    make: Callable[[], Bus],
) -> None:
    async with ears(make()) as (ear,):
        await ear.until(lambda: ear.missed > 0)
        await ear.bus.ping()


async def test_a_connection_that_is_cut_comes_back_by_itself(
    make: Callable[[], Bus], request: pytest.FixtureRequest
) -> None:
    cut = CUTS[request.node.callspec.params["make"]]
    async with ears(make(), make()) as (one, two):
        for ear in (one, two):
            await ear.until(lambda ear=ear: ear.missed == 1)  # type: ignore[misc]
        await cut()
        for ear in (one, two):
            await ear.until(lambda ear=ear: ear.missed == 2)  # type: ignore[misc]
        one.bus.say("19")
        await two.until(lambda: "19" in two.words)


@pytest.mark.parametrize(
    "nowhere",
    [
        pytest.param(postgres_wire("postgresql://a:secret@127.0.0.1:1/x"), id="PostgreSQL"),
        pytest.param(redis_wire("redis://:secret@127.0.0.1:1/0"), id="Redis"),
    ],
)
async def test_a_bus_without_a_server_still_serves_its_own_process(
    nowhere: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with ears(WireBus("It", nowhere)) as (ear,):
        ear.bus.say("20")
        await ear.until(lambda: ear.words == ["20"])
        with pytest.raises(ConnectionError, match="It does not answer"):
            await ear.bus.ping()
        await asyncio.sleep(0.15)
    assert "It is lost, trying again" in caplog.text
    assert "secret" not in caplog.text


class BrokenWire:
    """A wire that breaks at the first word."""

    async def send(self, words: Sequence[str]) -> None:
        raise OSError("broken")

    async def broken(self) -> None:
        await asyncio.Event().wait()


async def test_words_on_a_wire_that_breaks_are_made_good_by_re_reading() -> None:
    made = 0

    @asynccontextmanager
    async def connect(hear: Callable[[str], None]) -> AsyncIterator[BrokenWire]:
        nonlocal made
        made += 1
        yield BrokenWire()

    async with ears(WireBus("It", connect)) as (ear,):
        await ear.until(lambda: ear.missed == 1)
        ear.bus.say("21")
        await ear.until(lambda: ear.missed == 2)
        assert (ear.words, made) == (["21"], 2)


async def test_what_another_process_writes_to_the_file_is_noticed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/books.db"
    mine, others = Store(url), Store(url)
    await mine.open()
    await others.open()
    async with ears(SqliteBus(mine.database, every_s=0.02)) as (ear,):
        await ear.until(lambda: ear.missed == 1)  # what was before is not known either
        await asyncio.sleep(0.1)
        assert ear.missed == 1
        await queue(others)
        await ear.until(lambda: ear.missed == 2)
        ear.bus.say("22")
        await ear.until(lambda: ear.words == ["22"])
    await others.close()
    await mine.close()
