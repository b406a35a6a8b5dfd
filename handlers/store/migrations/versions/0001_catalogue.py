"""Authors, books, their tags and reviews; idempotency keys; which samples were loaded."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the first tables."""
    _create_authors()
    _create_idempotency_keys()
    _create_sample_sets()
    _create_books()
    _create_book_tags()
    _create_reviews()


def downgrade() -> None:
    """Drop them all."""
    for table in ("reviews", "book_tags", "books", "sample_sets", "idempotency_keys", "authors"):
        op.drop_table(table)


def _create_authors() -> None:
    op.create_table(
        "authors",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", _KEY, nullable=False),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("born_year", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authors"),
        sa.UniqueConstraint("name_key", name="uq_authors_name_key"),
        sqlite_autoincrement=True,
    )


def _create_idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("operation", _KEY, nullable=False),
        sa.Column("key", _KEY, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answer_status", sa.Integer(), nullable=True),
        sa.Column("answer_headers", sa.Text(), nullable=True),
        sa.Column("answer_body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("operation", "key", name="pk_idempotency_keys"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])


def _create_sample_sets() -> None:
    op.create_table(
        "sample_sets",
        sa.Column("name", _KEY, nullable=False),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sample_sets"),
    )


def _create_books() -> None:
    op.create_table(
        "books",
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", _KEY, nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("isbn", sa.Text(), nullable=False),
        sa.Column("isbn13", _KEY, nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("published_year", sa.Integer(), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rating_sum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("review_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name="fk_books_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_books"),
        sa.UniqueConstraint("isbn13", name="uq_books_isbn13"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_books_created_at", "books", ["created_at", "id"])
    op.create_index("ix_books_title_key", "books", ["title_key", "id"])
    op.create_index("ix_books_price_cents", "books", ["price_cents", "id"])
    op.create_index("ix_books_published_year", "books", ["published_year", "id"])
    op.create_index("ix_books_author_id", "books", ["author_id", "created_at", "id"])


def _create_book_tags() -> None:
    op.create_table(
        "book_tags",
        sa.Column("book_id", _ID, nullable=False),
        sa.Column("tag", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_book_tags_book_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("book_id", "tag", name="pk_book_tags"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_book_tags_tag", "book_tags", ["tag", "book_id"])


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", _ID, nullable=False),
        sa.Column("book_id", _ID, nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reviewer_name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_reviews_book_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_book_id", "reviews", ["book_id", "created_at", "id"])
