"""A bus over a connection that may break: it is made again, ever more slowly, until it holds.

What is said here is heard here at once, whether the wire holds or not. Words carry the name of
the process that says them, so that it does not hear itself a second time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handlers.jobs.bus import Hear, LocalBus, Missed

log = logging.getLogger("handlers.jobs")

_MOST_WAITING = 10_000  # words; who cannot send that many has lost the wire, and all will re-read
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 5.0
_FAREWELL_S = 1.0
_MOMENT_S = 1.0


class Wire(Protocol):
    """A connection that holds: what is said on it is heard by all that are connected."""

    async def send(self, words: Sequence[str]) -> None:
        """Say words. Raises any exception when the wire is broken."""

    async def broken(self) -> None:
        """Wait until it does not hold any more; returns or raises then."""


Connect = Callable[[Callable[[str], None]], AbstractAsyncContextManager[Wire]]


class WireBus:
    """A bus of processes that share a wire."""

    def __init__(self, name: str, connect: Connect) -> None:
        """`connect` makes a wire that calls its argument with each word heard."""
        self._name = name
        self._connect = connect
        self._local = LocalBus()
        self._me = secrets.token_hex(4)
        self._holds = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def open(self, hear: Hear, missed: Missed) -> None:
        """Listen, as soon as there is a connection."""
        await self._local.open(hear, missed)
        self._hear, self._missed = hear, missed
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)
        self._task = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Say what is left to say, and listen no more."""
        if self._task is None:
            return
        if self._holds.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._outgoing.join(), _FAREWELL_S)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._local.close()

    def say(self, *words: str) -> None:
        """Tell this process now, the others as soon as may be."""
        self._local.say(*words)
        if self._holds.is_set():  # else they will re-read once it does
            for word in words:
                with contextlib.suppress(asyncio.QueueFull):
                    self._outgoing.put_nowait(f"{self._me}:{word}")

    async def ping(self) -> None:
        """Raise ConnectionError when the wire does not hold, nor within a moment."""
        try:
            async with asyncio.timeout(_MOMENT_S):
                await self._holds.wait()
        except TimeoutError:
            raise ConnectionError(f"{self._name} does not answer") from None

    async def _keep(self) -> None:
        pause = _FIRST_PAUSE_S
        while True:
            try:
                async with self._connect(self._heard) as wire:
                    pause = _FIRST_PAUSE_S
                    self._holds.set()
                    self._missed()
                    await _first(self._send(wire), wire.broken())
            except Exception as fault:
                log.warning("%s is lost, trying again: %s", self._name, fault)
            self._holds.clear()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _send(self, wire: Wire) -> None:
        while True:
            words = [await self._outgoing.get()]
            while not self._outgoing.empty():
                words.append(self._outgoing.get_nowait())
            try:
                await wire.send(list(dict.fromkeys(words)))
            finally:
                for _ in words:
                    self._outgoing.task_done()

    def _heard(self, text: str) -> None:
        who, _, word = text.partition(":")
        if who != self._me:
            self._hear(word)


async def _first(*works: Awaitable[None]) -> None:
    """Wait for the first to end, and stop the others; raises what it raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    raise ConnectionError("the connection was closed")
