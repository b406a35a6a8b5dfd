"""PostgreSQL through asyncpg: the same work, run by SQLAlchemy's asyncio engine."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from handlers.store.database import P, Row, T, Work, bound
from handlers.store.errors import UnavailableError

_ATTEMPTS = 10
_CONNECT_SECONDS = 5
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOST_RACES = frozenset({"40001", "40P01"})  # serialization failure, deadlock detected
_UNAVAILABLE = frozenset({"08", "28", "3D", "53", "57"})  # connection, password, name, resources


class PostgresDatabase:
    """A `Database` on a server, shared with any other process anywhere."""

    def __init__(self, url: URL) -> None:
        self._place = f"PostgreSQL at {url.host or 'localhost'}:{url.port or 5432}/{url.database}"
        self._url = url.set(drivername="postgresql+asyncpg")

    async def open(self) -> None:
        """Connect, so that a wrong URL shows at once."""
        self._writes = self._engine("READ COMMITTED")
        self._reads = self._engine("AUTOCOMMIT")
        self._scans = self._writes.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        try:
            with self._reachable():
                async with self._reads.connect():
                    pass
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close both pools; they are forgotten, for a closed pool would open again when asked."""
        self.__dict__.pop("_scans", None)
        for name in ("_reads", "_writes"):
            if engine := self.__dict__.pop(name, None):
                await engine.dispose()

    async def rows(self, statement: Select[Any], **parameters: object) -> list[Row]:
        """Read outside any transaction: one round trip."""
        with self._reachable():
            async with self._reads.connect() as connection:
                return list((await connection.execute(statement, parameters)).all())

    async def scan(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read one snapshot: REPEATABLE READ, read only."""
        with self._reachable():
            async with self._scans.begin() as connection:
                return await connection.run_sync(bound(work, *args, **kwargs))

    async def transact(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in READ COMMITTED, again from the start when a race was lost.

        Work looks before it writes, so a constraint fails only when another transaction came
        between; the next attempt sees what that one did.
        """
        attempt = bound(work, *args, **kwargs)
        for _ in range(_ATTEMPTS - 1):
            try:
                return await self._attempt(attempt)
            except DBAPIError as error:
                if not _lost_race(error):
                    raise
            await asyncio.sleep(random.uniform(0, 0.02))  # noqa: S311 - spreads rivals apart
        return await self._attempt(attempt)

    async def _attempt(self, work: Callable[[Connection], T]) -> T:
        with self._reachable():
            async with self._writes.begin() as connection:
                return await connection.run_sync(work)

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Tell trouble with the server from trouble with a statement."""
        try:
            yield
        except PoolTimeoutError as error:
            raise UnavailableError(f"{self._place} is too busy: {error}") from error
        except OSError as error:
            raise UnavailableError(f"{self._place} cannot be reached: {error}") from error
        except DBAPIError as error:
            if not (error.connection_invalidated or _sqlstate(error)[:2] in _UNAVAILABLE):
                raise
            raise UnavailableError(f"{self._place} cannot be used: {error.orig}") from error

    def _engine(self, isolation_level: Any) -> AsyncEngine:
        return create_async_engine(
            self._url,
            isolation_level=isolation_level,
            pool_pre_ping=True,
            pool_use_lifo=True,
            connect_args={"timeout": _CONNECT_SECONDS},
        )


def _lost_race(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) or _sqlstate(error) in _LOST_RACES


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
