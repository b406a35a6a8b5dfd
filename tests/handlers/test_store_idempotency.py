from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from handlers.store import (
    Answer,
    BookDraft,
    BookFilters,
    BookSort,
    Entry,
    Fresh,
    IdempotencyStore,
    LostClaimError,
    Mismatch,
    Receipt,
    Replay,
    Running,
    Store,
    TakenError,
    fingerprint,
)

Draft = Callable[..., BookDraft]

ONE, TWO = fingerprint(b"one"), fingerprint(b"two")


def _answer(entry: Entry) -> Answer:
    return Answer(201, {"Location": f"/api/v1/books/{entry.id}"}, b'{"id": 1}\x00\xff')


async def test_a_retry_gets_the_recorded_answer(store: Store, draft: Draft) -> None:
    claim = await _claim(store.keys)
    assert await store.keys.begin("k", "createBook", ONE) == Running()
    assert await store.keys.begin("k", "createBook", TWO) == Mismatch()
    entry = await store.books.add(draft(), receipt=Receipt(claim, _answer), by="ann")
    assert await store.keys.begin("k", "createBook", ONE) == Replay(_answer(entry))
    assert await store.keys.begin("k", "createBook", TWO) == Mismatch()


async def test_one_key_serves_each_operation_apart(store: Store) -> None:
    await _claim(store.keys)
    assert isinstance(await store.keys.begin("k", "createAuthor", TWO), Fresh)
    assert isinstance(await store.keys.begin("K", "createBook", TWO), Fresh)


async def test_a_released_key_is_fresh_again(store: Store, draft: Draft) -> None:
    await store.books.add(draft(isbn="9780306406157"), by="ann")
    claim = await _claim(store.keys)
    with pytest.raises(TakenError):
        await store.books.add(
            draft(isbn="9780306406157"), receipt=Receipt(claim, _answer), by="ann"
        )
    assert await store.keys.begin("k", "createBook", ONE) == Running()
    await store.keys.release(claim)
    assert isinstance(await store.keys.begin("k", "createBook", TWO), Fresh)


async def test_an_answer_without_a_write_is_recorded_too(store: Store) -> None:
    claim = await _claim(store.keys)
    answer = Answer(409, {}, b"taken")
    await store.keys.complete(claim, answer)
    assert await store.keys.begin("k", "createBook", ONE) == Replay(answer)


async def test_a_failed_answer_takes_the_write_back(store: Store, draft: Draft) -> None:
    claim = await _claim(store.keys)

    def fail(_: Entry) -> Answer:
        raise RuntimeError("cannot render")

    with pytest.raises(RuntimeError):
        await store.books.add(draft(), receipt=Receipt(claim, fail), by="ann")
    assert (await store.books.page(BookFilters(), BookSort(), 1, 1)).total == 0


async def test_an_abandoned_key_can_be_claimed_when_its_lease_is_over(
    store: Store, draft: Draft
) -> None:
    """The process that held it died: the next one takes over, and a late first one loses."""
    keys = IdempotencyStore(store.database, lease=0)
    first = await _claim(keys)
    await asyncio.sleep(0.001)
    second = await _claim(keys)
    with pytest.raises(LostClaimError):
        await store.books.add(draft(), receipt=Receipt(first, _answer), by="ann")
    assert (await store.books.page(BookFilters(), BookSort(), 1, 1)).total == 0
    await store.keys.release(first)
    entry = await store.books.add(draft(), receipt=Receipt(second, _answer), by="ann")
    assert await keys.begin("k", "createBook", ONE) == Replay(_answer(entry))


async def test_a_recorded_answer_is_forgotten_after_its_lifetime(store: Store) -> None:
    claim = await _claim(store.keys)
    await store.keys.complete(claim, Answer(201, {}, b""))
    await asyncio.sleep(0.001)
    forgetful = IdempotencyStore(store.database, lifetime=0)
    assert isinstance(await forgetful.begin("k", "createBook", TWO), Fresh)


async def test_of_racing_requests_with_one_key_one_is_fresh(store: Store) -> None:
    begun = await asyncio.gather(*(store.keys.begin("k", "createBook", ONE) for _ in range(20)))
    assert sum(isinstance(outcome, Fresh) for outcome in begun) == 1
    assert sum(isinstance(outcome, Running) for outcome in begun) == 19


async def _claim(keys: IdempotencyStore) -> Fresh:
    claim = await keys.begin("k", "createBook", ONE)
    assert isinstance(claim, Fresh)
    return claim
