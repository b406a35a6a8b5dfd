"""SQLite has no way to call another process: its file is looked at, a few times a second.

Within the process words are heard at once. That another process wrote shows in `data_version`,
which costs a few microseconds to read (https://www.sqlite.org/pragma.html#pragma_data_version);
what it wrote is not told, so all that is being watched is then read again.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from sqlalchemy import Select, literal_column, select, text

from handlers.jobs.bus import Hear, LocalBus, Missed
from handlers.store.database import Database

_VERSION: Select[Any] = select(literal_column("data_version")).select_from(
    text("pragma_data_version")
)


class SqliteBus(LocalBus):
    """A bus of processes that share a file."""

    def __init__(self, database: Database, every_s: float = 0.25) -> None:
        super().__init__()
        self._database = database
        self._every_s = every_s

    async def open(self, hear: Hear, missed: Missed) -> None:
        """Listen, and begin to look at the file."""
        await super().open(hear, missed)
        self._looking = asyncio.create_task(self._look(missed))

    async def close(self) -> None:
        """Look and listen no more."""
        self._looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._looking
        await super().close()

    async def _look(self, missed: Missed) -> None:
        seen: object = None
        while True:
            version = (await self._database.rows(_VERSION))[0][0]
            if version != seen:
                seen = version
                missed()
            await asyncio.sleep(self._every_s)
