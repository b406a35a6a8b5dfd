"""The tables. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# SQLite numbers rows by itself only where the key is spelt INTEGER (64 bits there too).
Id = BigInteger().with_variant(Integer(), "sqlite")
# Compared by code point, as SQLite does, whatever the collation of the PostgreSQL database.
Key = Text().with_variant(Text(collation="C"), "postgresql")

authors = Table(
    "authors",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Key, nullable=False, unique=True),
    Column("bio", Text),
    Column("born_year", Integer),
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,  # an id is never given twice: links and cursors outlive rows
)

books = Table(
    "books",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("title_key", Key, nullable=False),
    Column("author_id", Id, ForeignKey("authors.id"), nullable=False),
    Column("isbn", Text, nullable=False),
    Column("isbn13", Key, nullable=False, unique=True),
    Column("genre", Text, nullable=False),
    Column("published_year", Integer),
    Column("price_cents", Integer, nullable=False),
    Column("description", Text),
    Column("tags", Text, nullable=False),  # as shown; book_tags holds them once more, to filter by
    Column("status", Text, nullable=False),
    Column("rating_sum", BigInteger, nullable=False, server_default="0"),
    Column("review_count", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_books_created_at", "created_at", "id"),
    Index("ix_books_title_key", "title_key", "id"),
    Index("ix_books_price_cents", "price_cents", "id"),
    Index("ix_books_published_year", "published_year", "id"),
    Index("ix_books_author_id", "author_id", "created_at", "id"),
    sqlite_autoincrement=True,
)

book_tags = Table(
    "book_tags",
    metadata,
    Column("book_id", Id, ForeignKey("books.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", Key, primary_key=True),
    Index("ix_book_tags_tag", "tag", "book_id"),
    sqlite_with_rowid=False,
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Id, primary_key=True),
    Column("book_id", Id, ForeignKey("books.id", ondelete="CASCADE"), nullable=False),
    Column("rating", Integer, nullable=False),
    Column("title", Text),
    Column("text", Text),
    Column("reviewer", Text, nullable=False),  # the name they had then
    Column("subject", Key),  # unknown of reviews that are older than this column
    Column("status", Text, nullable=False, server_default="published"),
    Column("reason", Text),
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_reviews_book_id", "book_id", "created_at", "id"),
    Index("ix_reviews_subject", "subject", "book_id", unique=True),  # nulls are not alike
    Index("ix_reviews_created_at", "created_at", "id"),
    sqlite_autoincrement=True,
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("operation", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Text, nullable=False),  # running or done
    Column("answer_status", Integer),
    Column("answer_headers", Text),
    Column("answer_body", LargeBinary),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_idempotency_keys_created_at", "created_at"),
    sqlite_with_rowid=False,
)

sample_sets = Table(
    "sample_sets",
    metadata,
    Column("name", Key, primary_key=True),
    Column("loaded_at", BigInteger, nullable=False),
)
