"""A job as a caller orders it."""

from __future__ import annotations

from handlers.eyes.trace_context import traceparent
from handlers.jobs.kinds import KINDS
from handlers.store import JobDraft
from tenon.runtime.model import Model
from tenon.runtime.security import Principal


def ordered(kind: str, asked: Model, by: Principal) -> JobDraft:
    """The draft of a job of that kind, with what was asked for, owned by the caller."""
    row = KINDS[kind]
    return JobDraft(
        kind=kind,
        parameters=asked.model_dump(mode="json"),
        owner=by.subject,
        max_attempts=row.max_attempts,
        timeout_s=row.timeout_s,
        traceparent=traceparent.get(),
    )
