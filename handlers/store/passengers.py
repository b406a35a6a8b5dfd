"""The passengers, each the one record of a ticket: what a handler asks of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, select, tuple_, update

from handlers.cursor import Position
from handlers.store import audit
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.drafts import Changes, Revisions, require
from handlers.store.errors import MissingError, TakenError
from handlers.store.passenger_rows import (
    PASSENGER,
    PassengerDraft,
    columns,
    passenger_entry,
    passenger_fields,
)
from handlers.store.passenger_tables import passengers
from handlers.store.rows import Entry, Fields

_CREATED_AT, _ID = 12, 13  # their places among the columns
_START = Position(-1, 0)
_KIND = "passenger"

_ONE = PASSENGER.where(passengers.c.ticket == bindparam("ticket"))
_KEY = tuple_(passengers.c.created_at, passengers.c.id)
_MARK = tuple_(bindparam("created_at", type_=BigInteger), bindparam("id", type_=BigInteger))
_AFTER = (
    PASSENGER.where(_KEY > _MARK)
    .order_by(passengers.c.created_at, passengers.c.id)
    .limit(bindparam("limit", type_=BigInteger))
)
_BY_TICKET = select(passengers.c.id).where(passengers.c.ticket == bindparam("ticket"))
_LOCKED = (
    select(passengers.c.revision)
    .where(passengers.c.ticket == bindparam("ticket"))
    .with_for_update()
)
_ADD = passengers.insert()
_DELETE = delete(passengers).where(passengers.c.ticket == bindparam("ticket"))


@dataclass(frozen=True, slots=True)
class PassengerPage:
    """The passengers after a position, and the position of the next page where there is one."""

    rows: list[Fields]
    next: Position | None


class PassengerStore:
    """The passengers. Writes raise MissingError, StaleError or TakenError, then change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, filters: Mapping[str, Any], after: Position | None, limit: int
    ) -> PassengerPage:
        """Those that equal the filters (pclass, survived, sex), in the order they were added."""
        return await self._database.scan(_page, filters, after or _START, limit)

    async def get(self, ticket: str) -> Entry | None:
        """The record of a ticket, or None."""
        rows = await self._database.rows(_ONE, ticket=ticket)
        return passenger_entry(rows[0]) if rows else None

    async def add(self, draft: PassengerDraft, *, by: str) -> Entry:
        """Add a passenger; TakenError when the ticket has a record."""
        return await self._database.transact(_add, draft, by)

    async def add_many(self, drafts: Sequence[PassengerDraft], *, by: str) -> list[bool]:
        """Add those whose ticket has no record, in one transaction; which were added, in order."""
        return await self._database.transact(_add_many, drafts, by)

    async def replace(
        self, ticket: str, fields: Changes, *, by: str, if_match: Revisions = None
    ) -> Entry:
        """Give a record the fields, all but the ticket."""
        return await self._database.transact(_replace, ticket, fields, by, if_match)

    async def delete(self, ticket: str, *, by: str, if_match: Revisions = None) -> None:
        """Delete the record of a ticket."""
        await self._database.transact(_delete, ticket, by, if_match)


def _page(
    connection: Connection, filters: Mapping[str, Any], after: Position, limit: int
) -> PassengerPage:
    where = [passengers.c[name] == value for name, value in filters.items()]
    mark = {"created_at": after.created_at, "id": after.id, "limit": limit + 1}
    rows = connection.execute(_AFTER.where(*where), mark).all()
    page = rows[:limit]
    following = Position(page[-1][_CREATED_AT], page[-1][_ID]) if len(rows) > limit else None
    return PassengerPage([passenger_fields(row) for row in page], following)


def _read(connection: Connection, ticket: str) -> Entry:
    return passenger_entry(connection.execute(_ONE, {"ticket": ticket}).one())


def _add(connection: Connection, draft: PassengerDraft, by: str) -> Entry:
    existing = connection.scalar(_BY_TICKET, {"ticket": draft.ticket})
    if existing is not None:
        raise TakenError(existing)
    moment = now()
    times = {"created_at": moment, "updated_at": moment}
    connection.execute(_ADD, {**columns(asdict(draft)), "revision": 1, **times})
    audit.record(connection, by, "createPassenger", _KIND, draft.ticket)
    return _read(connection, draft.ticket)


def _add_many(connection: Connection, drafts: Sequence[PassengerDraft], by: str) -> list[bool]:
    return [_try_add(connection, draft, by) for draft in drafts]


def _try_add(connection: Connection, draft: PassengerDraft, by: str) -> bool:
    try:
        _add(connection, draft, by)
    except TakenError:  # raised before anything of this draft was written
        return False
    return True


def _replace(
    connection: Connection, ticket: str, fields: Changes, by: str, if_match: Revisions
) -> Entry:
    revision = _lock(connection, ticket, if_match)
    values = columns(fields) | {"revision": revision + 1, "updated_at": now()}
    connection.execute(update(passengers).where(passengers.c.ticket == ticket).values(values))
    audit.record(connection, by, "replacePassenger", _KIND, ticket)
    return _read(connection, ticket)


def _delete(connection: Connection, ticket: str, by: str, if_match: Revisions) -> None:
    _lock(connection, ticket, if_match)
    connection.execute(_DELETE, {"ticket": ticket})
    audit.record(connection, by, "deletePassenger", _KIND, ticket)


def _lock(connection: Connection, ticket: str, if_match: Revisions) -> int:
    """Hold the row until the transaction ends; its revision, when that is an accepted one."""
    revision: int | None = connection.scalar(_LOCKED, {"ticket": ticket})
    if revision is None:
        raise MissingError
    require(str(revision), if_match)
    return revision
