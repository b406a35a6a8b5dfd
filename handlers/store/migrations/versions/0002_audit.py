"""Who did what, when, to what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", _KEY, nullable=False),
        sa.Column("action", _KEY, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("target", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_at", "audit", ["at", "id"])
    op.create_index("ix_audit_by", "audit", ["by", "at", "id"])
    op.create_index("ix_audit_kind", "audit", ["kind", "target", "at", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("audit")
