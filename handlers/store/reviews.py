"""The reviews of books. Each write keeps the book's sum of ratings in the same transaction.

A review is its writer's: others find it only while it is published, and only moderators may
change it for them. It counts in the book's sum only while it is published, too.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database, Row
from handlers.store.drafts import Changes, ReviewDraft, Revisions, require
from handlers.store.errors import MissingError, NotYoursError, TakenError
from handlers.store.rows import Entry, Page, review_entry, review_fields
from handlers.store.tables import books, reviews

PUBLISHED = "published"
REVIEW = select(
    reviews.c.id,
    reviews.c.book_id,
    reviews.c.rating,
    reviews.c.title,
    reviews.c.text,
    reviews.c.reviewer,
    reviews.c.status,
    reviews.c.reason,
    reviews.c.created_at,
    reviews.c.updated_at,
    reviews.c.revision,
    reviews.c.subject,
)
_STATUS, _SUBJECT = 6, 11  # their places among the columns
_ONE = REVIEW.where(reviews.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update()
_OF_BOOK = (
    REVIEW.where(reviews.c.book_id == bindparam("book_id"), reviews.c.status == PUBLISHED)
    .order_by(reviews.c.created_at.desc(), reviews.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_BY_WRITER = select(reviews.c.id).where(
    reviews.c.subject == bindparam("subject"), reviews.c.book_id == bindparam("book_id")
)
_COUNT = select(books.c.review_count).where(books.c.id == bindparam("id"))
_ADD = reviews.insert().returning(reviews.c.id)
_TALLY = (
    update(books)
    .where(books.c.id == bindparam("of_book"))
    .values(
        rating_sum=books.c.rating_sum + bindparam("more_stars"),
        review_count=books.c.review_count + bindparam("more_reviews"),
        revision=books.c.revision + 1,
    )
)


class ReviewStore:
    """The reviews. Writes raise MissingError, NotYoursError or StaleError and change nothing.

    `by` is the subject of whoever asks, `moderates` whether they may act on anyone's review.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, book_id: int, page: int, per_page: int) -> Page:
        """A page of a book's published reviews, newest first; MissingError without the book."""
        books_found = await self._database.rows(_COUNT, id=book_id)
        if not books_found:
            raise MissingError
        total, offset = books_found[0][0], (page - 1) * per_page
        if offset >= total:
            return Page([], total)
        mark = {"book_id": book_id, "limit": per_page, "offset": offset}
        rows = await self._database.rows(_OF_BOOK, **mark)
        return Page([review_fields(row) for row in rows], total)

    async def get(
        self, review_id: int, *, by: str | None = None, moderates: bool = False
    ) -> Entry | None:
        """One review, or None where there is none that the caller may see."""
        rows = await self._database.rows(_ONE, id=review_id)
        return review_entry(rows[0]) if rows and _may_see(rows[0], by, moderates) else None

    async def add(self, book_id: int, draft: ReviewDraft, *, by: str, reviewer: str) -> Entry:
        """Add the review of `by`, shown as that of `reviewer`; MissingError without the book.

        Raises TakenError when `by` has reviewed the book already.
        """
        return await self._database.transact(_add, book_id, draft, by, reviewer)

    async def change(
        self,
        review_id: int,
        changes: Changes,
        *,
        by: str,
        moderates: bool = False,
        if_match: Revisions = None,
    ) -> Entry:
        """Give a review the fields that are among the changes; leave the others."""
        return await self._database.transact(_change, review_id, changes, by, moderates, if_match)

    async def delete(
        self, review_id: int, *, by: str, moderates: bool = False, if_match: Revisions = None
    ) -> None:
        """Delete a review."""
        await self._database.transact(_delete, review_id, by, moderates, if_match)


def read(connection: Connection, review_id: int) -> Entry:
    """The review of that id, which is there."""
    return review_entry(connection.execute(_ONE, {"id": review_id}).one())


def lock(connection: Connection, review_id: int, by: str, moderates: bool) -> Entry:
    """Hold the row until the transaction ends; the review, when the caller may act on it.

    Raises MissingError for one that they may not even see, and NotYoursError.
    """
    row = connection.execute(_LOCKED, {"id": review_id}).one_or_none()
    if row is None or not _may_see(row, by, moderates):
        raise MissingError
    if not (moderates or row[_SUBJECT] == by):
        raise NotYoursError
    return review_entry(row)


def tally(connection: Connection, book_id: int, *, stars: int, count: int) -> None:
    """Keep the book's sum and count; this also makes a new revision of it, and holds its row."""
    change = {"of_book": book_id, "more_stars": stars, "more_reviews": count}
    if connection.execute(_TALLY, change).rowcount == 0:
        raise MissingError


def _may_see(row: Row, by: str | None, moderates: bool) -> bool:
    # A review from before reviewers were known has no subject, and so no writer to match.
    return row[_STATUS] == PUBLISHED or moderates or (by is not None and row[_SUBJECT] == by)


def _add(connection: Connection, book_id: int, draft: ReviewDraft, by: str, reviewer: str) -> Entry:
    tally(connection, book_id, stars=draft.rating, count=1)  # rivals of one book wait here
    existing = connection.scalar(_BY_WRITER, {"subject": by, "book_id": book_id})
    if existing is not None:
        raise TakenError(existing)
    moment = now()
    row = {**asdict(draft), "book_id": book_id, "subject": by, "reviewer": reviewer}
    row |= {"status": PUBLISHED, "revision": 1, "created_at": moment, "updated_at": moment}
    review_id: int = connection.execute(_ADD, row).scalar_one()
    record(connection, by, "createReview", "review", str(review_id))
    return read(connection, review_id)


def _change(
    connection: Connection,
    review_id: int,
    changes: Changes,
    by: str,
    moderates: bool,
    if_match: Revisions,
) -> Entry:
    entry = lock(connection, review_id, by, moderates)
    require(entry.revision, if_match)
    before = entry.fields
    values = {**changes, "revision": reviews.c.revision + 1, "updated_at": now()}
    connection.execute(update(reviews).where(reviews.c.id == review_id).values(values))
    stars = changes.get("rating", before["rating"]) - before["rating"]
    if stars and before["status"] == PUBLISHED:
        tally(connection, before["book_id"], stars=stars, count=0)
    record(connection, by, "changeReview", "review", str(review_id))
    return read(connection, review_id)


def _delete(
    connection: Connection, review_id: int, by: str, moderates: bool, if_match: Revisions
) -> None:
    entry = lock(connection, review_id, by, moderates)
    require(entry.revision, if_match)
    before = entry.fields
    connection.execute(delete(reviews).where(reviews.c.id == review_id))
    if before["status"] == PUBLISHED:
        tally(connection, before["book_id"], stars=-before["rating"], count=-1)
    record(connection, by, "deleteReview", "review", str(review_id))
