"""Whether requests can be answered: everything that they need is asked, all at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from time import perf_counter
from typing import Any, Literal, NamedTuple

from handlers.jobs import News
from handlers.store import Store

log = logging.getLogger("books")

_PATIENCE_S = 2.0

Ask = Callable[[], Awaitable[object]]  # raises whatever keeps it from answering


class Checked(NamedTuple):
    """What one thing answered, and in how many milliseconds."""

    name: str
    state: Literal["up", "down"]
    ms: float


class Readiness:
    """What requests need, by name."""

    def __init__(self, asks: Mapping[str, Ask]) -> None:
        self._asks = asks

    async def check(self) -> list[Checked]:
        """Ask all of them; whoever says nothing for 2 s is down."""
        return list(await asyncio.gather(*(_ask(*named) for named in self._asks.items())))


def readiness(store: Store, news: News, redis_url: str | None) -> Readiness:
    """The database, the queue in it, and Redis or whatever else carries the news."""
    broker = news.ping if redis_url is None else _Redis(redis_url).ping
    return Readiness({"database": store.ping, "queue": store.queue.next_due, "broker": broker})


async def _ask(name: str, ask: Ask) -> Checked:
    began = perf_counter()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await ask()
    except Exception as fault:
        log.warning("not ready: the %s does not answer: %s", name, fault or type(fault).__name__)
        return Checked(name, "down", _since(began))
    return Checked(name, "up", _since(began))


def _since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 2)


class _Redis:
    """Asks Redis on a connection of its own, made anew each time: one that broke tells nothing."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def ping(self) -> None:
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        limits: Any = {"socket_connect_timeout": _PATIENCE_S, "socket_timeout": _PATIENCE_S}
        async with Redis.from_url(self._url, retry=Retry(NoBackoff(), 0), **limits) as redis:
            await redis.ping()
