# Generated from openapi/paths/books-v2.yaml, openapi/schemas/books-v2.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: books v2."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .authors import AuthorId, AuthorName
from .books import (
    BookDescription,
    BookId,
    BookSortField,
    BookStatus,
    BookTitle,
    Genre,
    Isbn,
    Price,
    PublishedYear,
    TagDraft,
    TagDrafts,
    Tags,
    Year,
)
from .pages import PageNumber, PageSize, SortOrder, Total


class Pagination(Model):
    """Where a page stands among the others."""

    total: Total
    """How many items all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""


class BookV2AuthorDraft(Model):
    """Who wrote the book, by name."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: AuthorName


class BookV2MetadataDraft(Model):
    """What is known about the book."""

    model_config = ConfigDict(
        extra="forbid",
    )
    genre: Genre
    tags: TagDrafts = []
    published_year: PublishedYear = None


class BookV2Author(Model):
    """Who wrote the book."""

    id: AuthorId
    name: AuthorName


Currency = TypeAliasType("Currency", Literal["USD"])
"""The currency (ISO 4217); the catalogue keeps one."""


Href = TypeAliasType("Href", Annotated[str, Field(max_length=2000)])
"""A reference to another resource."""


class ListBooksV2Query(Model):
    """Query parameters of listBooksV2."""

    model_config = ConfigDict(
        extra="forbid",
    )
    search: Annotated[str | MISSING, Field(max_length=100, min_length=2)] = MISSING
    """Books with this text in their title or their author's name, in upper or lower case."""
    genre: list[Genre] | MISSING = MISSING
    """Books of any of these genres."""
    status: list[BookStatus] | MISSING = MISSING
    """Books in any of these states."""
    author: Annotated[str | MISSING, Field(max_length=200, min_length=1)] = MISSING
    """Books by authors with this text in their name, in upper or lower case."""
    tags: list[TagDraft] | MISSING = MISSING
    """Books with all of these tags."""
    any_tags: list[TagDraft] | MISSING = MISSING
    """Books with any of these tags."""
    min_price: Price | MISSING = MISSING
    """Books at this price or above."""
    max_price: Price | MISSING = MISSING
    """Books at this price or below."""
    published_after: Year | MISSING = MISSING
    """Books published in this year or later."""
    published_before: Year | MISSING = MISSING
    """Books published in this year or earlier."""
    sort_by: BookSortField = "created_at"
    """What books are sorted by; those that are equal in it are sorted by id."""
    sort_order: SortOrder = "desc"
    """Whether what is sorted rises or falls."""
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class PricingDraft(Model):
    """What the book is to cost."""

    model_config = ConfigDict(
        extra="forbid",
    )
    amount: Price
    currency: Currency = "USD"


class Pricing(Model):
    """What the book costs."""

    amount: Price
    currency: Currency


class BookV2SummaryMetadata(Model):
    """What lists tell about the book."""

    genre: Genre
    tags: Tags
    published_year: PublishedYear
    created_at: DateTime
    """When it was added."""


class BookV2Links(Model):
    """Where to find the book and what belongs to it."""

    self_: Annotated[Href, Field(alias="self")]
    """Where to find the book."""
    author: Href
    """Where to find its author."""
    reviews: Href
    """Where to find what readers say of it."""


class BookV2Metadata(Model):
    """What is known about the book."""

    genre: Genre
    tags: Tags
    published_year: PublishedYear
    average_rating: float | None
    """The mean of its ratings, to two decimals, or null while it has no reviews."""
    review_count: Annotated[int, Field(ge=0, le=9007199254740991)]
    """How many reviews it has."""
    created_at: DateTime
    """When it was added."""
    updated_at: DateTime
    """When it last changed."""


class BookV2Draft(Model):
    """A book as it is added."""

    model_config = ConfigDict(
        extra="forbid",
    )
    title: BookTitle
    isbn: Isbn
    status: BookStatus = "available"
    description: BookDescription = None
    author: BookV2AuthorDraft
    pricing: PricingDraft
    metadata: BookV2MetadataDraft


class BookV2Summary(Model):
    """A book as lists show it."""

    id: BookId
    title: BookTitle
    isbn: Isbn
    status: BookStatus
    author: BookV2Author
    pricing: Pricing
    metadata: BookV2SummaryMetadata
    links: BookV2Links


class BookV2(Model):
    """A book in full."""

    id: BookId
    title: BookTitle
    isbn: Isbn
    status: BookStatus
    description: BookDescription
    author: BookV2Author
    pricing: Pricing
    metadata: BookV2Metadata
    links: BookV2Links


class BookV2Page(Model):
    """A page of books."""

    data: list[BookV2Summary]
    """The books of this page."""
    pagination: Pagination


class BookV2Document(Model):
    """A book, and room for what may come beside it."""

    data: BookV2
