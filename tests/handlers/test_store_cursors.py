from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from handlers.cursor import Position
from handlers.store import BookDraft, BookFilters, CursorPage, Store

Draft = Callable[..., BookDraft]


async def test_cursors_walk_from_the_newest_to_the_oldest_and_back(
    store: Store, draft: Draft
) -> None:
    ids = [(await store.books.add(draft(), by="ann")).id for _ in range(7)][::-1]

    first = await store.books.cursor_page(None, 3)
    second = await store.books.cursor_page(first.next, 3)
    third = await store.books.cursor_page(second.next, 3)
    assert [_ids(page) for page in (first, second, third)] == [ids[:3], ids[3:6], ids[6:]]
    assert first.prev is None
    assert third.next is None

    back = await store.books.cursor_page(third.prev, 3)
    assert _ids(back) == ids[3:6]
    start = await store.books.cursor_page(back.prev, 3)
    assert _ids(start) == ids[:3]
    assert start.prev is None
    assert start.next == first.next


async def test_an_empty_catalogue_is_one_empty_page(store: Store) -> None:
    assert await store.books.cursor_page(None, 20) == CursorPage([], None, None)


async def test_books_of_one_moment_are_told_apart_by_id(store: Store, draft: Draft) -> None:
    await store.books.add_many([draft() for _ in range(10)], by="ann")
    assert await _walk(store, 3) == list(range(10, 0, -1))


async def test_a_page_emptied_by_deletions_still_leads_back(store: Store, draft: Draft) -> None:
    ids = [(await store.books.add(draft(), by="ann")).id for _ in range(6)][::-1]
    first = await store.books.cursor_page(None, 3)
    second = await store.books.cursor_page(first.next, 3)
    await store.books.delete_many(ids[3:], by="ann")
    empty = await store.books.cursor_page(first.next, 3)
    assert _ids(empty) == []
    assert empty.next is None
    assert _ids(await store.books.cursor_page(empty.prev, 3)) == ids[:3]

    await store.books.delete_many(ids[:3], by="ann")
    await store.books.add(draft(), by="ann")
    assert second.prev is not None
    found = await store.books.cursor_page(second.prev, 3)
    assert len(found.rows) == 1


async def test_a_backward_page_emptied_by_deletions_still_leads_on(
    store: Store, draft: Draft
) -> None:
    ids = [(await store.books.add(draft(), by="ann")).id for _ in range(6)][::-1]
    second = await store.books.cursor_page((await store.books.cursor_page(None, 3)).next, 3)
    await store.books.delete_many(ids[:3], by="ann")
    empty = await store.books.cursor_page(second.prev, 3)
    assert _ids(empty) == []
    assert empty.prev is None
    assert _ids(await store.books.cursor_page(empty.next, 3)) == ids[3:]


async def test_the_place_of_a_deleted_book_still_holds(store: Store, draft: Draft) -> None:
    ids = [(await store.books.add(draft(), by="ann")).id for _ in range(6)][::-1]
    first = await store.books.cursor_page(None, 3)
    await store.books.delete(ids[2], by="ann")
    second = await store.books.cursor_page(first.next, 3)
    assert _ids(second) == ids[3:]
    assert _ids(await store.books.cursor_page(second.prev, 3)) == ids[:2]


async def test_no_book_is_skipped_or_repeated_while_others_come_and_go(
    store: Store, draft: Draft
) -> None:
    """The books that stay are seen once each, whatever happens around them."""
    entries = await store.books.add_many([draft() for _ in range(120)], by="ann")
    ids = [entry.id for entry in entries if not isinstance(entry, Exception)]
    stay, go = ids[::2], ids[1::2]
    walks = [asyncio.create_task(_walk(store, size, pause=True)) for size in (1, 7, 20)]
    back = asyncio.create_task(_walk_back(store, 7))
    source = random.Random(3)
    source.shuffle(go)
    for id_ in go:
        await store.books.delete(id_, by="ann")
        await store.books.add(draft(), by="ann")
    for walked in [*await asyncio.gather(*walks), await back]:
        assert len(walked) == len(set(walked))
        assert set(stay) <= set(walked)


async def test_a_stream_holds_every_book_that_stays_while_others_go(
    store: Store, draft: Draft
) -> None:
    entries = await store.books.add_many([draft() for _ in range(1_100)], by="ann")
    ids = [entry.id for entry in entries if not isinstance(entry, Exception)]
    streamed = []
    async for book in store.books.stream(BookFilters()):
        streamed.append(book["id"])
        if len(streamed) == 1:
            await store.books.delete_many(ids[:100], by="ann")
            await store.books.add(draft(), by="ann")
    assert streamed == ids[:99:-1]


def _ids(page: CursorPage) -> list[int]:
    return [row["id"] for row in page.rows]


async def _walk(store: Store, limit: int, *, pause: bool = False) -> list[int]:
    page = await store.books.cursor_page(None, limit)
    found = _ids(page)
    while page.next is not None:
        if pause:
            await asyncio.sleep(0.002)
        page = await store.books.cursor_page(page.next, limit)
        found += _ids(page)
    return found


async def _walk_back(store: Store, limit: int) -> list[int]:
    at: Position | None = Position(0, 0, backward=True)
    found = []
    while at is not None:
        page = await store.books.cursor_page(at, limit)
        found += _ids(page)[::-1]
        at = page.prev
        await asyncio.sleep(0.002)
    return found
