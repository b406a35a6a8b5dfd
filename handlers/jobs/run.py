"""One try of one job: its work, its effect, or what went wrong."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from enum import Enum, auto
from typing import TypeVar

from handlers.jobs.backoff import Backoff
from handlers.jobs.kinds import Kind, Refused
from handlers.jobs.news import News
from handlers.store import Claim, LostLeaseError, Parameters, Status, Store, UnavailableError

log = logging.getLogger("handlers.jobs")

_PROGRESS_S = 0.2  # at most so often is progress written
_PAUSES_S = (0.2, 1.0, 3.0)  # between attempts to write how a job ended

T = TypeVar("T")
Around = Callable[[Claim], AbstractContextManager[object]]


class Stop(Enum):
    """Why work is stopped before its end."""

    CANCELLED = auto()  # its owner asked
    LOST = auto()  # another worker has it
    CLOSING = auto()  # the process ends


class Run:
    """A job that is being worked on."""

    def __init__(self, claim: Claim, store: Store, news: News) -> None:
        self.claim = claim
        self.committing = False  # from here on the database alone decides how it ends
        self._store = store
        self._news = news
        self._why: Stop | None = None
        self._told = (0, 0.0)  # per cent, and when
        self._task: asyncio.Task[None] | None = None
        self._begun = False

    @property
    def id(self) -> int:
        """The id of the job."""
        return self.claim.id

    @property
    def parameters(self) -> Parameters:
        """What was asked."""
        return self.claim.parameters

    def start(
        self, kinds: Mapping[str, Kind], backoff: Backoff, around: Around
    ) -> asyncio.Task[None]:
        """Begin; the task ends when the job has, and never fails."""
        self._task = asyncio.create_task(self._guarded(kinds, backoff, around))
        return self._task

    def stop(self, why: Stop) -> None:
        """Stop the work, unless it is past that."""
        if not self.committing and self._why is None:
            self._why = why
            if self._begun and self._task is not None:  # a task that has not begun would not end
                self._task.cancel()

    async def progress(self, percent: int) -> None:
        """Tell how much is done, when it is more and the last time is a while ago."""
        told, when = self._told
        moment = time.monotonic()
        if percent > told and moment - when >= _PROGRESS_S:
            self._told = (percent, moment)
            await self._store.queue.progress(self.claim, percent)
            self._news.changed(self.id)

    async def _guarded(self, kinds: Mapping[str, Kind], backoff: Backoff, around: Around) -> None:
        self._begun = True
        try:
            with around(self.claim):
                await self._try(kinds, backoff)
        except LostLeaseError:
            log.warning("job %d was taken over by another worker", self.id)
        except Exception:
            log.exception("job %d is left to the end of its lease", self.id)
        self._news.changed(self.id)

    async def _try(self, kinds: Mapping[str, Kind], backoff: Backoff) -> None:
        retry_s: float | None = None
        if self.claim.attempt < self.claim.max_attempts:
            retry_s = backoff.after(self.claim.attempt)
        try:
            await self._work(kinds)
        except LostLeaseError:
            raise
        except (asyncio.CancelledError, UnavailableError):
            await self._give_back()
        except Refused as refusal:
            await self._fail(str(refusal), None)
        except TimeoutError:
            await self._fail(f"It took longer than {self.claim.timeout_s} seconds.", retry_s)
        except Exception:
            log.exception("job %d (%s) failed", self.id, self.claim.kind)
            await self._fail("It failed unexpectedly.", retry_s)

    async def _work(self, kinds: Mapping[str, Kind]) -> None:
        if self._why is not None:
            raise asyncio.CancelledError
        kind = kinds.get(self.claim.kind)
        if kind is None:
            raise Refused("This service does not know how to do it.")
        async with asyncio.timeout(self.claim.timeout_s):
            effect = await kind.work(self._store, self)
        self.committing = True
        queue = self._store.queue
        status = await _surely(lambda: queue.complete(self.claim, effect))
        log.info("job %d (%s) %s", self.id, self.claim.kind, status.value)

    async def _give_back(self) -> None:
        """Let another try begin; one that was asked to stop is cancelled by that."""
        self.committing = True
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        if self._why is not Stop.LOST:
            await _surely(lambda: self._store.queue.release(self.claim))
            self._news.queued()

    async def _fail(self, error: str, retry_s: float | None) -> None:
        self.committing = True
        queue = self._store.queue
        status = await _surely(lambda: queue.fail(self.claim, error, retry_s))
        if status is Status.FAILED:
            log.error("job %d (%s) is given up: %s", self.id, self.claim.kind, error)


async def _surely(write: Callable[[], Awaitable[T]]) -> T:
    """Write, again when the database did not answer: the lease sees to it that it counts once."""
    for pause in _PAUSES_S:
        try:
            return await write()
        except UnavailableError:
            await asyncio.sleep(pause)
    return await write()
