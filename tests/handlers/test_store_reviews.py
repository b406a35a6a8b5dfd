from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.store import BookDraft, MissingError, ReviewDraft, StaleError, Store

Draft = Callable[..., BookDraft]


async def test_an_added_review_reads_back_with_all_fields(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft())
    added = await store.reviews.add(
        book.id, ReviewDraft(rating=4, reviewer_name="Ada", title="Good", text="Long.")
    )
    assert added.fields == {
        "id": 1,
        "book_id": book.id,
        "rating": 4,
        "title": "Good",
        "text": "Long.",
        "reviewer_name": "Ada",
        "created_at": added.fields["created_at"],
        "updated_at": added.fields["created_at"],
    }
    assert await store.reviews.get(added.id) == added
    assert await store.reviews.get(99) is None


async def test_a_book_shows_the_mean_of_its_ratings(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft())
    seen = [await _rating(store, book.id)]
    reviews = []
    for rating in (5, 4, 4):
        reviews.append(await store.reviews.add(book.id, _draft(rating)))
        seen.append(await _rating(store, book.id))
    await store.reviews.change(reviews[0].id, {"rating": 1})
    seen.append(await _rating(store, book.id))
    await store.reviews.change(reviews[0].id, {"text": "Same stars."})
    seen.append(await _rating(store, book.id))
    for review in reviews:
        await store.reviews.delete(review.id)
        seen.append(await _rating(store, book.id))
    assert seen == [
        (None, 0),
        (5.0, 1),
        (4.5, 2),
        (4.33, 3),
        (3.0, 3),
        (3.0, 3),
        (4.0, 2),
        (4.0, 1),
        (None, 0),
    ]


async def test_a_review_makes_a_new_revision_of_its_book(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft())
    await store.reviews.add(book.id, _draft(5))
    after = await store.books.get(book.id)
    assert after is not None
    assert after.revision != book.revision
    assert after.fields["updated_at"] == book.fields["updated_at"]


async def test_reviews_are_listed_newest_first(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft())
    other = await store.books.add(draft())
    ids = [(await store.reviews.add(book.id, _draft(3))).id for _ in range(5)][::-1]
    await store.reviews.add(other.id, _draft(1))
    pages = [await store.reviews.page(book.id, number, 2) for number in (1, 2, 3, 4, 1_000_000)]
    assert [[row["id"] for row in page.rows] for page in pages] == [
        ids[:2],
        ids[2:4],
        ids[4:],
        [],
        [],
    ]
    assert {page.total for page in pages} == {5}


async def test_a_review_needs_its_book(store: Store) -> None:
    with pytest.raises(MissingError):
        await store.reviews.add(1, _draft(5))
    with pytest.raises(MissingError):
        await store.reviews.page(1, 1, 20)


async def test_a_stale_write_to_a_review_changes_nothing(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft())
    first = await store.reviews.add(book.id, _draft(5))
    second = await store.reviews.change(first.id, {"title": "x"}, if_match={first.revision})
    for write in (
        store.reviews.change(first.id, {"rating": 1}, if_match={first.revision}),
        store.reviews.delete(first.id, if_match={first.revision}),
    ):
        with pytest.raises(StaleError):
            await write
    assert await store.reviews.get(first.id) == second
    replaced = await store.reviews.replace(first.id, _draft(2))
    assert replaced.fields["title"] is None
    for write in (store.reviews.change(99, {"rating": 1}), store.reviews.delete(99)):
        with pytest.raises(MissingError):
            await write


def _draft(rating: int) -> ReviewDraft:
    return ReviewDraft(rating=rating, reviewer_name="Ada")


async def _rating(store: Store, book_id: int) -> tuple[float | None, int]:
    book = await store.books.get(book_id)
    assert book is not None
    return book.fields["average_rating"], book.fields["review_count"]
