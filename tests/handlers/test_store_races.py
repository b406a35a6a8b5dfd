from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from decimal import Decimal

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from handlers.store import (
    AuditFilters,
    BookDraft,
    BookFilters,
    BookSort,
    Entry,
    ReviewDraft,
    StaleError,
    Store,
    TakenError,
)
from handlers.store.tables import books, reviews

Draft = Callable[..., BookDraft]


@pytest.fixture
async def rivals(url: str) -> AsyncIterator[list[Store]]:
    """Three stores on one database, as three processes would have them."""
    stores = [Store(url) for _ in range(3)]
    await asyncio.gather(*(store.open() for store in stores))
    yield stores
    for store in stores:
        await store.close()


async def test_of_600_concurrent_updates_none_is_lost(rivals: list[Store], draft: Draft) -> None:
    book = await rivals[0].books.add(draft(price=Decimal(0)), by="ann")

    def raise_price(connection: Connection) -> None:
        row = select(books.c.price_cents).where(books.c.id == book.id).with_for_update()
        cents = connection.execute(row).scalar_one()
        raised = update(books).where(books.c.id == book.id).values(price_cents=cents + 1)
        connection.execute(raised)

    await asyncio.gather(*(rivals[i % 3].database.transact(raise_price) for i in range(600)))
    after = await rivals[0].books.get(book.id)
    assert after is not None
    assert after.fields["price"] == Decimal("6.00")


async def test_of_racing_patches_with_one_etag_exactly_one_wins(
    rivals: list[Store], draft: Draft
) -> None:
    book = await rivals[0].books.add(draft(), by="ann")
    outcomes = await asyncio.gather(
        *(
            rivals[i % 3].books.change(
                book.id, {"title": f"{i}"}, if_match={book.revision}, by="ann"
            )
            for i in range(30)
        ),
        return_exceptions=True,
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, StaleError)]
    assert (len(won), len(lost)) == (1, 29)
    assert await rivals[1].books.get(book.id) == won[0]


async def test_of_racing_drafts_with_one_isbn_exactly_one_wins(
    rivals: list[Store], draft: Draft
) -> None:
    outcomes = await asyncio.gather(
        *(
            rivals[i % 3].books.add(
                draft(isbn="9780306406157", author_name=f"Author {i}"), by="ann"
            )
            for i in range(30)
        ),
        return_exceptions=True,
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, TakenError)]
    assert (len(won), len(lost)) == (1, 29)
    assert {taken.existing for taken in lost} == {won[0].id}
    assert (await rivals[0].authors.page(1, 20)).total == 1


async def test_books_racing_for_a_new_author_share_them(rivals: list[Store], draft: Draft) -> None:
    entries = await asyncio.gather(
        *(rivals[i % 3].books.add(draft(author_name="New Author"), by="ann") for i in range(30))
    )
    assert len({entry.fields["author_id"] for entry in entries}) == 1


async def test_batches_that_need_each_others_authors_all_succeed(
    rivals: list[Store], draft: Draft
) -> None:
    names = [f"Author {number}" for number in range(20)]
    batches = [names, names[::-1]] * 3
    outcomes = await asyncio.gather(
        *(
            rivals[i % 3].books.add_many([draft(author_name=name) for name in batch], by="ann")
            for i, batch in enumerate(batches)
        )
    )
    assert all(isinstance(entry, Entry) for batch in outcomes for entry in batch)
    assert (await rivals[0].authors.page(1, 20)).total == 20


async def test_racing_reviews_all_count(rivals: list[Store], draft: Draft) -> None:
    book = await rivals[0].books.add(draft(), by="ann")
    added = await asyncio.gather(
        *(
            rivals[i % 3].reviews.add(
                book.id, ReviewDraft(rating=1 + i % 5), by=f"reader {i}", reviewer="R"
            )
            for i in range(50)
        )
    )
    await asyncio.gather(
        *(
            rivals[i % 3].reviews.delete(review.id, by=f"reader {i}")
            for i, review in enumerate(added[:10])
        ),
        *(
            rivals[i % 3].reviews.change(review.id, {"rating": 5}, by=f"reader {i}")
            for i, review in enumerate(added[40:], 40)
        ),
    )
    after = await rivals[2].books.get(book.id)
    assert after is not None
    assert after.fields["review_count"] == 40
    assert after.fields["average_rating"] == pytest.approx((30 * 3 + 10 * 5) / 40)


async def test_of_racing_reviews_by_one_person_exactly_one_wins(
    rivals: list[Store], draft: Draft
) -> None:
    book = await rivals[0].books.add(draft(), by="ann")
    outcomes = await asyncio.gather(
        *(
            rivals[i % 3].reviews.add(book.id, ReviewDraft(rating=4), by="user:1", reviewer="Mei")
            for i in range(30)
        ),
        return_exceptions=True,
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Entry)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, TakenError)]
    assert (len(won), len(lost)) == (1, 29)
    assert {taken.existing for taken in lost} == {won[0].id}
    after = await rivals[1].books.get(book.id)
    assert after is not None
    assert (after.fields["average_rating"], after.fields["review_count"]) == (4.0, 1)
    told = await rivals[2].audit.page(AuditFilters(action="createReview"), None, 100)
    assert [row["target"] for row in told.rows] == [str(won[0].id)]


async def test_the_database_itself_refuses_a_second_review_by_one_person(
    rivals: list[Store], draft: Draft
) -> None:
    book = await rivals[0].books.add(draft(), by="ann")
    await rivals[0].reviews.add(book.id, ReviewDraft(rating=4), by="user:1", reviewer="Mei")

    def add(connection: Connection, subject: str | None) -> None:
        row = {"book_id": book.id, "rating": 1, "reviewer": "Mei", "subject": subject}
        times = {"revision": 1, "created_at": 0, "updated_at": 0}
        connection.execute(reviews.insert(), row | times)

    for _ in range(2):  # those from before reviewers were known do not stand in each other's way
        await rivals[0].database.transact(add, None)
    with pytest.raises(IntegrityError):
        await rivals[0].database.transact(add, "user:1")


async def test_moderators_who_race_leave_the_sum_of_what_is_shown(
    rivals: list[Store], draft: Draft
) -> None:
    book = await rivals[0].books.add(draft(), by="ann")
    for number in range(4):
        said = ReviewDraft(rating=1 + number)
        await rivals[0].reviews.add(book.id, said, by=f"user:{number}", reviewer="R")
    statuses = ("hidden", "published", "rejected")
    await asyncio.gather(
        *(
            rivals[i % 3].moderation.decide(1 + i % 4, statuses[i % 3], None, by=f"mod {i}")
            for i in range(60)
        )
    )
    shown = await rivals[1].moderation.page(["published"], 1, 100)
    stars = [row["rating"] for row in shown.rows]
    after = await rivals[1].books.get(book.id)
    assert after is not None
    assert after.fields["review_count"] == len(stars)
    assert after.fields["average_rating"] == (round(sum(stars) / len(stars), 2) if stars else None)


async def test_a_reader_sees_whole_transactions_only(rivals: list[Store], draft: Draft) -> None:
    """Each batch adds ten books; no page ever counts part of one."""

    async def write() -> None:
        for _ in range(10):
            await rivals[0].books.add_many([draft() for _ in range(10)], by="ann")

    writing = asyncio.create_task(write())
    while not writing.done():
        page = await rivals[1].books.page(BookFilters(), BookSort(), 1, 100)
        assert page.total % 10 == 0
        assert len(page.rows) == page.total
        await asyncio.sleep(0)
    await writing
