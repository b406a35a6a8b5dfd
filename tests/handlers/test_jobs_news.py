"""Following jobs: every change, in order, none twice, whatever words are lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from handlers.jobs.bus import Bus, Hear, LocalBus, Missed
from handlers.jobs.news import News
from handlers.store import JobChange, JobStore, Store
from tests.handlers.job_tools import PATIENCE_S, queue

LEASE_S = 60


class DeafBus(LocalBus):
    """A bus on which no word is ever heard, until it says that some were missed."""

    async def open(self, hear: Hear, missed: Missed) -> None:
        await super().open(lambda word: None, missed)
        self.missed = missed


@pytest.fixture
async def news(store: Store) -> AsyncIterator[News]:
    opened = News(store.jobs, LocalBus())
    await opened.open()
    yield opened
    await opened.close()


async def finish(store: Store, news: News, job_id: int, *percents: int) -> None:
    """Work on a job as a worker does, telling of each step."""
    (claim,) = (await store.queue.claim(1, LEASE_S)).claims
    assert claim.id == job_id
    news.changed(job_id)
    for percent in percents:
        await store.queue.progress(claim, percent)
        news.changed(job_id)
    await store.queue.complete(claim, lambda connection: {})
    news.changed(job_id)


async def heard(news: News, job_id: int, after: int | None = None) -> list[JobChange]:
    async with asyncio.timeout(PATIENCE_S):
        return [change async for change in news.follow(job_id, after)]


async def following(news: News, many: int = 1) -> None:
    for _ in range(100 * PATIENCE_S):
        if news.following == many:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{news.following} follow")


def steps(changes: list[JobChange]) -> list[tuple[int, str, int]]:
    return [(one.number, one.fields["status"], one.fields["progress"]) for one in changes]


ALL = [
    (1, "queued", 0),
    (2, "running", 0),
    (3, "running", 40),
    (4, "running", 80),
    (5, "succeeded", 100),
]


async def test_whoever_follows_hears_every_change_in_order(store: Store, news: News) -> None:
    job_id = await queue(store)
    hearing = asyncio.create_task(heard(news, job_id))
    await following(news)
    await asyncio.sleep(0.05)
    await finish(store, news, job_id, 40, 80)
    assert steps(await hearing) == ALL
    assert news.following == 0


async def test_a_job_that_has_ended_is_told_by_its_last_change(store: Store, news: News) -> None:
    job_id = await queue(store)
    await finish(store, news, job_id, 40, 80)
    assert steps(await heard(news, job_id)) == ALL[-1:]


@pytest.mark.parametrize(("after", "left"), [(0, 5), (1, 4), (3, 2), (5, 0), (99, 0)])
async def test_following_goes_on_after_the_change_that_is_known(
    store: Store, news: News, after: int, left: int
) -> None:
    job_id = await queue(store)
    await finish(store, news, job_id, 40, 80)
    assert steps(await heard(news, job_id, after)) == ALL[len(ALL) - left :]


async def test_following_goes_on_while_the_job_does(store: Store, news: News) -> None:
    job_id = await queue(store)
    hearing = asyncio.create_task(heard(news, job_id, 1))
    await following(news)
    await finish(store, news, job_id, 40, 80)
    assert steps(await hearing) == ALL[1:]


async def test_no_job_no_news(news: News) -> None:
    assert await heard(news, 999) == []
    assert news.following == 0


async def test_many_who_follow_a_job_cost_one_reading_a_change(
    store: Store, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await queue(store)
    hearing = [asyncio.create_task(heard(news, job_id)) for _ in range(50)]
    await following(news, 50)
    await asyncio.sleep(0.1)
    readings, read = 0, JobStore.changes

    async def counted(self: JobStore, *given: int) -> list[JobChange]:
        nonlocal readings
        readings += 1
        return await read(self, *given)

    monkeypatch.setattr(JobStore, "changes", counted)
    await finish(store, news, job_id, 40, 80)
    assert [steps(one) for one in await asyncio.gather(*hearing)] == [ALL] * 50
    assert readings <= 5


async def test_a_change_while_the_first_reading_is_under_way_is_not_missed(
    store: Store, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await queue(store)
    read, going_on = JobStore.changes, asyncio.Event()

    async def slow(self: JobStore, id_: int, after: int) -> list[JobChange]:
        found = await read(self, id_, after)
        if after == 0:
            await going_on.wait()
        return found

    monkeypatch.setattr(JobStore, "changes", slow)
    hearing = asyncio.create_task(heard(news, job_id))
    await following(news)
    await asyncio.sleep(0.05)
    await finish(store, news, job_id)
    await asyncio.sleep(0.05)
    going_on.set()
    assert [step[1] for step in steps(await hearing)] == ["queued", "running", "succeeded"]


async def test_words_that_were_missed_are_made_good(store: Store) -> None:
    bus = DeafBus()
    news = News(store.jobs, bus, sweep_s=60)
    await news.open()
    job_id = await queue(store)
    hearing = asyncio.create_task(heard(news, job_id))
    await following(news)
    await asyncio.sleep(0.05)
    await finish(store, news, job_id, 40, 80)
    await asyncio.sleep(0.05)
    assert not hearing.done()
    bus.missed()
    assert steps(await hearing) == ALL
    await news.close()


async def test_a_bus_that_never_says_anything_only_costs_time(store: Store) -> None:
    news = News(store.jobs, DeafBus(), sweep_s=0.1)
    await news.open()
    job_id = await queue(store)
    hearing = asyncio.create_task(heard(news, job_id))
    await following(news)
    await finish(store, news, job_id, 40, 80)
    assert steps(await hearing)[-1] == ALL[-1]
    await news.close()


async def test_a_database_that_does_not_answer_for_a_while_costs_no_change(
    store: Store, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.jobs.news._PAUSE_S", 0.05)
    job_id = await queue(store)
    hearing = asyncio.create_task(heard(news, job_id))
    await following(news)
    await asyncio.sleep(0.05)
    read, broken = JobStore.changes, True

    async def breaking(self: JobStore, *given: int) -> list[JobChange]:
        if broken:
            raise ConnectionError("gone")
        return await read(self, *given)

    monkeypatch.setattr(JobStore, "changes", breaking)
    await finish(store, news, job_id, 40, 80)
    await asyncio.sleep(0.1)
    assert not hearing.done()
    broken = False
    assert steps(await hearing) == ALL


async def test_who_leaves_is_forgotten(store: Store, news: News) -> None:
    job_id = await queue(store)
    async with aclosing(news.follow(job_id)) as changes:  # type: ignore[type-var]
        assert (await anext(changes)).number == 1
        assert news.following == 1
    assert news.following == 0


def test_a_local_bus_is_a_bus() -> None:
    bus: Bus = LocalBus()
    bus.say("1")  # nobody listens yet: nothing happens
