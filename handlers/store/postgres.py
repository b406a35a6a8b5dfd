"""PostgreSQL through asyncpg: the same work, run by SQLAlchemy's asyncio engine.

A server may refuse, cut connections, or take them and say nothing. Nobody waits for it without
end: neither for a connection, nor for a statement, nor for the whole of a piece of work.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection, Select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from handlers.store.database import P, Row, T, Work, bound
from handlers.store.errors import UnavailableError

_ATTEMPTS = 10
_CONNECT_SECONDS = 5  # to be given a connection, from the pool or anew
_READ_SECONDS = 10  # for a short read
_WORK_SECONDS = 30  # for a write
_SCAN_SECONDS = 120  # for a read of everything there is
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOST_RACES = frozenset({"40001", "40P01"})  # serialization failure, deadlock detected
_UNAVAILABLE = frozenset({"08", "28", "3D", "53", "57"})  # connection, password, name, resources
_ENGINES = ("_reads", "_writes")


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
            async with self._connected("_reads", _READ_SECONDS):
                pass
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close both pools; they are forgotten, for a closed pool would open again when asked."""
        self.__dict__.pop("_scans", None)
        for name in _ENGINES:
            if engine := self.__dict__.pop(name, None):
                await engine.dispose()

    def load(self) -> dict[str, int]:
        """How many connections are in use, and how many are kept for the next."""
        pools: list[Any] = [e.pool for n in _ENGINES if (e := self.__dict__.get(n)) is not None]
        in_use = sum(pool.checkedout() for pool in pools)
        return {"in_use": in_use, "idle": sum(pool.checkedin() for pool in pools)}

    async def rows(self, statement: Select[Any], **parameters: object) -> list[Row]:
        """Read outside any transaction: one round trip."""
        async with self._connected("_reads", _READ_SECONDS) as connection:
            return list((await connection.execute(statement, parameters)).all())

    async def scan(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read one snapshot: REPEATABLE READ, read only."""
        async with self._connected("_scans", _SCAN_SECONDS) as connection, connection.begin():
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
        async with self._connected("_writes", _WORK_SECONDS) as connection, connection.begin():
            return await connection.run_sync(work)

    @asynccontextmanager
    async def _connected(self, engine: str, seconds: float) -> AsyncIterator[AsyncConnection]:
        """A connection for so many seconds. Tells trouble with the server from that with work."""
        try:
            found: AsyncEngine | None = self.__dict__.get(engine)
            if found is None:
                raise UnavailableError(f"{self._place} is not open")
            connection = found.connect()
            async with asyncio.timeout(_CONNECT_SECONDS):
                await connection.start()
            try:
                async with asyncio.timeout(seconds):
                    yield connection
            finally:
                await asyncio.shield(connection.close())
        except PoolTimeoutError as error:
            raise UnavailableError(f"{self._place} is too busy: {error}") from error
        except OSError as error:  # TimeoutError is one
            said = str(error) or "no answer in time"
            raise UnavailableError(f"{self._place} cannot be reached: {said}") from error
        except asyncpg.InterfaceError as error:  # of a connection that broke while it was reset
            raise UnavailableError(f"{self._place} cannot be used: {error}") from error
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
