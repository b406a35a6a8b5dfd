"""What queries stand on, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Select, make_url
from sqlalchemy.exc import ArgumentError

from handlers.store.errors import UnavailableError

P = ParamSpec("P")
T = TypeVar("T")

Row = Sequence[Any]
Work = Callable[Concatenate[Connection, P], T]


class Database(Protocol):
    """Three ways to ask, by what they cost.

    `rows` is for short indexed reads: its statement is a constant, written with `bindparam`s.
    `scan` is for reads that may be long: one consistent snapshot, away from the event loop.
    `transact` is for writes: all of the work or nothing of it. The work may be run again from
    its beginning when it lost a race, so it touches nothing but its connection.

    Work is written once, as plain functions of a `sqlalchemy.Connection` and Core statements.
    """

    async def open(self) -> None:
        """Connect. Raises UnavailableError."""

    async def close(self) -> None:
        """Let go of all connections."""

    def load(self) -> Mapping[str, int]:
        """How busy it is, by the names of what there may be too little of."""

    async def rows(self, statement: Select[Any], **parameters: object) -> list[Row]:
        """The rows of a short indexed read."""

    async def scan(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work reads in one snapshot."""

    async def transact(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work answers, once it is committed; its exception, once rolled back."""


def bound(work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[Connection], T]:
    """The work with all its arguments but the connection."""
    return lambda connection: work(connection, *args, **kwargs)


def database(url: str) -> Database:
    """The database that a URL names, not yet open: `sqlite:///file` or `postgresql://…`.

    Raises UnavailableError for any other URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UnavailableError("DATABASE_URL is not a database URL") from error
    make = _KINDS.get(parsed.drivername.partition("+")[0])
    if make is None:
        known = "sqlite:///<file> or postgresql://<user>@<host>/<database>"
        raise UnavailableError(f"DATABASE_URL must be {known}, not {parsed.drivername}")
    return make(url)


def _sqlite(url: str) -> Database:
    from handlers.store.sqlite import SqliteDatabase

    return SqliteDatabase(make_url(url))


def _postgres(url: str) -> Database:
    from handlers.store.postgres import PostgresDatabase  # asyncio engine: 0.3 s to import

    return PostgresDatabase(make_url(url))


_KINDS: Mapping[str, Callable[[str], Database]] = {
    "sqlite": _sqlite,
    "postgresql": _postgres,
    "postgres": _postgres,
}
