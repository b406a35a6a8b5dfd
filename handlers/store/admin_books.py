"""The books as admins see them: with notes, cost and margin."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from handlers.store import shelf
from handlers.store.admin_tables import book_internals
from handlers.store.audit import record
from handlers.store.database import Database, Row
from handlers.store.drafts import Changes, Revisions, require
from handlers.store.errors import MissingError
from handlers.store.money import cents, percent, price
from handlers.store.rows import Entry, Fields, book_entry
from handlers.store.tables import books

_ONE = (
    shelf.DETAIL.add_columns(
        book_internals.c.notes, book_internals.c.cost_cents, book_internals.c.revision
    )
    .outerjoin(book_internals, book_internals.c.book_id == books.c.id)
    .where(books.c.id == bindparam("id"))
)
_LOCK = select(books.c.id).where(books.c.id == bindparam("id")).with_for_update()
_CHANGE = update(book_internals).where(book_internals.c.book_id == bindparam("of_book"))
_ADD = book_internals.insert()


class AdminBookStore:
    """What only admins see of the books. Writes raise MissingError or StaleError.

    An entry's revision is that of the book and of what is kept beside it, so it moves with both;
    the book's own revision does not tell what only admins may know.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, book_id: int) -> Entry | None:
        """One book, or None."""
        rows = await self._database.rows(_ONE, id=book_id)
        return _entry(rows[0]) if rows else None

    async def replace(
        self,
        book_id: int,
        *,
        internal_notes: str | None,
        cost: Decimal | None,
        by: str,
        if_match: Revisions = None,
    ) -> Entry:
        """Set notes and cost."""
        fields = {"internal_notes": internal_notes, "cost": cost}
        return await self._database.transact(
            _set, book_id, fields, by, "replaceAdminBook", if_match
        )

    async def change(
        self, book_id: int, changes: Changes, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Set those of `internal_notes` and `cost` that are among the changes."""
        return await self._database.transact(
            _set, book_id, changes, by, "changeAdminBook", if_match
        )


def _set(
    connection: Connection,
    book_id: int,
    fields: Mapping[str, Any],
    by: str,
    action: str,
    if_match: Revisions,
) -> Entry:
    if connection.scalar(_LOCK, {"id": book_id}) is None:
        raise MissingError
    require(_read(connection, book_id).revision, if_match)
    values = _columns(fields)
    revised = {**values, "revision": book_internals.c.revision + 1}
    if connection.execute(_CHANGE.values(revised), {"of_book": book_id}).rowcount == 0:
        connection.execute(_ADD, {**values, "book_id": book_id, "revision": 1})
    record(connection, by, action, "book", str(book_id))
    return _read(connection, book_id)


def _read(connection: Connection, book_id: int) -> Entry:
    return _entry(connection.execute(_ONE, {"id": book_id}).one())


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    named = {"internal_notes": "notes", "cost": "cost_cents"}
    found = {named[name]: value for name, value in fields.items()}
    if found.get("cost_cents") is not None:
        found["cost_cents"] = cents(found["cost_cents"])
    return found


def _entry(row: Row) -> Entry:
    book, (notes, cost, revision) = book_entry(row), row[-3:]
    internals = {"internal_notes": notes, **_margin(cents(book.fields["price"]), cost)}
    return Entry(book.fields | internals, f"{book.revision}.{revision or 0}")


def _margin(asked: int, cost: int | None) -> Fields:
    """Cost and margin of a book at a price, both in cents."""
    if cost is None:
        return {"cost": None, "margin": None, "margin_percent": None}
    margin = asked - cost
    return {"cost": price(cost), "margin": price(margin), "margin_percent": percent(margin, asked)}
