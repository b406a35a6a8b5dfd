"""Changing a job: the row and the event that tells of it, in one transaction."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, RowMapping, update

from handlers.store.job_rows import Status
from handlers.store.job_tables import job_events, jobs

_TOLD = (jobs.c.id, jobs.c.last_event, jobs.c.status, jobs.c.progress, jobs.c.attempt, jobs.c.error)
_ADD_EVENT = job_events.insert()


def change(
    connection: Connection, at: int, *where: ColumnElement[bool], **values: object
) -> int | None:
    """Give the one job that is meant new values, and say so; its id, None where none is.

    `at` is the time of the change in microseconds.
    """
    statement = (
        update(jobs)
        .where(*where)
        .values(**values, last_event=jobs.c.last_event + 1)
        .returning(*_TOLD)
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    tell(connection, row, at)
    found: int = row["id"]
    return found


def end(
    connection: Connection, at: int, status: Status, *where: ColumnElement[bool], **values: object
) -> int | None:
    """End the one job that is meant; its id, None where none is."""
    ended = {"status": status.value, "ended_at": at, "due_at": None, "lease": None}
    return change(connection, at, *where, **ended, **values)


def tell(connection: Connection, row: RowMapping, at: int) -> None:
    """Write the event of a job as it is now."""
    told = {name: row[name] for name in ("status", "progress", "attempt", "error")}
    numbered = {"job_id": row["id"], "number": row["last_event"], "at": at}
    connection.execute(_ADD_EVENT, numbered | told)
