"""Work after the reply: begun by a request, and finished without it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger("books")


class After:
    """Tasks that nobody waits for. What they raise is logged; `close` lets them finish.

    They do not outlive the process: work that must not be lost is a job.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """Begin work now; `name` says in the log what has failed."""
        task = asyncio.create_task(_watched(work, name), name=name)
        self._tasks.add(task)  # the loop itself holds its tasks weakly
        task.add_done_callback(self._tasks.discard)

    async def close(self, deadline_s: float = 10.0) -> None:
        """Wait for what is under way, also for what it begins; what is late is cancelled."""
        try:
            async with asyncio.timeout(deadline_s):
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            late = list(self._tasks)
            for task in late:
                log.warning("%s was not finished in time", task.get_name())
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _watched(work: Coroutine[Any, Any, object], name: str) -> None:
    try:
        await work
    except Exception as fault:
        log.error("%s failed", name, exc_info=fault)
