"""What jobs there are. A kind is a row here; its work reads, and answers what is to be done.

Work may take long, be tried again and be stopped at any `await`; it changes nothing. The effect
that it answers is done in the transaction that ends the job, so it happens once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from handlers.store import Effect, Parameters, Store
from handlers.store.reports import keep
from handlers.store.upkeep import IsbnCheck, recount_ratings, reprice_books


class Task(Protocol):
    """A job as its work sees it."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def parameters(self) -> Parameters:
        """What was asked."""

    async def progress(self, percent: int) -> None:
        """Tell how much is done."""


Work = Callable[[Store, Task], Awaitable[Effect]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of job.

    `timeout_s` bounds one try, `max_attempts` how many there are; `scope` is what its owner must
    be allowed beyond starting jobs.
    """

    work: Work
    timeout_s: int = 60
    max_attempts: int = 5
    scope: str | None = None


class Refused(Exception):
    """Work that cannot be done however often it is tried; its text is for the owner to read."""


async def _recount(store: Store, task: Task) -> Effect:
    return recount_ratings


async def _reprice(store: Store, task: Task) -> Effect:
    asked = task.parameters
    return partial(reprice_books, genre=asked["genre"], percent=asked["percent"])


async def _check_isbns(store: Store, task: Task) -> Effect:
    check = IsbnCheck(store.database, task.parameters.get("genre"))
    total = await check.total()
    while await check.step():
        await task.progress(min(99, 100 * check.checked // max(total, 1)))
    return check.result


async def _make_report(store: Store, task: Task) -> Effect:
    document = await store.reports.draw_up(task.parameters)
    return partial(keep, report_id=task.id, document=document)


KINDS: Mapping[str, Kind] = {
    "recount_ratings": Kind(_recount),
    "check_isbns": Kind(_check_isbns),
    "reprice_books": Kind(_reprice, scope="books:write"),
    "make_report": Kind(_make_report),
}
