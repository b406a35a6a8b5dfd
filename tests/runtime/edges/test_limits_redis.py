"""Limits that several processes share through Redis, and what happens while it is away."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from tenon.runtime.edges.limits import Breaker, MemoryLimits, Policy, RedisLimits, Verdict

URL = os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/15")
HOUR = Policy("x", 100, 3600)

Connected = Callable[..., Redis]


@pytest.fixture
async def prefix() -> AsyncIterator[str]:
    """The beginning of the keys of one test, which are removed after it."""
    redis, own = (
        Redis.from_url(URL, socket_connect_timeout=2),
        f"tenon-test:{secrets.token_hex(6)}:",
    )
    try:
        await redis.ping()
    except (RedisError, OSError) as error:
        await redis.aclose()
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Redis at {URL} ({error}); set TEST_REDIS_URL")
    yield own
    keys = [key async for key in redis.scan_iter(f"{own}*")]
    if keys:
        await redis.delete(*keys)
    await redis.aclose()


@pytest.fixture
async def connected() -> AsyncIterator[Connected]:
    """Clients, each with connections of its own."""
    opened: list[Redis] = []

    def make(url: str = URL) -> Redis:
        opened.append(Redis.from_url(url, retry=Retry(NoBackoff(), 0)))
        return opened[-1]

    yield make
    for redis in opened:
        await redis.aclose()


async def test_two_processes_admit_as_many_together_as_one_may(
    prefix: str, connected: Connected
) -> None:
    limiters = [RedisLimits(connected(), prefix) for _ in range(2)]
    hits = [limiters[number % 2].hit("a", HOUR) for number in range(150)]
    verdicts: list[Verdict] = await asyncio.gather(*hits)
    assert sum(verdict.admitted for verdict in verdicts) == 100
    left = sorted(verdict.remaining for verdict in verdicts if verdict.admitted)
    assert left == list(range(100))
    assert {round(v.wait_s) for v in verdicts if not v.admitted} == {36}


async def test_callers_and_policies_are_counted_apart(prefix: str, connected: Connected) -> None:
    limiter, once = RedisLimits(connected(), prefix), Policy("once", 1, 60)
    admitted = [
        (await limiter.hit(*asked)).admitted
        for asked in (("a", once), ("a", once), ("b", once), ("a", Policy("other", 1, 60)))
    ]
    assert admitted == [True, False, True, True]


async def test_redis_and_memory_say_the_same(prefix: str, connected: Connected) -> None:
    now = time.monotonic_ns()
    for policy in (Policy("p", 7, 60), Policy("q", 1, 1), Policy("r", 600, 86_400)):
        memory, redis = MemoryLimits(lambda: now), RedisLimits(connected(), prefix)
        for _ in range(policy.limit + 2):
            one, other = memory.hit("a", policy), await redis.hit("a", policy)
            assert (one.admitted, one.remaining) == (other.admitted, other.remaining)
            assert one.wait_s == pytest.approx(other.wait_s, abs=0.9)


async def test_a_quota_comes_back_and_its_key_goes(prefix: str, connected: Connected) -> None:
    redis = connected()
    limiter, policy = RedisLimits(redis, prefix), Policy("soon", 2, 0.6)
    assert [(await limiter.hit("a", policy)).admitted for _ in range(3)] == [True, True, False]
    await asyncio.sleep(0.31)
    assert [(await limiter.hit("a", policy)).admitted for _ in range(2)] == [True, False]
    await asyncio.sleep(0.65)
    assert await redis.keys(f"{prefix}*") == []


async def test_a_redis_that_forgot_the_script_is_told_it_again(
    prefix: str, connected: Connected
) -> None:
    redis = connected()
    limiter = RedisLimits(redis, prefix)
    await limiter.hit("a", HOUR)
    await redis.script_flush()
    assert (await limiter.hit("a", HOUR)).remaining == 98


class Wire:
    """A way to Redis that can be cut, or go silent."""

    def __init__(self) -> None:
        self.speaks = asyncio.Event()
        self.speaks.set()
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._writers, self._tasks = [], set()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}{urlsplit(URL).path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = urlsplit(URL)
        theirs = await asyncio.open_connection(target.hostname, target.port or 6379)
        self._writers += (writer, theirs[1])
        for source, sink in ((reader, theirs[1]), (theirs[0], writer)):
            self._tasks.add(asyncio.create_task(self._move(source, sink)))

    async def _move(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                await self.speaks.wait()
                sink.write(data)
                await sink.drain()
            sink.close()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    made = Wire()
    await made.open()
    yield made
    made.speaks.set()
    await made.cut()


async def asked(breaker: Breaker) -> Verdict | None:
    waiting = breaker.hit("a", HOUR)
    return await waiting if isinstance(waiting, Awaitable) else waiting


async def test_a_redis_that_goes_and_comes_back(
    prefix: str, connected: Connected, wire: Wire
) -> None:
    heard: list[bool] = []
    limiter = RedisLimits(connected(wire.url), prefix)
    breaker = Breaker(limiter, patience_s=1, retry_s=0.05, told=heard.append)
    first = await asked(breaker)
    assert first is not None
    assert first.remaining == 99
    await wire.cut()
    assert [await asked(breaker) for _ in range(20)] == [None] * 20
    assert heard == [False]
    await wire.open()
    await asyncio.sleep(0.06)
    again = await asked(breaker)
    assert again is not None
    assert again.remaining == 98  # what was counted before is remembered
    assert heard == [False, True]


async def test_a_redis_that_is_silent_holds_nobody_up(
    prefix: str, connected: Connected, wire: Wire
) -> None:
    breaker = Breaker(RedisLimits(connected(wire.url), prefix), retry_s=60)
    wire.speaks.clear()
    started = time.monotonic()
    verdicts: list[Any] = [await asked(breaker) for _ in range(1_000)]
    assert verdicts == [None] * 1_000
    assert 0.15 <= time.monotonic() - started < 1  # three waited 50 ms
