"""The table of the passengers. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from handlers.store.tables import Id, Key, metadata

passengers = Table(
    "passengers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", Key, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("survived", Boolean, nullable=False),
    Column("pclass", Integer, nullable=False),
    Column("sex", Text, nullable=False),
    Column("age_hundredths", Integer),
    Column("sibsp", Integer, nullable=False),
    Column("parch", Integer, nullable=False),
    Column("fare_ten_thousandths", Integer),
    Column("cabin", Text),
    Column("embarked", Text),
    Column("revision", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_passengers_created_at", "created_at", "id"),
    sqlite_autoincrement=True,
)
