"""Reviewers, moderation, and what only admins see of a book."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_KEPT = "id, book_id, rating, title, text, revision, created_at, updated_at"


def upgrade() -> None:
    """Say of each review who wrote it and whether it is shown; who wrote the old is not known."""
    if op.get_bind().dialect.name == "sqlite":
        _remake("reviewer_name", "reviewer", *_added())
    else:
        op.alter_column("reviews", "reviewer_name", new_column_name="reviewer")
        for column in _added():
            op.add_column("reviews", column)
    op.create_index("ix_reviews_subject", "reviews", ["subject", "book_id"], unique=True)
    op.create_index("ix_reviews_created_at", "reviews", ["created_at", "id"])
    op.create_table(
        "book_internals",
        sa.Column("book_id", _ID, nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("cost_cents", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_book_internals_book_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("book_id", name="pk_book_internals"),
    )


def downgrade() -> None:
    """Forget it."""
    op.drop_table("book_internals")
    op.drop_index("ix_reviews_created_at", "reviews")
    op.drop_index("ix_reviews_subject", "reviews")
    if op.get_bind().dialect.name == "sqlite":
        _remake("reviewer", "reviewer_name")
    else:
        for column in _added():
            op.drop_column("reviews", column.name)
        op.alter_column("reviews", "reviewer", new_column_name="reviewer_name")


def _added() -> list[sa.Column[str]]:
    return [
        sa.Column("subject", _KEY, nullable=True),
        sa.Column("status", sa.Text(), server_default="published", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
    ]


def _remake(before: str, after: str, *added: sa.Column[str]) -> None:
    """Make the table anew, for SQLite adds columns only where a new table would not have them."""
    op.drop_index("ix_reviews_book_id", "reviews")
    op.rename_table("reviews", "old_reviews")
    op.create_table(
        "reviews",
        sa.Column("id", _ID, nullable=False),
        sa.Column("book_id", _ID, nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column(after, sa.Text(), nullable=False),
        *added,
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_reviews_book_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_autoincrement=True,
    )
    kept = f"SELECT {_KEPT}, {before} FROM old_reviews"  # noqa: S608 - only names from here
    op.execute(f"INSERT INTO reviews ({_KEPT}, {after}) {kept}")
    # No id is given twice, not even that of a review which was deleted before.
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'reviews'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) "
        "SELECT 'reviews', seq FROM sqlite_sequence WHERE name = 'old_reviews'"
    )
    op.drop_table("old_reviews")
    op.create_index("ix_reviews_book_id", "reviews", ["book_id", "created_at", "id"])
