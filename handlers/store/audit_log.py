"""Reading who did what, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, select, tuple_

from handlers.cursor import Position
from handlers.store.audit_tables import audit
from handlers.store.clock import microseconds, moment
from handlers.store.database import Database, Row
from handlers.store.rows import Fields
from handlers.store.shelf import START

_RECORD = select(
    audit.c.id, audit.c.at, audit.c.by, audit.c.action, audit.c.kind, audit.c.target
).order_by(audit.c.at.desc(), audit.c.id.desc())
_KEY = tuple_(audit.c.at, audit.c.id)
_MARK = tuple_(bindparam("from_at", type_=BigInteger), bindparam("from_id", type_=BigInteger))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilters:
    """Conditions that a record must all meet; None asks nothing. Both bounds are inclusive."""

    by: str | None = None
    action: str | None = None
    kind: str | None = None
    target: str | None = None
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Records, and the position of those that follow, where there are any."""

    rows: list[Fields]
    next: Position | None


class AuditLog:
    """The records of who did what. They are written by `handlers.store.audit` alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: AuditFilters, at: Position | None, limit: int) -> AuditPage:
        """The matching records after a position, newest first; None begins at the newest."""
        return await self._database.scan(_page, filters, at or START, limit)


def _page(connection: Connection, filters: AuditFilters, at: Position, limit: int) -> AuditPage:
    statement = _RECORD.where(_KEY < _MARK, *_conditions(filters)).limit(limit + 1)
    found = connection.execute(statement, {"from_at": at.created_at, "from_id": at.id}).all()
    rows = found[:limit]
    last = Position(rows[-1][1], rows[-1][0]) if len(found) > limit else None
    return AuditPage([_fields(row) for row in rows], last)


def _conditions(filters: AuditFilters) -> list[ColumnElement[Any]]:
    equal = {name: getattr(filters, name) for name in ("by", "action", "kind", "target")}
    found = [audit.c[name] == value for name, value in equal.items() if value is not None]
    if filters.after is not None:
        found.append(audit.c.at >= microseconds(filters.after))
    if filters.before is not None:
        found.append(audit.c.at <= microseconds(filters.before))
    return found


def _fields(row: Row) -> Fields:
    id_, at, by, action, kind, target = row
    return {
        "id": id_,
        "at": moment(at),
        "by": by,
        "action": action,
        "kind": kind,
        "target": target,
    }
