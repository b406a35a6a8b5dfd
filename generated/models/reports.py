# Generated from openapi/paths/reports.yaml, openapi/schemas/reports.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: reports."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .authors import AuthorName
from .books import BookId, BookTitle
from .jobs import BookCount, JobError, JobOwner, JobStatus, Moment, Progress, Url
from .pages import PageNumber, PageSize, Total

ReportTable = TypeAliasType("ReportTable", Annotated[str, Field(max_length=20000000)])
"""A header line, then a line a row; totals are only in the JSON."""


ReportKind = TypeAliasType("ReportKind", Literal["inventory", "sales", "popular"])
"""What it tells."""


class InventoryDraft(Model):
    """What the catalogue holds."""

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["inventory"]
    """What it is to tell."""
    group_by: Literal["genre", "status"] = "genre"
    """What makes a row."""


class PopularDraft(Model):
    """The books that readers like best."""

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["popular"]
    """What it is to tell."""
    by: Literal["rating", "reviews", "sales"] = "rating"
    """What makes a book popular."""
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    """How many books it names at most."""


ReportId = TypeAliasType("ReportId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of a report, and of the job that makes it."""


Day = TypeAliasType("Day", Date)
"""A day."""


MadeAt = TypeAliasType("MadeAt", DateTime)
"""When it was made."""


Amount = TypeAliasType("Amount", BoundedDecimal)
"""A sum of money, exact to the cent."""


Copies = TypeAliasType("Copies", Annotated[int, Field(ge=0, le=9007199254740991)])
"""A number of copies."""


class PopularRow(Model):
    """A popular book."""

    rank: Annotated[int, Field(ge=1, le=100)]
    """Its place, counted from 1."""
    book_id: BookId
    title: BookTitle
    author_name: AuthorName
    average_rating: float | None
    """The mean of its ratings, to two decimals, or null while it has no reviews."""
    review_count: Annotated[int, Field(ge=0, le=9007199254740991)]
    """How many reviews it has."""
    copies: Copies
    """How many copies of it were ever sold."""


Group = TypeAliasType("Group", Annotated[str, Field(max_length=300)])
"""What the row counts, such as a month, a genre or a book's title."""


class ListReportsQuery(Model):
    """Query parameters of listReports."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: list[JobStatus] | MISSING = MISSING
    """Reports in any of these states."""
    kind: list[ReportKind] | MISSING = MISSING
    """Reports of any of these kinds."""
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class Report(Model):
    """A report, and where its making stands."""

    id: ReportId
    kind: ReportKind
    parameters: dict[str, Any]
    """What it was asked to tell, defaults included."""
    status: JobStatus
    progress: Progress
    owner: JobOwner
    row_count: Annotated[int | None, Field(ge=0, le=10000)]
    """How many rows it has, or null before it is made."""
    error: JobError
    created_at: DateTime
    """When it was ordered."""
    ended_at: Moment
    """When its making ended, or null."""
    status_url: Url
    """Where to read how it stands."""
    events_url: Url
    """Where to follow its making."""
    download_url: Url
    """Where to fetch it once it has succeeded."""


class SalesDraft(Model):
    """What was sold from one day to another; none if the second is before the first."""

    model_config = ConfigDict(
        extra="forbid",
    )
    kind: Literal["sales"]
    """What it is to tell."""
    first_day: Day
    """The first day that counts."""
    last_day: Day
    """The last day that counts."""
    group_by: Literal["month", "genre", "book"] = "month"
    """What makes a row."""


class PopularReport(Model):
    """The books that readers like best."""

    kind: Literal["popular"]
    """What it tells."""
    made_at: MadeAt
    rows: list[PopularRow]
    """A row a book, the most popular first."""


class InventoryRow(Model):
    """One group of the catalogue."""

    group: Group
    books: BookCount
    """How many books it has."""
    value: Amount
    """What they cost together."""


class SalesRow(Model):
    """What was sold of one group."""

    group: Group
    copies: Copies
    """How many copies were sold."""
    amount: Amount
    """What was taken for them."""


class ReportPage(Model):
    """A page of reports."""

    items: list[Report]
    """The reports of this page."""
    total: Total
    """How many reports all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""


ReportDraft = TypeAliasType("ReportDraft", InventoryDraft | SalesDraft | PopularDraft)
"""What a report is to tell."""


class InventoryReport(Model):
    """What the catalogue holds, and its value at today's prices."""

    kind: Literal["inventory"]
    """What it tells."""
    made_at: MadeAt
    rows: list[InventoryRow]
    """A row a group, in alphabetical order."""
    books: BookCount
    """How many books there are in all."""
    value: Amount
    """What all of them cost together."""


class SalesReport(Model):
    """What was sold in a period."""

    kind: Literal["sales"]
    """What it tells."""
    made_at: MadeAt
    first_day: Day
    """The first day of the period."""
    last_day: Day
    """The last day of the period."""
    rows: list[SalesRow]
    """A row a group, in alphabetical order."""
    truncated: bool
    """Whether groups beyond the first 10,000 are left out; the totals count them."""
    copies: Copies
    """How many copies were sold in all."""
    amount: Amount
    """What was taken for them together."""


ReportDocument = TypeAliasType("ReportDocument", InventoryReport | SalesReport | PopularReport)
"""What a report tells."""
