# Generated from openapi/paths/reviews.yaml, openapi/schemas/reviews.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: reviews."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .books import BookId
from .pages import PageNumber, PageSize, Total

Rating = TypeAliasType("Rating", Annotated[int, Field(ge=1, le=5)])
"""How good the reader found the book, from 1 to 5."""


ReviewTitle = TypeAliasType(
    "ReviewTitle", Annotated[str | None, Field(max_length=200, min_length=1)]
)
"""The review in a few words, or null."""


ReviewText = TypeAliasType(
    "ReviewText", Annotated[str | None, Field(max_length=2000, min_length=1)]
)
"""The review at length, or null."""


ReviewId = TypeAliasType("ReviewId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of a review, given by the service."""


Reviewer = TypeAliasType("Reviewer", Annotated[str, Field(max_length=200, min_length=1)])
"""Who wrote the review, by the name they had then."""


ReviewStatus = TypeAliasType("ReviewStatus", Literal["published", "hidden", "rejected"])
"""Whether it is shown to all (published), or only to its writer and moderators."""


ModerationReason = TypeAliasType(
    "ModerationReason", Annotated[str | None, Field(max_length=500, min_length=1)]
)
"""Why a moderator decided so, for whoever sees the review, or null."""


class ListReviewsQuery(Model):
    """Query parameters of listReviews."""

    model_config = ConfigDict(
        extra="forbid",
    )
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class ReviewDraft(Model):
    """A review as it is added."""

    model_config = ConfigDict(
        extra="forbid",
    )
    rating: Rating
    title: ReviewTitle = None
    text: ReviewText = None


class Review(Model):
    """What a reader says of a book."""

    id: ReviewId
    book_id: BookId
    rating: Rating
    title: ReviewTitle
    text: ReviewText
    reviewer: Reviewer
    status: ReviewStatus
    reason: ModerationReason
    created_at: DateTime
    """When it was added."""
    updated_at: DateTime
    """When it last changed."""


class ReviewChanges(Model):
    """The fields of a review that are to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    rating: Rating | MISSING = MISSING
    title: ReviewTitle | MISSING = MISSING
    text: ReviewText | MISSING = MISSING


class ReviewModeration(Model):
    """What a moderator decided about a review."""

    model_config = ConfigDict(
        extra="forbid",
    )
    status: ReviewStatus
    reason: ModerationReason = None


class ReviewPage(Model):
    """A page of reviews."""

    items: list[Review]
    """The reviews of this page."""
    total: Total
    """How many reviews all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""
