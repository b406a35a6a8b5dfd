"""Jobs and their events as rows: which columns are read, what they are to handlers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from handlers.store.clock import moment
from handlers.store.job_tables import job_events, jobs
from handlers.store.rows import Entry, Fields

Parameters = Mapping[str, Any]


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self not in (Status.QUEUED, Status.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDraft:
    """Work to queue. `traceparent` (W3C Trace Context) links it to what asked for it."""

    kind: str
    parameters: Parameters
    owner: str
    max_attempts: int = 5
    timeout_s: int = 60
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class JobChange:
    """One thing that happened to a job; numbers rise by one, from 1."""

    number: int
    fields: Fields

    @property
    def last(self) -> bool:
        """Whether the job has ended with it."""
        return Status(self.fields["status"]).ended


JOB = select(
    jobs.c.id,
    jobs.c.kind,
    jobs.c.parameters,
    jobs.c.status,
    jobs.c.progress,
    jobs.c.attempt,
    jobs.c.max_attempts,
    jobs.c.cancel_requested,
    jobs.c.owner,
    jobs.c.result,
    jobs.c.error,
    jobs.c.created_at,
    jobs.c.started_at,
    jobs.c.ended_at,
    jobs.c.last_event,
)
CHANGE = select(
    job_events.c.number,
    job_events.c.job_id,
    job_events.c.status,
    job_events.c.progress,
    job_events.c.attempt,
    job_events.c.error,
    job_events.c.at,
)


def job_fields(row: Any) -> Fields:
    """A row of `JOB` as the fields of a Job, without its addresses."""
    (id_, kind, parameters, status, progress, attempt, most, cancel, owner, result, *more) = row
    error, created_at, started_at, ended_at, *_ = more
    return {
        "id": id_,
        "kind": kind,
        "parameters": json.loads(parameters),
        "status": status,
        "progress": progress,
        "attempt": attempt,
        "max_attempts": most,
        "cancel_requested": bool(cancel),
        "owner": owner,
        "result": None if result is None else json.loads(result),
        "error": error,
        "created_at": moment(created_at),
        "started_at": None if started_at is None else moment(started_at),
        "ended_at": None if ended_at is None else moment(ended_at),
    }


def job_entry(row: Any) -> Entry:
    """A row of `JOB` as an entry, whose revision is the number of its last change."""
    return Entry(job_fields(row), str(row[14]))


def job_change(row: Any) -> JobChange:
    """A row of `CHANGE`."""
    number, job_id, status, progress, attempt, error, at = row
    return JobChange(
        number,
        {
            "job_id": job_id,
            "status": status,
            "progress": progress,
            "attempt": attempt,
            "error": error,
            "at": moment(at),
        },
    )
