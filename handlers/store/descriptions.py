"""What the catalogue's descriptions say, for what reads them all."""

from __future__ import annotations

from sqlalchemy import Connection, select

from handlers.store.tables import books

_MOST = 5_000
_OLDEST = (
    select(books.c.description)
    .where(books.c.description.is_not(None))
    .order_by(books.c.created_at, books.c.id)
    .limit(_MOST)
)


def oldest_descriptions(connection: Connection) -> list[str]:
    """The descriptions of the oldest books that have one, up to 5,000."""
    return list(connection.execute(_OLDEST).scalars())
