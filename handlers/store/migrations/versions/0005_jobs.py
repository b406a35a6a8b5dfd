"""Jobs and what happened to them, reports, sales."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _create_jobs()
    _create_job_events()
    _create_reports()
    _create_sales()


def downgrade() -> None:
    """Drop them all."""
    for table in ("sales", "reports", "job_events", "jobs"):
        op.drop_table(table)


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("owner", _KEY, nullable=False),
        sa.Column("status", _KEY, nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("timeout_s", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("lease", sa.Text(), nullable=True),
        sa.Column("cancel_requested", sa.Integer(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_due_at", "jobs", ["due_at", "id"])
    op.create_index("ix_jobs_owner", "jobs", ["owner", "id"])
    op.create_index("ix_jobs_ended_at", "jobs", ["ended_at"])


def _create_job_events() -> None:
    op.create_table(
        "job_events",
        sa.Column("job_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_events_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "number", name="pk_job_events"),
        sqlite_with_rowid=False,
    )


def _create_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("job_id", _ID, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_reports_job_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", name="pk_reports"),
    )


def _create_sales() -> None:
    op.create_table(
        "sales",
        sa.Column("id", _ID, nullable=False),
        sa.Column("book_id", _ID, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("genre", _KEY, nullable=False),
        sa.Column("sold_on", _KEY, nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["books.id"], name="fk_sales_book_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sales"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sales_book_id", "sales", ["book_id"])
    op.create_index("ix_sales_sold_on", "sales", ["sold_on"])
