"""What workers do with jobs: take them, hold on, try again, give up, stop, let go."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from handlers.jobs.backoff import Backoff
from handlers.jobs.kinds import Refused, Task
from handlers.store import EndedError, LostLeaseError, Status, Store
from handlers.store.job_queue import DIED, SECOND, JobQueue
from tests.handlers.job_tools import (
    effects,
    ended,
    fields,
    kind,
    nothing,
    queue,
    until,
    working,
)


class Gate:
    """Work that waits until it is let through."""

    def __init__(self) -> None:
        self.begun, self.open = asyncio.Event(), asyncio.Event()
        self.tries = 0

    async def __call__(self, task: Task) -> None:
        self.tries += 1
        self.begun.set()
        await self.open.wait()


def failing(times: int) -> tuple[list[int], object]:
    tries: list[int] = []

    async def script(task: Task) -> None:
        tries.append(task.id)
        if len(tries) <= times:
            raise RuntimeError("secret words of the inside")

    return tries, script


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.CRITICAL, "handlers.jobs")
    return caplog


async def test_a_job_is_done_once_and_tells_its_result(store: Store) -> None:
    job_id = await queue(store)
    async with working(store, {"test": kind()}):
        found = await ended(store, job_id)
    assert (found["status"], found["progress"], found["attempt"]) == ("succeeded", 100, 1)
    assert found["result"] == {"kind": "recount_ratings", "corrected": 0}
    assert found["created_at"] <= found["started_at"] <= found["ended_at"]
    assert await effects(store, job_id) == 1
    changes = await store.jobs.changes(job_id, 0)
    assert [change.number for change in changes] == [1, 2, 3]
    assert [change.fields["status"] for change in changes] == ["queued", "running", "succeeded"]


async def test_a_worker_is_woken_by_the_news_and_need_not_poll(store: Store) -> None:
    async with working(store, {"test": kind()}, poll_s=60) as shop:
        await asyncio.sleep(0.05)
        job_id = await queue(store)
        shop.news.queued()
        await ended(store, job_id)


async def test_a_job_that_nobody_was_told_of_is_found(store: Store) -> None:
    async with working(store, {"test": kind()}, poll_s=0.05):
        await asyncio.sleep(0.05)
        assert (await ended(store, await queue(store)))["status"] == "succeeded"


async def test_several_jobs_are_worked_on_at_a_time_but_no_more_than_slots(store: Store) -> None:
    now, most = 0, 0

    async def script(task: Task) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        now -= 1

    ids = [await queue(store) for _ in range(9)]
    async with working(store, {"test": kind(script)}, slots=3):
        for job_id in ids:
            await ended(store, job_id)
    assert most == 3


async def test_a_failed_job_is_tried_again_and_its_error_is_safe_to_read(
    store: Store, quiet: pytest.LogCaptureFixture
) -> None:
    tries, script = failing(2)
    job_id = await queue(store)
    async with working(store, {"test": kind(script)}):  # type: ignore[arg-type]
        found = await ended(store, job_id)
    assert (found["status"], found["attempt"], len(tries)) == ("succeeded", 3, 3)
    assert found["error"] is None
    assert await effects(store, job_id) == 1
    errors = {change.fields["error"] for change in await store.jobs.changes(job_id, 0)}
    assert errors == {None, "It failed unexpectedly."}


async def test_a_job_that_fails_each_time_is_given_up(
    store: Store, quiet: pytest.LogCaptureFixture
) -> None:
    tries, script = failing(99)
    job_id = await queue(store, max_attempts=3)
    async with working(store, {"test": kind(script)}):  # type: ignore[arg-type]
        found = await ended(store, job_id)
    assert (found["status"], found["attempt"], len(tries)) == ("failed", 3, 3)
    assert found["error"] == "It failed unexpectedly."
    assert await effects(store, job_id) == 0


async def test_what_cannot_be_done_is_not_tried_again(
    store: Store, quiet: pytest.LogCaptureFixture
) -> None:
    async def script(task: Task) -> None:
        raise Refused("There are no such books.")

    refused, unknown = await queue(store), await queue(store, "unheard-of")
    async with working(store, {"test": kind(script)}):
        told = await ended(store, refused)
        strange = await ended(store, unknown)
    assert (told["status"], told["attempt"]) == ("failed", 1)
    assert told["error"] == "There are no such books."
    assert (strange["status"], strange["attempt"]) == ("failed", 1)


async def test_a_job_that_takes_too_long_is_stopped_and_tried_again(
    store: Store, quiet: pytest.LogCaptureFixture
) -> None:
    gate = Gate()
    job_id = await queue(store, max_attempts=2, timeout_s=1)
    # The row counts whole seconds; a clock that runs ahead makes them short.
    loop = asyncio.get_running_loop()
    began, real = loop.time(), loop.time
    loop.time = lambda: began + (real() - began) * 10  # type: ignore[method-assign]
    try:
        async with working(store, {"test": kind(gate)}, lease_s=60):
            found = await ended(store, job_id)
    finally:
        loop.time = real  # type: ignore[method-assign]
    assert (found["status"], found["attempt"], gate.tries) == ("failed", 2, 2)
    assert found["error"] == "It took longer than 1 seconds."


def test_pauses_double_up_to_the_longest_and_are_spread() -> None:
    backoff = Backoff(1.0, 60.0)
    for attempt, longest in ((1, 1), (2, 2), (3, 4), (4, 8), (7, 60), (1_000, 60)):
        found = [backoff.after(attempt) for _ in range(200)]
        assert longest / 2 <= min(found) < longest * 0.6
        assert longest * 0.9 < max(found) <= longest


async def test_a_failed_job_is_not_due_before_its_pause_is_over(store: Store) -> None:
    clock = [1_000 * SECOND]
    queue_of = JobQueue(store.database, clock=lambda: clock[0])
    job_id = await queue(store)
    clock[0] = time.time_ns() // 1_000
    (claim,) = (await queue_of.claim(5, 30)).claims
    assert await queue_of.fail(claim, "no", retry_s=20) is Status.QUEUED
    clock[0] += 19 * SECOND
    assert (await queue_of.claim(5, 30)).claims == []
    assert await queue_of.next_due() == 1
    clock[0] += SECOND
    (again,) = (await queue_of.claim(5, 30)).claims
    assert (again.id, again.attempt) == (job_id, 2)


async def test_a_job_is_taken_over_when_its_lease_ends_and_the_old_worker_can_write_nothing(
    store: Store,
) -> None:
    clock = [time.time_ns() // 1_000 + SECOND]
    queue_of = JobQueue(store.database, clock=lambda: clock[0])
    job_id = await queue(store)
    (old,) = (await queue_of.claim(5, 30)).claims
    clock[0] += 29 * SECOND
    assert (await queue_of.claim(5, 30)).claims == []
    assert await queue_of.extend([old], 30) == {old.lease: False}
    clock[0] += 29 * SECOND
    assert (await queue_of.claim(5, 30)).claims == []
    clock[0] += 2 * SECOND
    (new,) = (await queue_of.claim(5, 30)).claims
    assert (new.id, new.attempt) == (job_id, 2)
    assert await queue_of.extend([old], 30) == {}
    late = (
        queue_of.progress(old, 50),
        queue_of.complete(old, lambda connection: pytest.fail("its effect was done")),
        queue_of.fail(old, "no", None),
        queue_of.release(old),
    )
    for writing in late:
        with pytest.raises(LostLeaseError):
            await writing
    assert await queue_of.complete(new, lambda connection: {}) is Status.SUCCEEDED
    with pytest.raises(LostLeaseError):
        await queue_of.complete(new, lambda connection: pytest.fail("its effect was done twice"))


async def test_a_worker_that_lives_keeps_its_jobs(store: Store) -> None:
    gate = Gate()
    job_id = await queue(store)
    async with working(store, {"test": kind(gate)}, lease_s=0.6):
        await gate.begun.wait()
        async with working(store, {"test": kind(nothing)}, lease_s=0.6):
            await asyncio.sleep(1.5)
            gate.open.set()
            found = await ended(store, job_id)
    assert found["attempt"] == 1
    assert await effects(store, job_id) == 1


async def test_a_job_that_kills_its_worker_each_time_is_given_up(store: Store) -> None:
    clock = [time.time_ns() // 1_000 + SECOND]
    queue_of = JobQueue(store.database, clock=lambda: clock[0])
    job_id = await queue(store, max_attempts=2)
    for _ in range(2):
        assert len((await queue_of.claim(5, 30)).claims) == 1
        clock[0] += 31 * SECOND
    taken = await queue_of.claim(5, 30)
    assert (taken.claims, taken.ended) == ([], [job_id])
    found = await fields(store, job_id)
    assert (found["status"], found["error"]) == ("failed", DIED)


async def test_a_running_job_that_is_cancelled_stops_without_effect(store: Store) -> None:
    gate = Gate()
    job_id = await queue(store)
    async with working(store, {"test": kind(gate)}, lease_s=60) as shop:
        await gate.begun.wait()
        asked = await store.jobs.cancel(job_id, by="test")
        assert (asked.fields["status"], asked.fields["cancel_requested"]) == ("running", True)
        shop.news.changed(job_id)  # at once, not at the next sign of life
        found = await ended(store, job_id)
    assert found["status"] == "cancelled"
    assert await effects(store, job_id) == 0
    with pytest.raises(EndedError):
        await store.jobs.cancel(job_id, by="test")


async def test_without_the_news_a_cancelled_job_stops_at_the_next_sign_of_life(
    store: Store,
) -> None:
    gate = Gate()
    job_id = await queue(store)
    async with working(store, {"test": kind(gate)}, lease_s=0.3):
        await gate.begun.wait()
        await store.jobs.cancel(job_id, by="test")
        assert (await ended(store, job_id))["status"] == "cancelled"


async def test_a_queued_job_that_is_cancelled_is_never_begun(store: Store) -> None:
    gate = Gate()
    job_id = await queue(store)
    assert (await store.jobs.cancel(job_id, by="test")).fields["status"] == "cancelled"
    async with working(store, {"test": kind(gate)}):
        await asyncio.sleep(0.15)
    assert gate.tries == 0


async def test_a_job_whose_worker_died_before_it_could_stop_is_cancelled(store: Store) -> None:
    clock = [time.time_ns() // 1_000 + SECOND]
    queue_of = JobQueue(store.database, clock=lambda: clock[0])
    job_id = await queue(store)
    await queue_of.claim(5, 30)
    await store.jobs.cancel(job_id, by="test")
    clock[0] += 31 * SECOND
    assert (await queue_of.claim(5, 30)).ended == [job_id]
    assert (await fields(store, job_id))["status"] == "cancelled"


async def test_a_job_cancelled_while_it_finishes_is_either_done_or_cancelled(store: Store) -> None:
    """Each race ends with success and one effect, or with neither."""
    outcomes = set()

    async def script(task: Task) -> None:
        await asyncio.sleep(0.001 * (task.id % 5))

    async with working(store, {"test": kind(script)}, slots=4) as shop:
        for number in range(300):
            job_id = await queue(store)
            shop.news.queued()
            await asyncio.sleep(0.001 * number)
            try:
                asked = (await store.jobs.cancel(job_id, by="test")).fields
                shop.news.changed(job_id)
            except EndedError as error:
                asked = {"status": error.status}
            found = await ended(store, job_id)
            outcomes.add((found["status"], await effects(store, job_id)))
            if asked.get("cancel_requested"):  # what was promised is kept
                assert found["status"] == "cancelled"
            if len(outcomes) > 1 and number > 30:
                break
    assert outcomes <= {("succeeded", 1), ("cancelled", 0)}
    assert len(outcomes) == 2


async def test_a_worker_that_is_told_to_end_finishes_what_is_quick(store: Store) -> None:
    gate = Gate()
    job_id = await queue(store)
    async with working(store, {"test": kind(gate)}, drain_s=5):
        await gate.begun.wait()
        asyncio.get_running_loop().call_later(0.1, gate.open.set)
    assert (await fields(store, job_id))["status"] == "succeeded"


async def test_a_worker_that_is_told_to_end_gives_back_what_is_not_done(store: Store) -> None:
    gate = Gate()
    job_id = await queue(store)
    async with working(store, {"test": kind(gate)}, lease_s=60, drain_s=0.05):
        await gate.begun.wait()
    found = await fields(store, job_id)
    assert (found["status"], found["attempt"]) == ("queued", 0)
    async with working(store, {"test": kind(nothing)}, lease_s=60):  # takes it up at once
        found = await ended(store, job_id)
    assert (found["status"], found["attempt"]) == ("succeeded", 1)
    assert await effects(store, job_id) == 1


async def test_progress_is_told_as_it_rises(store: Store) -> None:
    async def script(task: Task) -> None:
        for percent in (10, 10, 5, 60):
            await task.progress(percent)
            await asyncio.sleep(0.21)

    job_id = await queue(store)
    async with working(store, {"test": kind(script)}):
        await ended(store, job_id)
    told = [change.fields["progress"] for change in await store.jobs.changes(job_id, 0)]
    assert told == [0, 0, 10, 60, 100]


async def test_jobs_that_ended_long_ago_are_forgotten(store: Store) -> None:
    old, new = await queue(store), await queue(store)
    await store.jobs.cancel(old, by="test")
    await asyncio.sleep(0.05)
    assert await store.queue.prune(60) == 0
    assert await store.queue.prune(0.01) == 1
    assert await store.jobs.get(old) is None
    assert await store.jobs.changes(old, 0) == []
    assert (await fields(store, new))["status"] == "queued"


async def test_two_workers_never_take_the_same_job(store: Store) -> None:
    for _ in range(30):
        await queue(store)
    taken = await asyncio.gather(*(store.queue.claim(7, 60) for _ in range(6)))
    ids = [claim.id for one in taken for claim in one.claims]
    while more := (await store.queue.claim(7, 60)).claims:
        ids += [claim.id for claim in more]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 30


async def test_the_tally_counts_jobs_by_state(store: Store) -> None:
    first = await queue(store)
    await queue(store)
    await store.jobs.cancel(first, by="test")
    assert await store.jobs.tally() == {"queued": 1, "cancelled": 1}
    await until(lambda: _due(store))


async def _due(store: Store) -> bool:
    due = await store.queue.next_due()
    return due is not None and due <= 0
