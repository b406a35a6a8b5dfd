"""Which books, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, true

from handlers.store.money import cents_at_least, cents_at_most
from handlers.store.tables import authors, book_tags, books
from handlers.store.text import fold, name_key, normal_tags

SortBy = Literal["title", "author_name", "price", "created_at", "published_year"]
SortOrder = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFilters:
    """Conditions that a book must all meet; None and empty ones ask nothing.

    search, author: substrings without regard to case, wildcards meaning themselves. genre,
    status: any of. tags: all of; any_tags: any of. Bounds on price and year are inclusive.
    """

    search: str | None = None
    genre: Sequence[str] = ()
    status: Sequence[str] = ()
    author: str | None = None
    author_id: int | None = None
    tags: Sequence[str] = ()
    any_tags: Sequence[str] = ()
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    published_after: int | None = None
    published_before: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> BookFilters:
        """The filters among the parameters of a query, as `query.model_dump()` gives them."""
        known = (field.name for field in fields(cls))
        return cls(**{name: query[name] for name in known if query.get(name) is not None})

    @property
    def by_author_name(self) -> bool:
        """Whether they cannot be judged from the books table alone."""
        return self.search is not None or self.author is not None


@dataclass(frozen=True, slots=True)
class BookSort:
    """An order of books: one field, ties by id in the same direction, unknown years last."""

    by: SortBy = "created_at"
    order: SortOrder = "desc"

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> BookSort:
        """The order among the parameters of a query: `sort_by` and `sort_order`."""
        by, order = query.get("sort_by") or cls().by, query.get("sort_order") or cls().order
        return cls(_plain(by), _plain(order))


def conditions(filters: BookFilters) -> list[ColumnElement[bool]]:
    """The filters in SQL, over `books` joined with `authors`."""
    asked = ((rule, getattr(filters, name)) for name, rule in _CONDITIONS.items())
    return [rule(value) for rule, value in asked if _asks(value)]


def ordering(sort: BookSort) -> list[ColumnElement[Any]]:
    """The order in SQL, total: no two books tie."""
    return [_direct(_SORTS[sort.by], sort), _direct(books.c.id, sort)]


def _direct(column: ColumnElement[Any], sort: BookSort) -> ColumnElement[Any]:
    directed = column.asc() if sort.order == "asc" else column.desc()
    return directed.nulls_last() if column is books.c.published_year else directed


def _asks(value: Any) -> bool:
    return value is not None and not (isinstance(value, (list, tuple)) and not value)


def _tagged(tags: Sequence[str]) -> ColumnElement[bool]:
    holders = select(book_tags.c.book_id).where(book_tags.c.tag.in_(tags))
    return books.c.id.in_(holders)


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)


def _title_has(text: str) -> ColumnElement[bool]:
    return books.c.title_key.contains(fold(text), autoescape=True)


def _author_has(text: str) -> ColumnElement[bool]:
    # Spaces count as they do where names are compared; spaces alone are looked for as they are.
    return authors.c.name_key.contains(name_key(text) or fold(text), autoescape=True)


_CONDITIONS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "search": lambda text: or_(_title_has(text), _author_has(text)),
    "genre": lambda genres: books.c.genre.in_([_plain(genre) for genre in genres]),
    "status": lambda statuses: books.c.status.in_([_plain(status) for status in statuses]),
    "author": _author_has,
    "author_id": lambda id_: books.c.author_id == id_,
    "tags": lambda tags: and_(true(), *(_tagged([tag]) for tag in normal_tags(tags))),
    "any_tags": lambda tags: _tagged(normal_tags(tags)),
    "min_price": lambda price: books.c.price_cents >= cents_at_least(price),
    "max_price": lambda price: books.c.price_cents <= cents_at_most(price),
    "published_after": lambda year: books.c.published_year >= year,
    "published_before": lambda year: books.c.published_year <= year,
}

_SORTS: Mapping[SortBy, ColumnElement[Any]] = {
    "title": books.c.title_key,
    "author_name": authors.c.name_key,
    "price": books.c.price_cents,
    "created_at": books.c.created_at,
    "published_year": books.c.published_year,
}
