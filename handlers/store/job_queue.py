"""The queue as workers see it: leases taken, kept, given back, and ended exactly once.

A worker holds a job by a lease: a secret word beside the time until when it holds. Everything a
worker writes of a job is fenced by that word, so that one which was taken for dead can write
nothing any more. What a job does is done in the transaction that ends it: it happens once or,
when the lease is lost or the job was cancelled meanwhile, not at all.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)

from handlers.store.clock import now
from handlers.store.database import Database
from handlers.store.errors import LostLeaseError
from handlers.store.job_changes import change, end
from handlers.store.job_rows import Parameters, Status
from handlers.store.job_tables import jobs

SECOND = 1_000_000
DIED = "Its worker died each time."

# What a job does at its end, and what came of it; it may be run again, as all work may.
Effect = Callable[[Connection], Mapping[str, Any]]

_DUE = (
    select(jobs)
    .where(jobs.c.due_at <= bindparam("now", type_=BigInteger))
    .order_by(jobs.c.due_at, jobs.c.id)
    .limit(bindparam("most", type_=BigInteger))
    .with_for_update(skip_locked=True)  # SQLite, where writers go one by one, has no such words
)
_NEXT = select(func.min(jobs.c.due_at))


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker holds until its lease ends."""

    id: int
    kind: str
    parameters: Parameters
    attempt: int
    max_attempts: int
    timeout_s: int
    lease: str
    owner: str
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a look at the queue gave: jobs to work on, and those that were given up instead."""

    claims: list[Claim]
    ended: list[int]


class JobQueue:
    """The queue. Its methods raise LostLeaseError when another worker holds the job by now."""

    def __init__(self, database: Database, clock: Callable[[], int] = now) -> None:
        """`clock` tells the time in microseconds."""
        self._database = database
        self._clock = clock

    async def next_due(self) -> float | None:
        """In how many seconds a worker may take a job, 0 or less for now; None without jobs."""
        due = (await self._database.rows(_NEXT))[0][0]
        return None if due is None else (due - self._clock()) / SECOND

    async def claim(self, most: int, lease_s: float) -> Taken:
        """Take up to so many jobs that are due, each for so many seconds."""
        at = self._clock()
        return await self._database.transact(_claim, most, at, at + int(lease_s * SECOND))

    async def extend(self, claims: Collection[Claim], lease_s: float) -> dict[str, bool]:
        """Hold on to jobs; whether each that is still held was asked to stop, by its lease."""
        until = self._clock() + int(lease_s * SECOND)
        return await self._database.transact(_extend, claims, until)

    async def progress(self, claim: Claim, percent: int) -> None:
        """Tell how far the work is."""
        await self._database.transact(_progress, claim, percent, self._clock())

    async def complete(self, claim: Claim, effect: Effect) -> Status:
        """Do what the job does and end it: SUCCEEDED, or CANCELLED and nothing done."""
        return await self._database.transact(_complete, claim, effect, self._clock())

    async def fail(self, claim: Claim, error: str, retry_s: float | None) -> Status:
        """Queue it again, to be tried in so many seconds; FAILED for good without a retry.

        `error` is for its owner to read. One that was asked to stop is CANCELLED.
        """
        return await self._database.transact(_fail, claim, error, retry_s, self._clock())

    async def release(self, claim: Claim) -> Status:
        """Give it back as if it had not been taken; the next worker may begin at once."""
        return await self._database.transact(_release, claim, self._clock())

    async def prune(self, keep_s: float, most: int = 1_000) -> int:
        """Forget jobs that ended so many seconds ago, with their reports; how many."""
        before = self._clock() - int(keep_s * SECOND)
        return await self._database.transact(_prune, before, most)


def _held(claim: Claim) -> ColumnElement[bool]:
    return and_(jobs.c.id == claim.id, jobs.c.lease == claim.lease)


def _claim(connection: Connection, most: int, at: int, until: int) -> Taken:
    found = connection.execute(_DUE, {"now": at, "most": most}).mappings().all()
    taken = Taken([], [])
    for row in found:
        if row["cancel_requested"]:  # its worker died before it could stop
            _end_abandoned(connection, row, at, Status.CANCELLED, None)
            taken.ended.append(row["id"])
        elif row["attempt"] >= row["max_attempts"]:
            _end_abandoned(connection, row, at, Status.FAILED, DIED)
            taken.ended.append(row["id"])
        else:
            taken.claims.append(_take(connection, row, at, until))
    return taken


def _take(connection: Connection, row: RowMapping, at: int, until: int) -> Claim:
    lease, attempt = secrets.token_hex(8), row["attempt"] + 1
    running = {"status": Status.RUNNING.value, "attempt": attempt, "progress": 0}
    begun = {"started_at": row["started_at"] or at, "due_at": until, "lease": lease}
    change(connection, at, jobs.c.id == row["id"], **running, **begun)
    return Claim(
        id=row["id"],
        kind=row["kind"],
        parameters=json.loads(row["parameters"]),
        attempt=attempt,
        max_attempts=row["max_attempts"],
        timeout_s=row["timeout_s"],
        lease=lease,
        owner=row["owner"],
        traceparent=row["traceparent"],
    )


def _end_abandoned(
    connection: Connection, row: RowMapping, at: int, status: Status, error: str | None
) -> None:
    end(connection, at, status, jobs.c.id == row["id"], error=error)


def _extend(connection: Connection, claims: Collection[Claim], until: int) -> dict[str, bool]:
    held = (
        update(jobs)
        .where(jobs.c.id.in_([claim.id for claim in claims]))
        .where(jobs.c.lease.in_([claim.lease for claim in claims]))
        .values(due_at=until)
        .returning(jobs.c.lease, jobs.c.cancel_requested)
    )
    return {lease: bool(asked) for lease, asked in connection.execute(held)}


def _progress(connection: Connection, claim: Claim, percent: int, at: int) -> None:
    if change(connection, at, _held(claim), progress=percent) is None:
        raise LostLeaseError


def _complete(connection: Connection, claim: Claim, effect: Effect, at: int) -> Status:
    if _asked_to_stop(connection, claim):
        return _end(connection, claim, Status.CANCELLED, at)
    result = json.dumps(effect(connection), ensure_ascii=False)
    done = {"progress": 100, "result": result, "error": None}
    return _end(connection, claim, Status.SUCCEEDED, at, **done)


def _fail(
    connection: Connection, claim: Claim, error: str, retry_s: float | None, at: int
) -> Status:
    if _asked_to_stop(connection, claim):
        return _end(connection, claim, Status.CANCELLED, at)
    if retry_s is None:
        return _end(connection, claim, Status.FAILED, at, error=error)
    due = at + int(retry_s * SECOND)
    return _queue(connection, claim, at, due_at=due, error=error)


def _release(connection: Connection, claim: Claim, at: int) -> Status:
    if _asked_to_stop(connection, claim):
        return _end(connection, claim, Status.CANCELLED, at)
    return _queue(connection, claim, at, due_at=at, attempt=claim.attempt - 1)


def _queue(connection: Connection, claim: Claim, at: int, **values: object) -> Status:
    waiting = {"status": Status.QUEUED.value, "progress": 0, "lease": None}
    change(connection, at, _held(claim), **waiting, **values)
    return Status.QUEUED


def _end(connection: Connection, claim: Claim, status: Status, at: int, **values: object) -> Status:
    end(connection, at, status, _held(claim), **values)
    return status


def _asked_to_stop(connection: Connection, claim: Claim) -> bool:
    """Hold the row until the transaction ends. Raises LostLeaseError."""
    mine = select(jobs.c.cancel_requested).where(_held(claim)).with_for_update()
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise LostLeaseError
    return bool(row[0])


def _prune(connection: Connection, before: int, most: int) -> int:
    old = select(jobs.c.id).where(jobs.c.ended_at < before).order_by(jobs.c.ended_at).limit(most)
    ids = list(connection.execute(old).scalars())
    connection.execute(delete(jobs).where(jobs.c.id.in_(ids)))
    return len(ids)
