"""The tables of people: who can log in, who has, and who failed to."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from handlers.store.tables import Id, Key, metadata

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", Text, nullable=False),
    Column("username_key", Key, nullable=False, unique=True),
    Column("email", Text, nullable=False),
    Column("email_key", Key, nullable=False, unique=True),
    Column("full_name", Text),
    Column("password_hash", Text, nullable=False),
    Column("role", Key, nullable=False),
    Column("is_active", Integer, nullable=False),  # 1 or 0
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_users_role", "role", "username_key"),
    sqlite_autoincrement=True,  # an id is never given twice: tokens outlive users
)

# One row a login, a family of refresh tokens: only the newest is known, and only by its hash.
sessions = Table(
    "sessions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("token_hash", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_sessions_user_id", "user_id"),
    Index("ix_sessions_expires_at", "expires_at"),
    sqlite_with_rowid=False,
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("key", Key, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Index("ix_login_failures_last_at", "last_at"),
    sqlite_with_rowid=False,
)
