"""The reviews of books. Each write keeps the book's sum of ratings in the same transaction."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, select, update

from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.drafts import Changes, ReviewDraft, Revisions, require
from handlers.store.errors import MissingError
from handlers.store.rows import Entry, Page, review_entry, review_fields
from handlers.store.tables import books, reviews

REVIEW = select(
    reviews.c.id,
    reviews.c.book_id,
    reviews.c.rating,
    reviews.c.title,
    reviews.c.text,
    reviews.c.reviewer_name,
    reviews.c.created_at,
    reviews.c.updated_at,
    reviews.c.revision,
)
_ONE = REVIEW.where(reviews.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update()
_OF_BOOK = (
    REVIEW.where(reviews.c.book_id == bindparam("book_id"))
    .order_by(reviews.c.created_at.desc(), reviews.c.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
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
    """The reviews. Writes raise MissingError or StaleError and then change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, book_id: int, page: int, per_page: int) -> Page:
        """A numbered page of a book's reviews, newest first; MissingError without the book."""
        books_found = await self._database.rows(_COUNT, id=book_id)
        if not books_found:
            raise MissingError
        total, offset = books_found[0][0], (page - 1) * per_page
        if offset >= total:
            return Page([], total)
        mark = {"book_id": book_id, "limit": per_page, "offset": offset}
        rows = await self._database.rows(_OF_BOOK, **mark)
        return Page([review_fields(row) for row in rows], total)

    async def get(self, review_id: int) -> Entry | None:
        """One review, or None."""
        rows = await self._database.rows(_ONE, id=review_id)
        return review_entry(rows[0]) if rows else None

    async def add(self, book_id: int, draft: ReviewDraft) -> Entry:
        """Add a review to a book; MissingError without the book."""
        return await self._database.transact(_add, book_id, draft)

    async def replace(
        self, review_id: int, draft: ReviewDraft, *, if_match: Revisions = None
    ) -> Entry:
        """Give a review all the fields of the draft."""
        return await self.change(review_id, asdict(draft), if_match=if_match)

    async def change(
        self, review_id: int, changes: Changes, *, if_match: Revisions = None
    ) -> Entry:
        """Give a review the fields that are among the changes; leave the others."""
        return await self._database.transact(_change, review_id, changes, if_match)

    async def delete(self, review_id: int, *, if_match: Revisions = None) -> None:
        """Delete a review."""
        await self._database.transact(_delete, review_id, if_match)


def _read(connection: Connection, review_id: int) -> Entry:
    return review_entry(connection.execute(_ONE, {"id": review_id}).one())


def _add(connection: Connection, book_id: int, draft: ReviewDraft) -> Entry:
    _tally(connection, book_id, stars=draft.rating, count=1)
    moment = now()
    row = {**asdict(draft), "book_id": book_id, "revision": 1}
    row |= {"created_at": moment, "updated_at": moment}
    return _read(connection, connection.execute(_ADD, row).scalar_one())


def _change(connection: Connection, review_id: int, changes: Changes, if_match: Revisions) -> Entry:
    before = _lock(connection, review_id, if_match).fields
    values = {**changes, "revision": reviews.c.revision + 1, "updated_at": now()}
    connection.execute(update(reviews).where(reviews.c.id == review_id).values(values))
    if stars := changes.get("rating", before["rating"]) - before["rating"]:
        _tally(connection, before["book_id"], stars=stars, count=0)
    return _read(connection, review_id)


def _delete(connection: Connection, review_id: int, if_match: Revisions) -> None:
    before = _lock(connection, review_id, if_match).fields
    connection.execute(delete(reviews).where(reviews.c.id == review_id))
    _tally(connection, before["book_id"], stars=-before["rating"], count=-1)


def _tally(connection: Connection, book_id: int, *, stars: int, count: int) -> None:
    """Keep the book's sum and count; this also makes a new revision of it, and holds its row."""
    change = {"of_book": book_id, "more_stars": stars, "more_reviews": count}
    if connection.execute(_TALLY, change).rowcount == 0:
        raise MissingError


def _lock(connection: Connection, review_id: int, if_match: Revisions) -> Entry:
    """Hold the row until the transaction ends; the review, when at an accepted revision."""
    row = connection.execute(_LOCKED, {"id": review_id}).one_or_none()
    if row is None:
        raise MissingError
    entry = review_entry(row)
    require(entry.revision, if_match)
    return entry
