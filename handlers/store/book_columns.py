"""A book's fields as the columns that keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers.isbn import isbn13
from handlers.store.money import cents
from handlers.store.text import join_tags, normal_tags, title_key

Columns = dict[str, Any]


def columns(fields: Mapping[str, Any]) -> Columns:
    """The columns of the given fields; the author's name is not one, it names a row elsewhere."""
    found: Columns = {}
    for name, value in fields.items():
        found |= _COLUMNS[name](value)
    return found


def tag_rows(book_id: int, tags: Sequence[str]) -> list[Columns]:
    """The rows by which a book is found by its tags."""
    return [{"book_id": book_id, "tag": tag} for tag in normal_tags(tags)]


def _plain(column: str) -> Callable[[Any], Columns]:
    # Enum members stand for their values: asyncpg takes no others.
    return lambda value: {column: getattr(value, "value", value)}


_COLUMNS: Mapping[str, Callable[[Any], Columns]] = {
    "title": lambda title: {"title": title, "title_key": title_key(title)},
    "author_name": lambda _: {},
    "isbn": lambda isbn: {"isbn": isbn, "isbn13": isbn13(isbn)},
    "price": lambda price: {"price_cents": cents(price)},
    "genre": _plain("genre"),
    "published_year": _plain("published_year"),
    "description": _plain("description"),
    "tags": lambda tags: {"tags": join_tags(normal_tags(tags))},
    "status": _plain("status"),
}
