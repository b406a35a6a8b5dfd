"""The passengers of the Titanic."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of the passengers."""
    op.create_table(
        "passengers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("ticket", _KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("survived", sa.Boolean(), nullable=False),
        sa.Column("pclass", sa.Integer(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("age_hundredths", sa.Integer(), nullable=True),
        sa.Column("sibsp", sa.Integer(), nullable=False),
        sa.Column("parch", sa.Integer(), nullable=False),
        sa.Column("fare_ten_thousandths", sa.Integer(), nullable=True),
        sa.Column("cabin", sa.Text(), nullable=True),
        sa.Column("embarked", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passengers"),
        sa.UniqueConstraint("ticket", name="uq_passengers_ticket"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passengers_created_at", "passengers", ["created_at", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("passengers")
