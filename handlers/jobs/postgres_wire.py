"""PostgreSQL as a wire: LISTEN and NOTIFY, on one connection of its own.

A payload holds at most 8,000 bytes, so only ids travel.
https://www.postgresql.org/docs/current/sql-notify.html
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

from handlers.jobs.wire import Connect

_CHANNEL = "book_jobs"
_CONNECT_S, _COMMAND_S = 5, 5
_CHECK_S = 10.0  # a server that went away without a word is found out after so long
_SAY = f"SELECT pg_notify('{_CHANNEL}', word) FROM unnest($1::text[]) AS word"  # noqa: S608


def postgres_wire(url: str) -> Connect:
    """Connects to the database of a `postgresql://` URL."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    @asynccontextmanager
    async def connect(hear: Callable[[str], None]) -> AsyncIterator[_PostgresWire]:
        connection = await asyncpg.connect(address, timeout=_CONNECT_S, command_timeout=_COMMAND_S)
        try:
            await connection.add_listener(_CHANNEL, lambda *heard: hear(heard[-1]))
            yield _PostgresWire(connection)
        finally:
            connection.terminate()

    return connect


class _PostgresWire:
    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()  # one command at a time
        self._closed = asyncio.Event()
        connection.add_termination_listener(lambda _: self._closed.set())

    async def send(self, words: Sequence[str]) -> None:
        async with self._turn:
            await self._connection.execute(_SAY, list(words))

    async def broken(self) -> None:
        while not self._closed.is_set():
            try:
                await asyncio.wait_for(self._closed.wait(), _CHECK_S)
            except TimeoutError:
                await self.send(())
