"""All stores of one database."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from handlers.store.admin_books import AdminBookStore
from handlers.store.audit_log import AuditLog
from handlers.store.authors import AuthorStore
from handlers.store.books import BookStore
from handlers.store.covers import CoverStore
from handlers.store.database import Database, database
from handlers.store.descriptions import oldest_descriptions
from handlers.store.idempotency import IdempotencyStore
from handlers.store.job_queue import JobQueue
from handlers.store.jobs import JobStore
from handlers.store.login_failures import LoginFailures
from handlers.store.migration import migrate
from handlers.store.moderation import ModerationStore
from handlers.store.passengers import PassengerStore
from handlers.store.reports import ReportStore
from handlers.store.reviews import ReviewStore
from handlers.store.sample import load_sample
from handlers.store.sessions import SessionStore
from handlers.store.uploads import UploadStore
from handlers.store.users import UserStore

_PING = select(func.abs(1))


class Store:
    """The stores over the database of a URL; usable between `open` and `close`."""

    def __init__(
        self,
        url: str,
        *,
        sample_data: bool = False,
        watched: Callable[[Database], Database] = lambda database: database,
    ) -> None:
        """`watched` makes another database of the one of the URL, to trace it say."""
        self.database = watched(database(url))
        self.books = BookStore(self.database)
        self.authors = AuthorStore(self.database)
        self.reviews = ReviewStore(self.database)
        self.moderation = ModerationStore(self.database)
        self.admin_books = AdminBookStore(self.database)
        self.audit = AuditLog(self.database)
        self.passengers = PassengerStore(self.database)
        self.keys = IdempotencyStore(self.database)
        self.users = UserStore(self.database)
        self.sessions = SessionStore(self.database)
        self.login_failures = LoginFailures(self.database)
        self.jobs = JobStore(self.database)
        self.queue = JobQueue(self.database)
        self.reports = ReportStore(self.database)
        self.uploads = UploadStore(self.database)
        self.covers = CoverStore(self.database)
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

    async def descriptions(self) -> list[str]:
        """The descriptions of the oldest books that have one, up to 5,000."""
        return await self.database.scan(oldest_descriptions)
