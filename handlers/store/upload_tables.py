"""The tables of what is known of files; the files themselves are in `handlers.files`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from handlers.store.tables import Id, Key, metadata

uploads = Table(
    "uploads",
    metadata,
    Column("id", Id, primary_key=True),
    Column("file", Key, nullable=False, unique=True),
    Column("owner", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("width", BigInteger),
    Column("height", BigInteger),
    Column("description", Text),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_uploads_owner", "owner", "created_at", "id"),
    Index("ix_uploads_created_at", "created_at", "id"),
    sqlite_autoincrement=True,
)

covers = Table(
    "covers",
    metadata,
    Column("book_id", Id, ForeignKey("books.id", ondelete="CASCADE"), primary_key=True),
    Column("file", Key, nullable=False, unique=True),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("width", BigInteger, nullable=False),
    Column("height", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
