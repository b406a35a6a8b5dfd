# Generated from openapi/paths/admin.yaml, openapi/schemas/admin.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: admin."""

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .books import Book
from .pages import Cursor, PageNumber, PageSize
from .reviews import ReviewStatus

Subject = TypeAliasType("Subject", Annotated[str, Field(max_length=500, min_length=1)])
"""Who did it; the part before the colon says how they are known."""


AuditAction = TypeAliasType("AuditAction", Annotated[str, Field(max_length=100, min_length=1)])
"""What was done, as the operationId of what does it."""


AuditKind = TypeAliasType("AuditKind", Annotated[str, Field(max_length=100, min_length=1)])
"""The kind of thing it was done to."""


AuditTarget = TypeAliasType("AuditTarget", Annotated[str, Field(max_length=500, min_length=1)])
"""The id of the thing it was done to, as text."""


class AuditRecord(Model):
    """Who did what, when, to what."""

    id: Annotated[int, Field(ge=1, le=9007199254740991)]
    """The number of the record, given by the service."""
    at: DateTime
    """When it was done."""
    by: Subject
    action: AuditAction
    kind: AuditKind
    target: AuditTarget


InternalNotes = TypeAliasType("InternalNotes", Annotated[str | None, Field(max_length=2000)])
"""What the keepers of the catalogue tell each other about it, or null."""


Cost = TypeAliasType("Cost", BoundedDecimal | None)
"""What it costs the keepers of the catalogue, to two decimals, or null."""


class ListAuditRecordsQuery(Model):
    """Query parameters of listAuditRecords."""

    model_config = ConfigDict(
        extra="forbid",
    )
    by: Subject | MISSING = MISSING
    """What this caller did."""
    action: AuditAction | MISSING = MISSING
    """What was done by this operation."""
    kind: AuditKind | MISSING = MISSING
    """What was done to things of this kind."""
    target: AuditTarget | MISSING = MISSING
    """What was done to things with this id; ids of different kinds may be the same."""
    after: DateTime | MISSING = MISSING
    """What was done at this moment or later."""
    before: DateTime | MISSING = MISSING
    """What was done at this moment or earlier."""
    cursor: Cursor | MISSING = MISSING
    """Where to read on, as an earlier page said it; without one, the first page."""
    limit: PageSize = 20
    """How many items to read at most."""


class ListModeratedReviewsQuery(Model):
    """Query parameters of listModeratedReviews."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: list[ReviewStatus] | MISSING = MISSING
    """Reviews in any of these states."""
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class AuditPage(Model):
    """The records at a cursor."""

    items: list[AuditRecord]
    """The records of this page."""
    next_cursor: Annotated[str | None, Field(max_length=500, min_length=1)]
    """The cursor of the next page, or null where this is the last."""
    has_more: bool
    """Whether a page follows."""


class AdminBookDraft(Model):
    """What only admins see of a book, as it replaces what is there."""

    model_config = ConfigDict(
        extra="forbid",
    )
    internal_notes: InternalNotes = None
    cost: Cost = None


class AdminBookChanges(Model):
    """The fields that only admins see and that are to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    internal_notes: InternalNotes | MISSING = MISSING
    cost: Cost | MISSING = MISSING


class AdminBook(Book):
    """A book in full, with what only admins see."""

    internal_notes: InternalNotes
    cost: Cost
    margin: BoundedDecimal | None
    """Its price less its cost, to the cent, or null while the cost is not known."""
    margin_percent: float | None
    """The margin as a share of the price, to two decimals, or null where the cost is not known or the price is zero."""
