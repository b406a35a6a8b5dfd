"""The table of what only admins see of a book: apart from `books`, so that no public view has it.

Apart, too, because SQLite alters a table by making it anew, and to drop the old `books` would
delete the reviews with it.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from handlers.store.tables import Id, metadata

book_internals = Table(
    "book_internals",
    metadata,
    Column("book_id", Id, ForeignKey("books.id", ondelete="CASCADE"), primary_key=True),
    Column("notes", Text),
    Column("cost_cents", Integer),
    Column("revision", Integer, nullable=False),
)
