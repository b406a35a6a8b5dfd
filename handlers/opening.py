"""Opening the store and all that stands on it, also when the database comes later than we do."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from handlers.store import Store, UnavailableError

log = logging.getLogger("books")

_AGAIN_S = 1.0

Open = Callable[[], Awaitable[None]]


class Opening:
    """Opens a store, then what needs it.

    Patient, it does not keep the service from starting: requests are refused with 503 until the
    database comes, and it is looked for every second. Impatient, it raises UnavailableError.
    """

    def __init__(self, store: Store, others: Sequence[Open], *, patient: bool) -> None:
        self._store = store
        self._others = others
        self._patient = patient
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Open, or begin to try. Raises UnavailableError."""
        try:
            await self._open()
        except UnavailableError as fault:
            if not self._patient:
                raise
            log.error("serving without a database until it comes: %s", fault)
            self._task = asyncio.create_task(self._try())

    async def end(self) -> None:
        """Try no longer."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _open(self) -> None:
        await self._store.open()
        try:
            for opened in self._others:
                await opened()
        except BaseException:
            await self._store.close()
            raise

    async def _try(self) -> None:
        while True:
            await asyncio.sleep(_AGAIN_S)
            try:
                await self._open()
            except UnavailableError as fault:
                log.warning("the database does not come yet: %s", fault)
            except Exception:
                log.exception("the service cannot be opened, trying again")
            else:
                log.info("the database is there: serving")
                return
