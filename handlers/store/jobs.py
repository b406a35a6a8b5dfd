"""Jobs as their owners see them: queued, listed, followed, cancelled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Integer, bindparam, func, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.errors import EndedError, MissingError
from handlers.store.idempotency import Receipt
from handlers.store.job_changes import end, tell
from handlers.store.job_rows import (
    CHANGE,
    JOB,
    JobChange,
    JobDraft,
    Status,
    job_change,
    job_entry,
    job_fields,
)
from handlers.store.job_tables import job_events, jobs
from handlers.store.rows import Entry, Page

ONE = JOB.where(jobs.c.id == bindparam("id"))
_LOCKED = ONE.with_for_update()
_ADD = jobs.insert().returning(jobs)
_CHANGES = (
    CHANGE.where(job_events.c.job_id == bindparam("job_id"))
    .where(job_events.c.number > bindparam("after", type_=Integer))
    .order_by(job_events.c.number)
)


class JobStore:
    """The jobs. Writes raise MissingError or EndedError and then change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, draft: JobDraft, *, by: str, receipt: Receipt | None = None) -> Entry:
        """Queue a job; with a receipt, the answer is recorded in the same transaction."""
        return await self._database.transact(_add, draft, by, receipt)

    async def page(
        self,
        owner: str | None,
        statuses: Sequence[str],
        kinds: Sequence[str],
        page: int,
        per_page: int,
    ) -> Page:
        """A numbered page, newest first, of an owner's jobs or of everyone's (None)."""
        return await self._database.scan(_page, owner, statuses, kinds, page, per_page)

    async def get(self, job_id: int) -> Entry | None:
        """One job, or None."""
        rows = await self._database.rows(ONE, id=job_id)
        return job_entry(rows[0]) if rows else None

    async def changes(self, job_id: int, after: int) -> list[JobChange]:
        """What happened to a job after the change of that number, in order."""
        rows = await self._database.rows(_CHANGES, job_id=job_id, after=after)
        return [job_change(row) for row in rows]

    async def last_events(self, ids: Sequence[int]) -> dict[int, int]:
        """The number of the last change of each of the jobs that exist."""
        return await self._database.scan(_last_events, ids)

    async def tally(self) -> dict[str, int]:
        """How many jobs there are in each state that has any."""
        return await self._database.scan(_tally)

    async def counts(self) -> list[tuple[str, str, int]]:
        """How many jobs there are of each kind and state that has any."""
        return await self._database.scan(_counts)

    async def cancel(self, job_id: int, *, by: str) -> Entry:
        """End a queued job, ask a running one to stop; EndedError when it has ended."""
        return await self._database.transact(_cancel, job_id, by)


def insert_job(connection: Connection, draft: JobDraft) -> int:
    """Queue a job within a transaction; its id."""
    at = now()
    row = {
        "kind": draft.kind,
        "parameters": json.dumps(draft.parameters, ensure_ascii=False),
        "owner": draft.owner,
        "status": Status.QUEUED.value,
        "progress": 0,
        "attempt": 0,
        "max_attempts": draft.max_attempts,
        "timeout_s": draft.timeout_s,
        "due_at": at,
        "cancel_requested": 0,
        "last_event": 1,
        "traceparent": draft.traceparent,
        "created_at": at,
    }
    added = connection.execute(_ADD, row).mappings().one()
    tell(connection, added, at)
    found: int = added["id"]
    return found


def stop(connection: Connection, job_id: int) -> Entry:
    """Cancel a job within a transaction. Raises MissingError, EndedError."""
    row = connection.execute(_LOCKED, {"id": job_id}).one_or_none()
    if row is None:
        raise MissingError
    status = Status(row.status)
    if status.ended:
        raise EndedError(status.value)
    this = jobs.c.id == job_id
    if status is Status.QUEUED:
        end(connection, now(), Status.CANCELLED, this, cancel_requested=1)
    else:
        connection.execute(update(jobs).where(this).values(cancel_requested=1))
    return _read(connection, job_id)


def of(owner: str | None) -> tuple[Column[Any], Sequence[str]]:
    """The condition that jobs are an owner's; none for everyone's."""
    return jobs.c.owner, () if owner is None else (owner,)


def _read(connection: Connection, job_id: int) -> Entry:
    return job_entry(connection.execute(ONE, {"id": job_id}).one())


def _add(connection: Connection, draft: JobDraft, by: str, receipt: Receipt | None) -> Entry:
    entry = _read(connection, insert_job(connection, draft))
    record(connection, by, "createJob", "job", str(entry.id))
    if receipt is not None:
        receipt.record(connection, entry)
    return entry


def _cancel(connection: Connection, job_id: int, by: str) -> Entry:
    entry = stop(connection, job_id)
    record(connection, by, "cancelJob", "job", str(job_id))
    return entry


def _page(
    connection: Connection,
    owner: str | None,
    statuses: Sequence[str],
    kinds: Sequence[str],
    page: int,
    per_page: int,
) -> Page:
    asked = ((jobs.c.status, statuses), (jobs.c.kind, kinds))
    where = [column.in_(values) for column, values in (*asked, of(owner)) if values]
    total = connection.scalar(select(func.count()).select_from(jobs).where(*where)) or 0
    offset = (page - 1) * per_page
    if offset >= total:
        return Page([], total)
    found = JOB.where(*where).order_by(jobs.c.id.desc()).limit(per_page).offset(offset)
    return Page([job_fields(row) for row in connection.execute(found)], total)


def _last_events(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    asked = select(jobs.c.id, jobs.c.last_event).where(jobs.c.id.in_(ids))
    return {row.id: row.last_event for row in connection.execute(asked)}


def _counts(connection: Connection) -> list[tuple[str, str, int]]:
    counted = select(jobs.c.kind, jobs.c.status, func.count()).group_by(jobs.c.kind, jobs.c.status)
    return [(kind, status, count) for kind, status, count in connection.execute(counted)]


def _tally(connection: Connection) -> dict[str, int]:
    counted = select(jobs.c.status, func.count()).group_by(jobs.c.status)
    return {row.status: row[1] for row in connection.execute(counted)}
