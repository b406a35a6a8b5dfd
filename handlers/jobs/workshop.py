"""What of jobs lives in a process: the news of all of them, and the workers on some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext

from handlers.jobs.bus import Bus
from handlers.jobs.kinds import KINDS, Kind
from handlers.jobs.news import News
from handlers.jobs.run import Around
from handlers.jobs.worker import Worker, WorkerSettings
from handlers.settings import Settings
from handlers.store import Store

_DAY_S = 86_400


class Workshop:
    """News and, where the settings want some, workers; they live between `open` and `close`."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        settings: WorkerSettings,
        *,
        kinds: Mapping[str, Kind] = KINDS,
        around: Around = nullcontext,
    ) -> None:
        """`around` makes a context in which each try of a job runs, to trace it say."""
        self._open = False
        self.news = News(store.jobs, bus)
        self.worker: Worker | None = None
        if settings.slots:
            self.worker = Worker(store, self.news, settings, kinds=kinds, around=around)

    async def open(self) -> None:
        """Begin to hear, and to work."""
        self._open = True
        await self.news.open()
        if self.worker is not None:
            self.worker.start()

    async def close(self) -> None:
        """Finish or give back the jobs under way, and hear no more."""
        if not self._open:
            return
        self._open = False
        if self.worker is not None:
            await self.worker.stop()
        await self.news.close()


def workshop(store: Store, settings: Settings, around: Around = nullcontext) -> Workshop:
    """The workshop that the settings describe, over an open or yet unopened store.

    `around` makes a context in which each try of a job runs.
    """
    return Workshop(store, bus_of(store, settings), worker_settings(settings), around=around)


def worker_settings(settings: Settings) -> WorkerSettings:
    """How workers work, as the settings say it."""
    return WorkerSettings(
        slots=settings.job_workers,
        lease_s=settings.job_lease_s,
        poll_s=settings.job_poll_s,
        drain_s=settings.job_drain_s,
        keep_s=settings.job_keep_days * _DAY_S,
    )


def bus_of(store: Store, settings: Settings) -> Bus:
    """The bus that reaches furthest: Redis where there is one, else the database's own way."""
    if settings.redis_url is not None:
        return _redis(settings.redis_url)
    return _BUSES[settings.database_url.partition(":")[0].partition("+")[0]](store, settings)


def _redis(url: str) -> Bus:
    from handlers.jobs.redis_wire import redis_wire
    from handlers.jobs.wire import WireBus

    return WireBus("Redis", redis_wire(url))


def _postgres(store: Store, settings: Settings) -> Bus:
    from handlers.jobs.postgres_wire import postgres_wire  # asyncpg: only where it is needed
    from handlers.jobs.wire import WireBus

    return WireBus("PostgreSQL", postgres_wire(settings.database_url))


def _sqlite(store: Store, settings: Settings) -> Bus:
    from handlers.jobs.sqlite_bus import SqliteBus

    return SqliteBus(store.database)


_BUSES: Mapping[str, Callable[[Store, Settings], Bus]] = {
    "sqlite": _sqlite,
    "postgresql": _postgres,
    "postgres": _postgres,
}
