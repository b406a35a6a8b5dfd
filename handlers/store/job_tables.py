"""The tables of jobs, of what happened to them, of the reports they make, and of sales."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from handlers.store.tables import Id, Key, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Key, nullable=False),
    Column("parameters", Text, nullable=False),  # JSON, as it was sent
    Column("owner", Key, nullable=False),
    Column("status", Key, nullable=False),  # queued, running, succeeded, failed, cancelled
    Column("progress", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("timeout_s", Integer, nullable=False),
    # When a worker may take it: the end of its delay, or of the lease of who has it now.
    Column("due_at", BigInteger),
    Column("lease", Text),  # what only the worker that has it knows
    Column("cancel_requested", Integer, nullable=False),  # 1 or 0
    Column("last_event", Integer, nullable=False),
    Column("result", Text),  # JSON
    Column("error", Text),
    Column("traceparent", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Index("ix_jobs_due_at", "due_at", "id"),
    Index("ix_jobs_owner", "owner", "id"),
    Index("ix_jobs_ended_at", "ended_at"),
    sqlite_autoincrement=True,  # an id is never given twice: links and streams outlive rows
)

job_events = Table(
    "job_events",
    metadata,
    Column("job_id", Id, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("status", Text, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("error", Text),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

reports = Table(
    "reports",
    metadata,
    Column("job_id", Id, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Key, nullable=False),
    Column("row_count", Integer),
    Column("document", Text),  # JSON, money in cents
)

# What was sold stays as it was sold, whatever becomes of the book.
sales = Table(
    "sales",
    metadata,
    Column("id", Id, primary_key=True),
    Column("book_id", Id, ForeignKey("books.id", ondelete="SET NULL")),
    Column("title", Text, nullable=False),
    Column("genre", Key, nullable=False),
    Column("sold_on", Key, nullable=False),  # a day, as 2026-01-31
    Column("copies", Integer, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Index("ix_sales_book_id", "book_id"),
    Index("ix_sales_sold_on", "sold_on"),
    sqlite_autoincrement=True,
)
