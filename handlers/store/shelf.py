"""Reading books: the statements, numbered pages, and the keyset order newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, func, select, tuple_

from handlers.cursor import Position
from handlers.store.database import Database, Row
from handlers.store.filters import BookFilters, BookSort, conditions, ordering
from handlers.store.rows import Fields, Page, book_summary
from handlers.store.tables import authors, books
from handlers.store.upload_tables import covers

_JOINED = books.join(authors)

SUMMARY = select(
    books.c.id,
    books.c.title,
    books.c.author_id,
    authors.c.name,
    books.c.isbn,
    books.c.genre,
    books.c.published_year,
    books.c.price_cents,
    books.c.tags,
    books.c.status,
    books.c.created_at,
).select_from(_JOINED)

# Looked up by its key, and not joined, so that lists never pay for it.
_HAS_COVER = (
    select(covers.c.book_id)
    .where(covers.c.book_id == books.c.id)
    .correlate(books)
    .scalar_subquery()
    .label("has_cover")
)
DETAIL = SUMMARY.add_columns(
    books.c.description,
    books.c.updated_at,
    books.c.rating_sum,
    books.c.review_count,
    books.c.revision,
    _HAS_COVER,
)
ONE = DETAIL.where(books.c.id == bindparam("id"))

_CREATED_AT = 10  # its place among the columns
_KEY = tuple_(books.c.created_at, books.c.id)
_MARK = tuple_(bindparam("created_at", type_=BigInteger), bindparam("id", type_=BigInteger))
_LIMIT = bindparam("limit", type_=BigInteger)

START = Position(2**63 - 1, 2**63 - 1)


def older(statement: Select[Any]) -> Select[Any]:
    """The statement's rows after a mark in the order newest first, up to a limit."""
    return (
        statement.where(_KEY < _MARK)
        .order_by(books.c.created_at.desc(), books.c.id.desc())
        .limit(_LIMIT)
    )


def newer(statement: Select[Any]) -> Select[Any]:
    """The statement's rows before a mark, the nearest first, up to a limit."""
    return statement.where(_KEY > _MARK).order_by(books.c.created_at, books.c.id).limit(_LIMIT)


def place(row: Row, *, backward: bool = False) -> Position:
    """Where a row stands in the keyset order."""
    return Position(row[_CREATED_AT], row[0], backward)


@dataclass(frozen=True, slots=True)
class CursorPage:
    """One page in keyset order, and the positions of its neighbours where there are any."""

    rows: list[Fields]
    next: Position | None
    prev: Position | None


async def cursor_page(database: Database, at: Position, limit: int) -> CursorPage:
    """The page that begins (or, backward, ends) at a position.

    Books are found by what they are, not by counting: inserting or deleting others moves none
    of them across a cursor.
    """
    found = await _rows(database, _NEWER if at.backward else _OLDER, at, limit)
    rows = found[::-1] if at.backward else found
    first, last = _edges(rows, at)
    return CursorPage(
        [book_summary(row) for row in rows],
        last if await _rows(database, _ANY_OLDER, last, 1) else None,
        first if await _rows(database, _ANY_NEWER, first, 1) else None,
    )


def numbered_page(
    connection: Connection, filters: BookFilters, sort: BookSort, page: int, per_page: int
) -> Page:
    """One numbered page, and the total, of one snapshot."""
    where = conditions(filters)
    counted = _JOINED if filters.by_author_name else books
    count = select(func.count()).select_from(counted).where(*where)
    total = connection.execute(count).scalar_one()
    offset = (page - 1) * per_page
    if offset >= total:  # past the end there is nothing to walk to
        return Page([], total)
    statement = SUMMARY.where(*where).order_by(*ordering(sort)).limit(per_page).offset(offset)
    return Page([book_summary(row) for row in connection.execute(statement)], total)


def batch(connection: Connection, filters: BookFilters, after: Position, size: int) -> list[Row]:
    """The next details of a stream, in keyset order, up to `size`."""
    statement = older(DETAIL.where(*conditions(filters)))
    mark = {"created_at": after.created_at, "id": after.id, "limit": size}
    return list(connection.execute(statement, mark).all())


def _edges(rows: Sequence[Row], at: Position) -> tuple[Position, Position]:
    """Marks before the first row and after the last, or around an empty page.

    An empty page stands beside `at`, whose own book may still be there: it belongs to the
    neighbour, so the mark moves past it.
    """
    if rows:
        return place(rows[0], backward=True), place(rows[-1])
    beyond = at.id + 1 if at.backward else at.id - 1
    return Position(at.created_at, beyond, True), Position(at.created_at, beyond)


async def _rows(database: Database, statement: Select[Any], at: Position, limit: int) -> list[Row]:
    return await database.rows(statement, created_at=at.created_at, id=at.id, limit=limit)


_OLDER, _NEWER = older(SUMMARY), newer(SUMMARY)
_ANY_OLDER, _ANY_NEWER = older(select(books.c.id)), newer(select(books.c.id))
