"""A worker: takes jobs that are due, works on several at a time, holds on to them, lets go.

It is woken by the news and by its own clock. All it knows of a job that must outlive it is in the
row of the job: a worker that dies leaves a lease that ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

from handlers.jobs.backoff import Backoff
from handlers.jobs.bus import QUEUE
from handlers.jobs.kinds import KINDS, Kind
from handlers.jobs.news import News
from handlers.jobs.run import Around, Run, Stop
from handlers.store import Store

log = logging.getLogger("handlers.jobs")

_BEATS = 3  # signs of life in the time of a lease
_PAUSE_S = 1.0
_FIRST_PRUNE_S, _PRUNE_S = 60.0, 3600.0
_GIVING_BACK_S = 10.0


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How a worker works; times are in seconds.

    `slots` jobs at a time; a lease ends after `lease_s` without a sign of life; an idle worker
    looks every `poll_s`; at its end it goes on for `drain_s`; ended jobs are kept for `keep_s`.
    """

    slots: int = 2
    lease_s: float = 30.0
    poll_s: float = 5.0
    drain_s: float = 5.0
    keep_s: float = 30 * 86_400.0
    backoff: Backoff = field(default_factory=Backoff)


class Worker:
    """Works between `start` and `stop`."""

    def __init__(
        self,
        store: Store,
        news: News,
        settings: WorkerSettings,
        *,
        kinds: Mapping[str, Kind] = KINDS,
        around: Around = nullcontext,
    ) -> None:
        """`around` makes a context in which each try of a job runs, to trace it say."""
        self._store = store
        self._news = news
        self._settings = settings
        self._kinds = kinds
        self._around = around
        self._running: dict[asyncio.Task[None], Run] = {}
        self._wake = asyncio.Event()
        self._doubt = asyncio.Event()  # a running job may have been asked to stop
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = asyncio.Event()  # no more are taken
        self._ended = True
        news.listen(self._heard)

    @property
    def working(self) -> int:
        """How many jobs are being worked on."""
        return len(self._running)

    def start(self) -> None:
        """Begin to take jobs."""
        self._closing.clear()
        self._ended = False
        loops = (self._take(), self._prune(), self._beat())
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def stop(self) -> None:
        """Take no more, let running jobs go on for a while, give back those that are not done."""
        # The loops are told to end, not cancelled: a query that is cancelled costs its connection.
        self._closing.set()
        self._wake.set()
        taking, pruning, beating = self._tasks
        await asyncio.wait((taking, pruning))
        await self._drained(self._settings.drain_s)
        for run in self._running.values():
            run.stop(Stop.CLOSING)
        await self._drained(_GIVING_BACK_S)
        self._ended = True
        self._doubt.set()
        await asyncio.wait((beating,))

    async def _drained(self, seconds: float) -> None:
        if self._running:
            await asyncio.wait(tuple(self._running), timeout=seconds)

    async def _take(self) -> None:
        while not self._closing.is_set():
            self._wake.clear()
            pause = self._settings.poll_s
            try:
                if (free := self._settings.slots - len(self._running)) > 0:
                    pause = await self._look(free)
            except Exception as fault:
                log.warning("no jobs can be taken, trying again: %s", fault)
                pause = _PAUSE_S
            if not self._closing.is_set():
                await _either(self._wake, pause)

    async def _look(self, free: int) -> float:
        """Take what is due; in how many seconds to look again."""
        due = await self._store.queue.next_due()
        if due is None or due > 0:
            return min(self._settings.poll_s, due or self._settings.poll_s)
        taken = await self._store.queue.claim(free, self._settings.lease_s)
        for claim in taken.claims:
            run = Run(claim, self._store, self._news)
            task = run.start(self._kinds, self._settings.backoff, self._around)
            self._running[task] = run
            task.add_done_callback(self._done)
        self._news.changed(*(claim.id for claim in taken.claims), *taken.ended)
        return 0.0 if taken.claims or taken.ended else self._settings.poll_s

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._wake.set()

    async def _beat(self) -> None:
        """Give signs of life, and between them look after doubts."""
        every = self._settings.lease_s / _BEATS
        loop = asyncio.get_running_loop()
        beat_at = loop.time() + every
        while not self._ended:
            if await _either(self._doubt, beat_at - loop.time()):
                self._doubt.clear()
                await _tried(self._look_for_stops(), "jobs cannot be read")
            if loop.time() >= beat_at:
                beat_at = loop.time() + every
                await _tried(self._hold(), "leases cannot be extended")

    async def _look_for_stops(self) -> None:
        for run in tuple(self._running.values()):
            entry = await self._store.jobs.get(run.id)
            if entry is not None and entry.fields["cancel_requested"]:
                run.stop(Stop.CANCELLED)

    async def _hold(self) -> None:
        """Extend all leases; stop what was lost, and what was asked to stop."""
        # A job whose end is being written holds its row: to wait for it would cost the others.
        runs = [run for run in self._running.values() if not run.committing]
        if not runs:
            return
        claims = [run.claim for run in runs]
        held = await self._store.queue.extend(claims, self._settings.lease_s)
        for run in runs:
            asked = held.get(run.claim.lease)
            if asked is None:
                run.stop(Stop.LOST)
            elif asked:
                run.stop(Stop.CANCELLED)

    async def _prune(self) -> None:
        pause = _FIRST_PRUNE_S
        while not await _either(self._closing, pause):
            pause = _PRUNE_S
            await _tried(self._forget_old(), "old jobs cannot be forgotten")

    async def _forget_old(self) -> None:
        while await self._store.queue.prune(self._settings.keep_s):
            pass

    def _heard(self, word: str | None) -> None:
        if word in (QUEUE, None):
            self._wake.set()
        if any(word in (None, str(run.id)) for run in self._running.values()):
            self._doubt.set()


async def _tried(work: Awaitable[None], what: str) -> None:
    """Do what will be done again anyway."""
    try:
        await work
    except Exception as fault:
        log.warning("%s, trying again: %s", what, fault)


async def _either(event: asyncio.Event, seconds: float) -> bool:
    """Wait for the event, but no longer than so many seconds; whether it came."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await event.wait()
    return event.is_set()
