"""Work that only one transaction may do at a time, in any process."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, text


class Lock(IntEnum):
    """What is held; any numbers, the same in every process."""

    MIGRATION = 7_203_771_945
    BATCH = 7_203_771_946
    ADMINS = 7_203_771_950


def hold(connection: Connection, lock: Lock) -> None:
    """Wait for the lock, and hold it until the transaction ends.

    On SQLite a writing transaction holds the whole database already.
    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock.value})
