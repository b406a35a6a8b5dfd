"""How processes tell each other that something has changed: short words, heard by all.

A word is a hint, never the thing itself: it may be lost, doubled or late, and whoever hears it
reads the database. So a bus that is down costs time and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

QUEUE = "queue"  # the word that there is a job to take; all others are the ids of jobs

Hear = Callable[[str], None]
Missed = Callable[[], None]


class Bus(Protocol):
    """A bus between `open` and `close`."""

    async def open(self, hear: Hear, missed: Missed) -> None:
        """Listen: `hear` is called with each word, `missed` when some may not have been heard.

        Does not wait for a connection: it is made, and made again, meanwhile.
        """

    async def close(self) -> None:
        """Say what is left to say, and listen no more."""

    def say(self, *words: str) -> None:
        """Tell every process, this one included; does not wait, and never fails."""

    async def ping(self) -> None:
        """Raise ConnectionError while other processes cannot be reached."""


class LocalBus:
    """A bus within one process."""

    def __init__(self) -> None:
        self._hear: Hear | None = None

    async def open(self, hear: Hear, missed: Missed) -> None:
        """Listen."""
        self._hear = hear
        self._loop = asyncio.get_running_loop()

    async def close(self) -> None:
        """Listen no more."""
        self._hear = None

    def say(self, *words: str) -> None:
        """Tell this process, after what it is doing now."""
        if self._hear is not None:
            for word in words:
                self._loop.call_soon(self._tell, word)

    async def ping(self) -> None:
        """Nothing can be in the way."""

    def _tell(self, word: str) -> None:
        if self._hear is not None:
            self._hear(word)
