from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.store import (
    BookDraft,
    Entry,
    MissingError,
    NotYoursError,
    ReviewDraft,
    StaleError,
    Store,
    TakenError,
)

Draft = Callable[..., BookDraft]


async def test_an_added_review_reads_back_with_all_fields(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    said = ReviewDraft(rating=4, title="Good", text="Long.")
    added = await store.reviews.add(book.id, said, by="user:7", reviewer="Ada")
    assert added.fields == {
        "id": 1,
        "book_id": book.id,
        "rating": 4,
        "title": "Good",
        "text": "Long.",
        "reviewer": "Ada",
        "status": "published",
        "reason": None,
        "created_at": added.fields["created_at"],
        "updated_at": added.fields["created_at"],
    }
    assert await store.reviews.get(added.id) == added
    assert await store.reviews.get(99) is None


async def test_a_book_shows_the_mean_of_its_ratings(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    seen = [await _rating(store, book.id)]
    reviews = []
    for number, rating in enumerate((5, 4, 4)):
        reviews.append(await _add(store, book.id, rating, by=f"reader {number}"))
        seen.append(await _rating(store, book.id))
    await store.reviews.change(reviews[0].id, {"rating": 1}, by="reader 0")
    seen.append(await _rating(store, book.id))
    await store.reviews.change(reviews[0].id, {"text": "Same stars."}, by="reader 0")
    seen.append(await _rating(store, book.id))
    for number, review in enumerate(reviews):
        await store.reviews.delete(review.id, by=f"reader {number}")
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
    book = await store.books.add(draft(), by="ann")
    await _add(store, book.id, 5)
    after = await store.books.get(book.id)
    assert after is not None
    assert after.revision != book.revision
    assert after.fields["updated_at"] == book.fields["updated_at"]


async def test_reviews_are_listed_newest_first(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    other = await store.books.add(draft(), by="ann")
    ids = [(await _add(store, book.id, 3, by=f"reader {n}")).id for n in range(5)][::-1]
    await _add(store, other.id, 1)
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
        await _add(store, 1, 5)
    with pytest.raises(MissingError):
        await store.reviews.page(1, 1, 20)


async def test_a_stale_write_to_a_review_changes_nothing(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    first = await _add(store, book.id, 5)
    second = await store.reviews.change(
        first.id, {"title": "x"}, by="ann", if_match={first.revision}
    )
    for write in (
        store.reviews.change(first.id, {"rating": 1}, by="ann", if_match={first.revision}),
        store.reviews.delete(first.id, by="ann", if_match={first.revision}),
    ):
        with pytest.raises(StaleError):
            await write
    assert await store.reviews.get(first.id) == second
    cleared = await store.reviews.change(first.id, {"title": None, "rating": 2}, by="ann")
    assert (cleared.fields["title"], cleared.fields["rating"]) == (None, 2)
    for write in (
        store.reviews.change(99, {"rating": 1}, by="ann"),
        store.reviews.delete(99, by="ann"),
    ):
        with pytest.raises(MissingError):
            await write


async def test_each_reviews_a_book_once(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    other = await store.books.add(draft(), by="ann")
    first = await _add(store, book.id, 5, by="user:1")
    with pytest.raises(TakenError) as refused:
        await _add(store, book.id, 1, by="user:1")
    assert refused.value.existing == first.id
    assert await _rating(store, book.id) == (5.0, 1)
    await _add(store, book.id, 1, by="user:2")
    await _add(store, other.id, 1, by="user:1")
    await store.reviews.delete(first.id, by="user:1")
    again = await _add(store, book.id, 4, by="user:1")
    assert again.id not in {first.id, book.id}
    assert await _rating(store, book.id) == (2.5, 2)


async def test_only_its_writer_and_moderators_change_a_review(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    review = await _add(store, book.id, 5, by="user:1")
    for write in (
        store.reviews.change(review.id, {"rating": 1}, by="user:2"),
        store.reviews.change(review.id, {"rating": 1}, by="USER:1"),
        store.reviews.delete(review.id, by="user:11"),
    ):
        with pytest.raises(NotYoursError):
            await write
    assert await store.reviews.get(review.id) == review
    changed = await store.reviews.change(review.id, {"rating": 4}, by="user:3", moderates=True)
    assert (changed.fields["rating"], changed.fields["reviewer"]) == (4, "Somebody")
    await store.reviews.delete(review.id, by="user:3", moderates=True)
    assert await _rating(store, book.id) == (None, 0)


async def test_only_published_reviews_are_listed_and_count(store: Store, draft: Draft) -> None:
    book = await store.books.add(draft(), by="ann")
    for number, rating in enumerate((5, 1, 3)):
        await _add(store, book.id, rating, by=f"user:{number}")
    seen = [await _rating(store, book.id)]
    for status in ("hidden", "rejected", "rejected", "published", "published", "hidden"):
        await store.moderation.decide(2, status, "Because.", by="mod")
        seen.append(await _rating(store, book.id))
    assert seen == [(3.0, 3), (4.0, 2), (4.0, 2), (4.0, 2), (3.0, 3), (3.0, 3), (4.0, 2)]
    listed = await store.reviews.page(book.id, 1, 20)
    assert ([row["id"] for row in listed.rows], listed.total) == ([3, 1], 2)
    changed = await store.reviews.change(2, {"rating": 2}, by="user:1")
    assert (changed.fields["status"], changed.fields["reason"]) == ("hidden", "Because.")
    assert await _rating(store, book.id) == (4.0, 2)
    await store.moderation.decide(2, "published", None, by="mod")
    assert await _rating(store, book.id) == (3.33, 3)
    await store.moderation.decide(2, "rejected", None, by="mod")
    await store.reviews.delete(2, by="user:1")
    assert await _rating(store, book.id) == (4.0, 2)


async def test_a_hidden_review_is_there_for_its_writer_and_moderators_alone(
    store: Store, draft: Draft
) -> None:
    book = await store.books.add(draft(), by="ann")
    review = await _add(store, book.id, 5, by="user:1")
    hidden = await store.moderation.decide(review.id, "hidden", "Spoils it.", by="mod")
    assert await store.reviews.get(review.id) is None
    assert await store.reviews.get(review.id, by="user:2") is None
    assert await store.reviews.get(review.id, by="user:1") == hidden
    assert await store.reviews.get(review.id, by="user:3", moderates=True) == hidden
    for write in (
        store.reviews.change(review.id, {"rating": 1}, by="user:2"),
        store.reviews.delete(review.id, by="user:2"),
        store.moderation.decide(99, "hidden", None, by="mod"),
    ):
        with pytest.raises(MissingError):
            await write
    with pytest.raises(TakenError):
        await _add(store, book.id, 5, by="user:1")


async def test_moderators_page_through_reviews_by_status(store: Store, draft: Draft) -> None:
    for number in range(5):
        book = await store.books.add(draft(), by="ann")
        await _add(store, book.id, 3, by=f"user:{number}")
    await store.moderation.decide(2, "hidden", None, by="mod")
    await store.moderation.decide(4, "rejected", None, by="mod")

    async def ids(statuses: list[str], page: int = 1, per_page: int = 20) -> tuple[list[int], int]:
        found = await store.moderation.page(statuses, page, per_page)
        return [row["id"] for row in found.rows], found.total

    assert await ids([]) == ([5, 4, 3, 2, 1], 5)
    assert await ids([], 2, 2) == ([3, 2], 5)
    assert await ids([], 4, 2) == ([], 5)
    assert await ids(["hidden"]) == ([2], 1)
    assert await ids(["rejected", "hidden"]) == ([4, 2], 2)
    assert await ids(["published"], 2, 2) == ([1], 3)


async def _add(store: Store, book_id: int, rating: int, by: str = "ann") -> Entry:
    return await store.reviews.add(book_id, ReviewDraft(rating=rating), by=by, reviewer="Somebody")


async def _rating(store: Store, book_id: int) -> tuple[float | None, int]:
    book = await store.books.get(book_id)
    assert book is not None
    return book.fields["average_rating"], book.fields["review_count"]
