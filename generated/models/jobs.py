# Generated from openapi/paths/jobs.yaml, openapi/schemas/jobs.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: jobs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .books import BookId, Genre
from .pages import PageNumber, PageSize, Total

JobStatus = TypeAliasType(
    "JobStatus", Literal["queued", "running", "succeeded", "failed", "cancelled"]
)
"""Where it stands: waiting, with a worker, done, given up after too many tries, or cancelled."""


JobKind = TypeAliasType(
    "JobKind", Literal["recount_ratings", "check_isbns", "reprice_books", "make_report"]
)
"""What is done."""


class RecountRatings(Model):
    """Count the reviews of every book anew, and set right what its tally had wrong."""

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["recount_ratings"]
    """What is to be done."""


class CheckIsbns(Model):
    """Look for books whose ISBN does not check."""

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["check_isbns"]
    """What is to be done."""
    genre: Genre | MISSING = MISSING
    """Only books of this genre; if absent, all."""


class RepriceBooks(Model):
    """Raise or lower the prices of a genre by a percentage, rounded to cents."""

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["reprice_books"]
    """What is to be done."""
    genre: Genre
    """Books of which genre."""
    percent: Annotated[int, Field(ge=-90, le=100)]
    """By how much, negative to lower; no price rises above the highest there is."""


JobId = TypeAliasType("JobId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of a job, given by the service."""


Progress = TypeAliasType("Progress", Annotated[int, Field(ge=0, le=100)])
"""How much is done, in per cent."""


Attempt = TypeAliasType("Attempt", Annotated[int, Field(ge=0, le=100)])
"""How often it was tried, this time included; 0 before the first."""


JobOwner = TypeAliasType("JobOwner", Annotated[str, Field(max_length=400)])
"""Who started it."""


JobError = TypeAliasType("JobError", Annotated[str | None, Field(max_length=500)])
"""Why the last try failed, or null."""


Moment = TypeAliasType("Moment", DateTime | None)
"""A moment, or null."""


Url = TypeAliasType("Url", Annotated[str, Field(max_length=2000)])
"""Where to find something."""


class ReportMade(Model):
    """What the making of a report came to."""

    kind: Literal["make_report"]
    """What was done."""
    rows: Annotated[int, Field(ge=0, le=10000)]
    """How many rows the report has."""


BookCount = TypeAliasType("BookCount", Annotated[int, Field(ge=0, le=9007199254740991)])
"""A number of books."""


class ListJobsQuery(Model):
    """Query parameters of listJobs."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: list[JobStatus] | MISSING = MISSING
    """Jobs in any of these states."""
    kind: list[JobKind] | MISSING = MISSING
    """Jobs of any of these kinds."""
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


JobDraft = TypeAliasType("JobDraft", RecountRatings | CheckIsbns | RepriceBooks)
"""What is to be done."""


class JobEvent(Model):
    """One change of a job."""

    job_id: JobId
    status: JobStatus
    progress: Progress
    attempt: Attempt
    error: JobError
    at: DateTime
    """When it changed."""


class RatingsRecounted(Model):
    """What a recount of the ratings found."""

    kind: Literal["recount_ratings"]
    """What was done."""
    corrected: BookCount
    """How many books had a wrong tally."""


class IsbnsChecked(Model):
    """What a check of the ISBNs found."""

    kind: Literal["check_isbns"]
    """What was done."""
    checked: BookCount
    """How many books were looked at."""
    wrong: BookCount
    """How many have an ISBN that does not check."""
    wrong_ids: list[BookId]
    """The first hundred of them."""


class BooksRepriced(Model):
    """What new prices did."""

    kind: Literal["reprice_books"]
    """What was done."""
    changed: BookCount
    """How many books have a new price."""


JobResult = TypeAliasType(
    "JobResult", RatingsRecounted | IsbnsChecked | BooksRepriced | ReportMade | None
)
"""What came of it, or null while nothing has."""


class Job(Model):
    """Work that outlives a request, and where it stands."""

    id: JobId
    kind: JobKind
    parameters: dict[str, Any]
    """What it was asked to do, defaults included."""
    status: JobStatus
    progress: Progress
    attempt: Attempt
    max_attempts: Annotated[int, Field(ge=1, le=100)]
    """After how many tries it is given up."""
    cancel_requested: bool
    """Whether it was asked to stop."""
    owner: JobOwner
    result: JobResult
    error: JobError
    created_at: DateTime
    """When it was queued."""
    started_at: Moment
    """When a worker first took it, or null."""
    ended_at: Moment
    """When it ended, or null."""
    status_url: Url
    """Where to read how it stands."""
    events_url: Url
    """Where to follow it."""


class JobPage(Model):
    """A page of jobs."""

    items: list[Job]
    """The jobs of this page."""
    total: Total
    """How many jobs all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""
