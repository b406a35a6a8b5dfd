"""Work over the whole catalogue, as jobs do it at their end: within one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, ScalarSelect, case, func, literal, or_, select, update

from handlers.isbn import is_isbn
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.reviews import PUBLISHED
from handlers.store.tables import books, reviews

_HIGHEST_CENTS = 9_999_999  # schemas/books.yaml, Price
_NAMED = 100
_BATCH = 1_000


def recount_ratings(connection: Connection) -> Mapping[str, Any]:
    """Set the tally of each book to what its reviews say, where it says something else.

    The books are held first and counted then: a review that comes meanwhile waits for its book.
    """
    stars, count = _of_reviews(func.coalesce(func.sum(reviews.c.rating), 0)), _of_reviews(_COUNT)
    differs = or_(books.c.rating_sum != stars, books.c.review_count != count)
    found = select(books.c.id).where(differs).order_by(books.c.id).with_for_update()
    wrong = list(connection.execute(found).scalars())
    for start in range(0, len(wrong), _BATCH):
        values = {"rating_sum": stars, "review_count": count, "revision": books.c.revision + 1}
        some = books.c.id.in_(wrong[start : start + _BATCH])
        connection.execute(update(books).where(some).values(values))
    return {"kind": "recount_ratings", "corrected": len(wrong)}


def reprice_books(connection: Connection, genre: str, percent: int) -> Mapping[str, Any]:
    """Change the prices of a genre by so many per cent, halves of cents rounded up."""
    scaled = (books.c.price_cents * literal(100 + percent) + 50) // 100
    new = case((scaled > _HIGHEST_CENTS, _HIGHEST_CENTS), else_=scaled)
    changed = (
        update(books)
        .where(books.c.genre == genre, books.c.price_cents != new)
        .values(price_cents=new, revision=books.c.revision + 1, updated_at=now())
    )
    return {"kind": "reprice_books", "changed": connection.execute(changed).rowcount}


class IsbnCheck:
    """A look at every ISBN of a genre, or of all books (None), a batch at a time."""

    def __init__(self, database: Database, genre: str | None) -> None:
        self._database = database
        self._where = [] if genre is None else [books.c.genre == genre]
        self._after = 0
        self.checked = self.wrong = 0
        self.wrong_ids: list[int] = []

    async def total(self) -> int:
        """How many books there are to look at."""
        return await self._database.scan(self._total)

    async def step(self) -> bool:
        """Look at the next batch; False once there is none."""
        rows = await self._database.scan(self._read)
        for book_id, isbn in rows:
            self.checked += 1
            if not is_isbn(isbn):
                self.wrong += 1
                self.wrong_ids.append(book_id)
            self._after = book_id
        del self.wrong_ids[_NAMED:]
        return bool(rows)

    def result(self, connection: Connection) -> Mapping[str, Any]:
        """What was found, once there is no next batch."""
        found = {"checked": self.checked, "wrong": self.wrong, "wrong_ids": self.wrong_ids}
        return {"kind": "check_isbns", **found}

    def _total(self, connection: Connection) -> int:
        counted = select(func.count()).select_from(books).where(*self._where)
        return connection.scalar(counted) or 0

    def _read(self, connection: Connection) -> list[tuple[int, str]]:
        asked = select(books.c.id, books.c.isbn).where(*self._where, books.c.id > self._after)
        found = connection.execute(asked.order_by(books.c.id).limit(_BATCH))
        return [(id_, isbn) for id_, isbn in found]


_COUNT = func.count(reviews.c.id)


def _of_reviews(figure: Any) -> ScalarSelect[Any]:
    shown = (reviews.c.book_id == books.c.id, reviews.c.status == PUBLISHED)
    of_book = select(figure).where(*shown)
    return of_book.correlate(books).scalar_subquery()
