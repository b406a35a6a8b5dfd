"""What is loaded once into a new database, and never again, whatever was deleted since."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, func, insert, select

from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.tables import sample_sets

Fill = Callable[[Connection, int], None]


async def load_once(database: Database, name: str, fill: Fill) -> None:
    """Run `fill` with the present, the first time that this set is asked for."""
    if not await database.scan(_is_settled, name):
        await database.transact(_load, name, fill)


def _is_settled(connection: Connection, name: str) -> bool:
    return bool(connection.scalar(select(func.count()).where(sample_sets.c.name == name)))


def _load(connection: Connection, name: str, fill: Fill) -> None:
    # That it was loaded is written first, in the same transaction: a rival waits here or fails.
    if _is_settled(connection, name):
        return
    moment = now()
    connection.execute(insert(sample_sets), {"name": name, "loaded_at": moment})
    fill(connection, moment)
