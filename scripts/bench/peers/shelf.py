"""The books in memory: the store of every peer that has no database."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count, islice
from typing import Any, Generic, TypeVar

COUNT = 295
"""How many books there are before the first POST: as many as the service has samples."""

KEPT = 100
"""How many added books are kept: the oldest go, so that a longer run costs no more memory."""


B = TypeVar("B")
S = TypeVar("S")
P = TypeVar("P")


class Shelf(Generic[B, S, P]):
    """Books by id, oldest first, and their summaries, made once: B and S are their types.

    `page_type` is called with the fields of a page, as keywords.
    """

    def __init__(
        self, books: Mapping[int, B], summarise: Callable[[B], S], page_type: Callable[..., P]
    ) -> None:
        self._books = dict(books)
        self._summaries = _Summaries(self._books, summarise)
        self._page_type = page_type
        self._seeded = len(books)
        self._ids = count(self._seeded + 1)

    def get(self, book_id: int) -> B | None:
        """The book of that id, or None."""
        return self._books.get(book_id)

    def page(self, page: int, per_page: int) -> P:
        """One page of summaries."""
        total = len(self._books)
        start = (page - 1) * per_page
        return self._page_type(
            items=[self._summaries[one] for one in islice(self._books, start, start + per_page)],
            total=total,
            page=page,
            per_page=per_page,
            total_pages=-(-total // per_page),
            has_next=start + per_page < total,
            has_prev=page > 1,
        )

    def new(self) -> dict[str, Any]:
        """The fields of a new book that its draft does not say."""
        now = datetime.now(UTC)
        return {
            "id": next(self._ids),
            "author_id": 1,
            "created_at": now,
            "updated_at": now,
            "average_rating": None,
            "review_count": 0,
            "cover_url": None,
        }

    def add(self, book_id: int, book: B) -> B:
        """Keep a book; answers it."""
        self._books[book_id] = book
        if len(self._books) > self._seeded + KEPT:
            del self._books[book_id - KEPT]
            self._summaries.pop(book_id - KEPT, None)
        return book


class _Summaries(dict[int, S], Generic[B, S]):
    """Summaries by id, each made when it is first looked up."""

    def __init__(self, books: Mapping[int, B], summarise: Callable[[B], S]) -> None:
        super().__init__()
        self._books = books
        self._summarise = summarise

    def __missing__(self, book_id: int) -> S:
        made = self[book_id] = self._summarise(self._books[book_id])
        return made


def rows() -> dict[int, dict[str, Any]]:
    """The fields of the books at the start, by id; the JSON of one is about 570 bytes."""
    return {book_id: _row(book_id) for book_id in range(1, COUNT + 1)}


def isbn(serial: int) -> str:
    """The ISBN-13 of a serial number below 10**9, with its check digit (ISO 2108)."""
    digits = f"978{serial:09d}"
    odd, even = map(int, digits[::2]), map(int, digits[1::2])
    return f"{digits}{-(sum(odd) + 3 * sum(even)) % 10}"


def _row(book_id: int) -> dict[str, Any]:
    at = datetime(2026, 1, 1 + book_id % 28, 12, book_id % 60, 7, 250_000, UTC)
    return {
        "id": book_id,
        "title": f"The Pragmatic Programmer, volume {book_id}",
        "author_id": 1 + book_id % 40,
        "author_name": f"Andrew Hunt {1 + book_id % 40}",
        "isbn": isbn(book_id),
        "genre": "technology",
        "published_year": 1999,
        "price": 42.5 + book_id,
        "description": "From journeyman to master: what it takes to write code that bends "
        "without breaking, told in short lessons with questions at their ends.",
        "tags": ["craft", "software", "classic"],
        "status": "available",
        "created_at": at,
        "updated_at": at,
        "average_rating": 4.5,
        "review_count": 12,
        "cover_url": f"/api/v1/books/{book_id}/cover",
    }
