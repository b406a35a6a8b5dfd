"""Sweeping away files that no row names: what a crash, or the end of a book, left behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from handlers.files.port import Files, StorageUnavailable

# Old enough that no request can still be about to write its row. S3 dates a file from the
# beginning of its upload, which a slow sender can draw out.
GRACE_S = 86_400.0
_EVERY_S = 3_600.0
_BATCH = 500

Named = Callable[[Sequence[str]], Awaitable[set[str]]]

log = logging.getLogger("books")


async def sweep(files: Files, named: Named, *, grace_s: float = GRACE_S) -> int:
    """Delete files older than `grace_s` seconds that `named` does not know; how many those were."""
    before = time.time() - grace_s
    await files.tidy(before)
    batch: list[str] = []
    swept = 0
    async for kept in files.kept():
        if kept.written_at < before:
            batch.append(kept.key)
        if len(batch) == _BATCH:
            swept += await _delete(files, named, batch)
            batch = []
    return swept + await _delete(files, named, batch)


async def _delete(files: Files, named: Named, keys: Sequence[str]) -> int:
    known = await named(keys) if keys else set()
    orphans = [key for key in keys if key not in known]
    for key in orphans:
        await files.delete(key)
    return len(orphans)


async def discard(files: Files, key: str) -> None:
    """Delete a file that no row names any more; if that cannot be now, it is swept away later."""
    try:
        await files.delete(key)
    except StorageUnavailable:
        log.warning("the file %s is left to the sweep", key)


class Sweeper:
    """Sweeps at the start, and every hour after."""

    def __init__(self, files: Files, named: Named) -> None:
        self._files = files
        self._named = named
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin; nothing waits for it."""
        self._task = asyncio.create_task(self._run(), name="sweep of uploads")

    async def close(self) -> None:
        """Stop."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                if swept := await sweep(self._files, self._named):
                    log.info("swept away %d files that belong to nothing", swept)
            except Exception as fault:
                log.warning("the sweep of uploads failed: %s", fault)
            await asyncio.sleep(_EVERY_S)
