"""Reports: each is made by the job of the same id, and kept in the database for every host."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.errors import EndedError, MissingError
from handlers.store.figures import MAKERS, Document
from handlers.store.idempotency import Receipt
from handlers.store.job_rows import JOB, JobDraft, job_entry, job_fields
from handlers.store.job_tables import jobs, reports
from handlers.store.jobs import insert_job, of, stop
from handlers.store.rows import Entry, Fields, Page

_REPORT = JOB.add_columns(reports.c.kind, reports.c.row_count).join(
    reports, reports.c.job_id == jobs.c.id
)
_ONE = _REPORT.where(jobs.c.id == bindparam("id"))
_DOCUMENT = select(reports.c.document).where(reports.c.job_id == bindparam("id"))
_ADD = reports.insert()
_TOLD = ("parameters", "status", "progress", "owner", "error", "created_at", "ended_at")


class ReportStore:
    """The reports. Writes raise MissingError and then change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, draft: JobDraft, *, by: str, receipt: Receipt | None = None) -> Entry:
        """Order a report, of the kind that the parameters of the job that makes it say."""
        return await self._database.transact(_add, draft, by, receipt)

    async def page(
        self,
        owner: str | None,
        statuses: Sequence[str],
        kinds: Sequence[str],
        page: int,
        per_page: int,
    ) -> Page:
        """A numbered page, newest first, of an owner's reports or of everyone's (None)."""
        return await self._database.scan(_page, owner, statuses, kinds, page, per_page)

    async def get(self, report_id: int) -> Entry | None:
        """Where a report stands, or None."""
        rows = await self._database.rows(_ONE, id=report_id)
        return _entry(rows[0]) if rows else None

    async def document(self, report_id: int) -> Document | None:
        """What a report tells, money in cents; None before it is made."""
        rows = await self._database.rows(_DOCUMENT, id=report_id)
        found = rows[0][0] if rows else None
        return None if found is None else json.loads(found)

    async def delete(self, report_id: int, *, by: str) -> None:
        """Delete a report, and cancel its making where that has not ended."""
        await self._database.transact(_delete, report_id, by)

    async def draw_up(self, asked: Mapping[str, Any]) -> Document:
        """What a report of that kind tells now; nothing is kept of it yet."""
        return await self._database.scan(_draw_up, asked)


def keep(connection: Connection, report_id: int, document: Document) -> Mapping[str, Any]:
    """Keep what a report tells, at the end of its job; one that was deleted stays so."""
    rows = len(document["rows"])
    values = {"document": json.dumps(document, ensure_ascii=False), "row_count": rows}
    connection.execute(update(reports).where(reports.c.job_id == report_id).values(values))
    return {"kind": "make_report", "rows": rows}


def _draw_up(connection: Connection, asked: Mapping[str, Any]) -> Document:
    kind = asked["kind"]
    return {"kind": kind, "made_at": now(), **MAKERS[kind](connection, asked)}


def _entry(row: Any) -> Entry:
    return Entry(_fields(row), job_entry(row).revision)


def _fields(row: Any) -> Fields:
    told = job_fields(row)
    kind, row_count = row[-2:]
    return {"id": told["id"], "kind": kind, "row_count": row_count} | {n: told[n] for n in _TOLD}


def _add(connection: Connection, draft: JobDraft, by: str, receipt: Receipt | None) -> Entry:
    report_id = insert_job(connection, draft)
    connection.execute(_ADD, {"job_id": report_id, "kind": draft.parameters["kind"]})
    record(connection, by, "createReport", "report", str(report_id))
    entry = _entry(connection.execute(_ONE, {"id": report_id}).one())
    if receipt is not None:
        receipt.record(connection, entry)
    return entry


def _delete(connection: Connection, report_id: int, by: str) -> None:
    with suppress(EndedError):
        stop(connection, report_id)
    gone = connection.execute(delete(reports).where(reports.c.job_id == report_id))
    if gone.rowcount == 0:
        raise MissingError
    record(connection, by, "deleteReport", "report", str(report_id))


def _page(
    connection: Connection,
    owner: str | None,
    statuses: Sequence[str],
    kinds: Sequence[str],
    page: int,
    per_page: int,
) -> Page:
    asked = ((jobs.c.status, statuses), (reports.c.kind, kinds))
    where = [column.in_(values) for column, values in (*asked, of(owner)) if values]
    joined = reports.join(jobs, reports.c.job_id == jobs.c.id)
    counted = select(func.count()).select_from(joined).where(*where)
    total = connection.scalar(counted) or 0
    offset = (page - 1) * per_page
    if offset >= total:
        return Page([], total)
    found: Select[Any] = _REPORT.where(*where).order_by(jobs.c.id.desc())
    rows = connection.execute(found.limit(per_page).offset(offset))
    return Page([_fields(row) for row in rows], total)
