"""Moderation: which reviews are shown to all, and so count in the average of their book."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from handlers.store.audit import record
from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.reviews import PUBLISHED, REVIEW, lock, read, tally
from handlers.store.rows import Entry, Page, review_fields
from handlers.store.tables import reviews


class ModerationStore:
    """The reviews of all books and states, for moderators only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, statuses: Sequence[str], page: int, per_page: int) -> Page:
        """A numbered page of the reviews in any of these states, newest first; () asks nothing."""
        return await self._database.scan(_page, statuses, page, per_page)

    async def decide(self, review_id: int, status: str, reason: str | None, *, by: str) -> Entry:
        """Give a review a status, and why; MissingError where there is none."""
        return await self._database.transact(_decide, review_id, status, reason, by)


def _page(connection: Connection, statuses: Sequence[str], page: int, per_page: int) -> Page:
    where = [reviews.c.status.in_(statuses)] if statuses else []
    total = connection.execute(select(func.count()).select_from(reviews).where(*where)).scalar_one()
    offset = (page - 1) * per_page
    if offset >= total:
        return Page([], total)
    newest_first = REVIEW.where(*where).order_by(reviews.c.created_at.desc(), reviews.c.id.desc())
    rows = connection.execute(newest_first.limit(per_page).offset(offset))
    return Page([review_fields(row) for row in rows], total)


def _decide(
    connection: Connection, review_id: int, status: str, reason: str | None, by: str
) -> Entry:
    before = lock(connection, review_id, by, moderates=True).fields
    decided = update(reviews).where(reviews.c.id == review_id)
    revised = {"revision": reviews.c.revision + 1, "updated_at": now()}
    connection.execute(decided.values(status=status, reason=reason, **revised))
    if appears := (status == PUBLISHED) - (before["status"] == PUBLISHED):
        tally(connection, before["book_id"], stars=appears * before["rating"], count=appears)
    record(connection, by, "moderateReview", "review", str(review_id))
    return read(connection, review_id)
