"""The table of who did what. Rows are only ever added: nothing here updates or deletes one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table

from handlers.store.tables import Id, Key, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Key, nullable=False),
    Column("action", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("target", Key, nullable=False),
    Index("ix_audit_at", "at", "id"),
    Index("ix_audit_by", "by", "at", "id"),
    Index("ix_audit_kind", "kind", "target", "at", "id"),
    sqlite_autoincrement=True,
)
