"""What happens to jobs, told to those who follow them.

One subscription to the bus serves the whole process. When a job has changed it is read once,
however many follow it, and handed to them all; following costs a list and a future, no task.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator

from handlers.jobs.bus import QUEUE, Bus
from handlers.store import JobChange, JobStore

log = logging.getLogger("handlers.jobs")

_SWEEP_S = 10.0  # how late a change shows when no word of it was heard
_CHUNK = 500
_PAUSE_S = 1.0

Listener = Callable[[str | None], None]


class _Follower:
    """One who follows a job: what they have not taken yet, and their waiting for more."""

    __slots__ = ("changes", "waiter")

    def __init__(self) -> None:
        self.changes: list[JobChange] = []
        self.waiter: asyncio.Future[None] | None = None

    def give(self, changes: list[JobChange]) -> None:
        self.changes.extend(changes)
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def take(self) -> list[JobChange]:
        if not self.changes:
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        taken, self.changes = self.changes, []
        return taken


class _Followed:
    """A job that is followed: by whom, and up to which change it has been read."""

    __slots__ = ("followers", "number", "stale")

    def __init__(self) -> None:
        self.followers: set[_Follower] = set()
        self.number: int | None = None  # None while the first of them is still reading
        self.stale = False  # it has changed meanwhile


class News:
    """The changes of jobs, between `open` and `close`."""

    def __init__(self, jobs: JobStore, bus: Bus, *, sweep_s: float = _SWEEP_S) -> None:
        self._jobs = jobs
        self._bus = bus
        self._sweep_s = sweep_s
        self._followed: dict[int, _Followed] = {}
        self._changed: set[int] = set()
        self._doubtful = False  # any may have changed
        self._something = asyncio.Event()
        self._listeners: list[Listener] = []
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Subscribe."""
        await self._bus.open(self._hear, self._missed)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Unsubscribe; whoever still follows hears nothing any more."""
        if self._task is not None:
            self._closing = True  # not cancelled: a query that is cancelled costs its connection
            self._something.set()
            await self._task
        await self._bus.close()

    @property
    def following(self) -> int:
        """How many follow a job now."""
        return sum(len(one.followers) for one in self._followed.values())

    def changed(self, *ids: int) -> None:
        """Tell every process that jobs have changed."""
        self._bus.say(*map(str, ids))

    def queued(self) -> None:
        """Tell every process that there is a job to take."""
        self._bus.say(QUEUE)

    def listen(self, listener: Listener) -> None:
        """Call back with each word: the id of a job that changed, QUEUE, or None for any."""
        self._listeners.append(listener)

    async def ping(self) -> None:
        """Raise ConnectionError while other processes cannot be reached."""
        await self._bus.ping()

    async def follow(self, job_id: int, after: int | None = None) -> AsyncIterator[JobChange]:
        """What happens to a job, until it has ended.

        `after` is the number of the last change that is known already; None begins with the last
        one there is. Without a job of that id there is nothing.
        """
        with self._following(job_id) as (followed, follower):
            history = await self._jobs.changes(job_id, 0)
            if not history:
                return
            known = history[-1]
            self._start(job_id, followed, known.number)
            for change in history[-1:] if after is None else history:
                if after is None or change.number > after:
                    yield change
            while not known.last:
                for change in await follower.take():
                    if change.number > known.number:
                        known = change
                        yield change

    @contextlib.contextmanager
    def _following(self, job_id: int) -> Iterator[tuple[_Followed, _Follower]]:
        """Follow before reading: nothing is missed in between."""
        follower, followed = _Follower(), self._followed.setdefault(job_id, _Followed())
        followed.followers.add(follower)
        try:
            yield followed, follower
        finally:
            followed.followers.discard(follower)
            if not followed.followers and self._followed.get(job_id) is followed:
                del self._followed[job_id]

    def _start(self, job_id: int, followed: _Followed, number: int) -> None:
        if followed.number is None:
            followed.number = number
            if followed.stale:
                self._look_at(job_id)

    def _hear(self, word: str) -> None:
        if word.isdigit() and (job_id := int(word)) in self._followed:
            self._look_at(job_id)
        for listener in self._listeners:
            listener(word)

    def _missed(self) -> None:
        self._doubtful = True
        self._something.set()
        for listener in self._listeners:
            listener(None)

    def _look_at(self, *ids: int) -> None:
        self._changed.update(ids)
        self._something.set()

    async def _run(self) -> None:
        while not self._closing:
            try:
                await self._catch_up()
            except Exception as fault:
                log.warning("jobs cannot be read, trying again: %s", fault)
                self._doubtful = True
                await asyncio.sleep(_PAUSE_S)
                continue
            try:
                async with asyncio.timeout(self._sweep_s):
                    await self._something.wait()
            except TimeoutError:
                self._doubtful = True
            self._something.clear()

    async def _catch_up(self) -> None:
        if self._doubtful:
            self._doubtful = False
            await self._find_changed()
        while self._changed:
            await self._read(self._changed.pop())

    async def _find_changed(self) -> None:
        ids = list(self._followed)
        for start in range(0, len(ids), _CHUNK):
            last = await self._jobs.last_events(ids[start : start + _CHUNK])
            for job_id, number in last.items():
                followed = self._followed.get(job_id)
                if followed is not None and followed.number != number:
                    self._changed.add(job_id)

    async def _read(self, job_id: int) -> None:
        followed = self._followed.get(job_id)
        if followed is None:
            return
        if followed.number is None:
            followed.stale = True
            return
        changes = await self._jobs.changes(job_id, followed.number)
        if changes:
            followed.number = changes[-1].number
            for follower in tuple(followed.followers):
                follower.give(changes)
