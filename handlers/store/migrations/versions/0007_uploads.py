"""Uploaded files and covers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "uploads",
        sa.Column("id", _ID, nullable=False),
        sa.Column("file", _KEY, nullable=False),
        sa.Column("owner", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.UniqueConstraint("file", name="uq_uploads_file"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_uploads_owner", "uploads", ["owner", "created_at", "id"])
    op.create_index("ix_uploads_created_at", "uploads", ["created_at", "id"])
    op.create_table(
        "covers",
        sa.Column("book_id", _ID, nullable=False),
        sa.Column("file", _KEY, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_covers_book_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("book_id", name="pk_covers"),
        sa.UniqueConstraint("file", name="uq_covers_file"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("covers", "uploads"):
        op.drop_table(table)
