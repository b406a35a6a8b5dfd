"""All stores of one database."""

from __future__ import annotations

from sqlalchemy import func, select

from handlers.store.authors import AuthorStore
from handlers.store.books import BookStore
from handlers.store.database import database
from handlers.store.idempotency import IdempotencyStore
from handlers.store.migration import migrate
from handlers.store.reviews import ReviewStore
from handlers.store.sample import load_sample

_PING = select(func.abs(1))


class Store:
    """The stores over the database of a URL; usable between `open` and `close`."""

    def __init__(self, url: str, *, sample_data: bool = False) -> None:
        self.database = database(url)
        self.books = BookStore(self.database)
        self.authors = AuthorStore(self.database)
        self.reviews = ReviewStore(self.database)
        self.keys = IdempotencyStore(self.database)
        self._sample_data = sample_data

    async def open(self) -> None:
        """Connect, migrate, and fill a new catalogue. Raises UnavailableError."""
        await self.database.open()
        try:
            await migrate(self.database)
            if self._sample_data:
                await load_sample(self.database)
        except BaseException:
            await self.database.close()
            raise

    async def close(self) -> None:
        """Finish the writes under way and disconnect."""
        await self.database.close()

    async def ping(self) -> None:
        """Ask the database for anything; raises whatever keeps it from answering."""
        await self.database.rows(_PING)
