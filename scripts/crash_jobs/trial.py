"""One trial: jobs are queued, workers are killed at random, what came of it is counted.

Workers are real processes. The effect of each job is a row that is added, so an effect that is
done twice shows as two rows, and one that is lost as none.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.process import BaseProcess
from typing import Any

from sqlalchemy import Connection, select

from handlers.jobs.backoff import Backoff
from handlers.jobs.kinds import Kind, Task
from handlers.jobs.worker import WorkerSettings
from handlers.jobs.workshop import Workshop, bus_of
from handlers.settings import Settings
from handlers.store import Effect, JobDraft, Store
from handlers.store.audit import record
from handlers.store.audit_tables import audit
from handlers.store.job_tables import jobs
from handlers.store.jobs import insert_job

WORKERS, SLOTS = 3, 4
PATIENCE_S = 120.0
_WORKING = WorkerSettings(
    slots=SLOTS, lease_s=1.5, poll_s=0.2, drain_s=0.5, backoff=Backoff(0.05, 0.5)
)
_KIND, _EFFECT = "crash", "crashEffect"
_FLAWED = 0.03  # the share of tries that fail


@dataclass(frozen=True)
class Outcome:
    """What became of a trial."""

    jobs: int
    kills: int
    succeeded: int
    once: int
    tried_again: int
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether every job ended well, and its effect was done exactly once."""
        return self.succeeded == self.once == self.jobs

    def __str__(self) -> str:
        return (
            f"{self.jobs} jobs, {self.kills} kills: {self.succeeded} succeeded, "
            f"{self.once} effects exactly once, {self.tried_again} tried more than once, "
            f"{self.seconds:.1f} s"
        )


async def trial(url: str, count: int, kills: int, seed: int) -> Outcome:
    """Queue jobs on a database without jobs, kill workers meanwhile, count what came of it."""
    source = random.Random(seed)
    store = Store(url)
    await store.open()
    began = time.monotonic()
    pause = 0.5  # seconds between kills, about
    work_s = pause * (kills + 1) * WORKERS * SLOTS / count  # enough to be killed in
    await store.database.transact(_queue, count, work_s)
    crew = [_hire(url) for _ in range(WORKERS)]
    try:
        for _ in range(kills):
            await asyncio.sleep(source.uniform(0.5, 1.5) * pause)
            number = source.randrange(WORKERS)
            await asyncio.to_thread(_kill, crew[number])
            crew[number] = _hire(url)
        await _until_all_ended(store)
        tally, effects, tries = await store.database.scan(_read)
    finally:
        for worker in crew:
            await asyncio.to_thread(_kill, worker)
        await store.close()
    return Outcome(
        jobs=count,
        kills=kills,
        succeeded=tally["succeeded"],
        once=sum(times == 1 for times in effects.values()),
        tried_again=sum(number > 1 for number in tries),
        seconds=time.monotonic() - began,
    )


def work(url: str) -> None:
    """One worker process: works until it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.getLogger("handlers.jobs").setLevel(logging.CRITICAL)  # tries are made to fail
    asyncio.run(_work(url))


async def _work(url: str) -> None:
    store = Store(url)
    await store.open()
    settings = Settings(_env_file=None, database_url=url)
    shop = Workshop(store, bus_of(store, settings), _WORKING, kinds={_KIND: Kind(_sleep)})
    await shop.open()
    await asyncio.Event().wait()


async def _sleep(store: Store, task: Task) -> Effect:
    if random.random() < _FLAWED:
        raise RuntimeError("this try was made to fail")
    pause = random.uniform(0, task.parameters["work_s"])
    for percent in (0, 50):
        await task.progress(percent)
        await asyncio.sleep(pause)
    return partial(_effect, job_id=task.id)


def _effect(connection: Connection, job_id: int) -> Mapping[str, Any]:
    record(connection, "crash", _EFFECT, "job", str(job_id))
    return {"kind": _KIND}


def _queue(connection: Connection, count: int, work_s: float) -> None:
    draft = JobDraft(
        kind=_KIND, parameters={"work_s": work_s}, owner="crash", max_attempts=50, timeout_s=30
    )
    for _ in range(count):
        insert_job(connection, draft)


def _read(connection: Connection) -> tuple[Counter[str], Counter[str], list[int]]:
    tally = Counter(connection.execute(select(jobs.c.status)).scalars())
    made = select(audit.c.target).where(audit.c.action == _EFFECT)
    tries = connection.execute(select(jobs.c.attempt)).scalars()
    return tally, Counter(connection.execute(made).scalars()), list(tries)


async def _until_all_ended(store: Store) -> None:
    until = time.monotonic() + PATIENCE_S
    while (await store.jobs.tally()).keys() & {"queued", "running"}:
        if time.monotonic() > until:
            raise TimeoutError(f"not ended: {await store.jobs.tally()}")
        await asyncio.sleep(0.1)


_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["scripts.crash_jobs.trial"])


def _hire(url: str) -> BaseProcess:
    worker = _forks.Process(target=work, args=(url,), daemon=True)
    worker.start()
    return worker


def _kill(worker: BaseProcess) -> None:
    worker.kill()
    worker.join()
