"""The sample of the passengers: real records, of tickets that differ."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from handlers.store.passenger_rows import columns
from handlers.store.passenger_tables import passengers
from handlers.titanic import read

FILE = Path(__file__).parent.parent / "data" / "passengers.csv"


def fill_passengers(connection: Connection, moment: int) -> None:
    """Add the sample where there are no passengers yet."""
    if connection.scalar(select(func.count()).select_from(passengers)):
        return
    rows = [
        columns(fields) for _, fields in read(FILE, judge=lambda _: ()) if isinstance(fields, dict)
    ]
    new = {"revision": 1, "created_at": moment, "updated_at": moment}
    connection.execute(insert(passengers), [row | new for row in rows])
