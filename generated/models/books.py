# Generated from openapi/paths/books.yaml, openapi/schemas/books.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: books."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .authors import AuthorId, AuthorName
from .pages import Cursor, PageNumber, PageSize, SortOrder, Total
from .problems import ErrorCode, ErrorMessage, ErrorStatus, Existing

Genre = TypeAliasType(
    "Genre",
    Literal[
        "fiction",
        "non_fiction",
        "science_fiction",
        "fantasy",
        "mystery",
        "thriller",
        "romance",
        "horror",
        "historical",
        "biography",
        "history",
        "science",
        "technology",
        "philosophy",
        "poetry",
        "children",
    ],
)
"""The kind of book."""


BookStatus = TypeAliasType(
    "BookStatus", Literal["available", "checked_out", "reserved", "archived"]
)
"""Whether it can be had."""


TagDraft = TypeAliasType("TagDraft", Annotated[str, Field(max_length=50, min_length=1)])
"""A label as it is sent; its case and blanks at its ends do not matter."""


Price = TypeAliasType("Price", BoundedDecimal)
"""What it costs, to two decimals."""


Year = TypeAliasType("Year", Annotated[int, Field(ge=-3000, le=2100)])
"""A year of the common era, negative before it."""


BookSortField = TypeAliasType(
    "BookSortField", Literal["title", "author_name", "price", "created_at", "published_year"]
)
"""A field that books can be sorted by."""


BookTitle = TypeAliasType("BookTitle", Annotated[str, Field(max_length=300, min_length=1)])
"""The title, as on the cover."""


Isbn = TypeAliasType("Isbn", Annotated[str, Field(max_length=13, min_length=10)])
"""The ISBN, 10 or 13 digits without hyphens, the last of which checks the others."""


PublishedYear = TypeAliasType("PublishedYear", Annotated[int | None, Field(ge=-3000, le=2100)])
"""The year it was first published, negative before the common era, or null."""


BookDescription = TypeAliasType("BookDescription", Annotated[str | None, Field(max_length=2000)])
"""What it is about, or null."""


TagDrafts = TypeAliasType("TagDrafts", list[TagDraft])
"""Labels to put on it; those that differ only in case or blanks are one."""


BookId = TypeAliasType("BookId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of a book, given by the service."""


CoverUrl = TypeAliasType("CoverUrl", Annotated[str | None, Field(max_length=200)])
"""Where its cover is, or null while it has none."""


Tag = TypeAliasType("Tag", Annotated[str, Field(max_length=100, min_length=1)])
"""A label as it is kept, in lower case, with single blanks and none outside."""


BatchIndex = TypeAliasType("BatchIndex", Annotated[int, Field(ge=0, le=99)])
"""The place of the book in the batch, counted from 0."""


class ListBooksQuery(Model):
    """Query parameters of listBooks."""

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


class ListBooksByCursorQuery(Model):
    """Query parameters of listBooksByCursor."""

    model_config = ConfigDict(
        extra="forbid",
    )
    cursor: Cursor | MISSING = MISSING
    """Where to read on, as an earlier page said it; without one, the first page."""
    limit: PageSize = 20
    """How many items to read at most."""


class ExportBooksQuery(Model):
    """Query parameters of exportBooks."""

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


class SearchBooksQuery(Model):
    """Query parameters of searchBooks."""

    model_config = ConfigDict(
        extra="forbid",
    )
    q: Annotated[str, Field(max_length=100, min_length=2)]
    """Books with this text in their title or their author's name, in upper or lower case."""
    limit: PageSize = 20
    """How many items to read at most."""


class BookDraft(Model):
    """A book as it is added, or as it replaces another."""

    model_config = ConfigDict(
        extra="forbid",
    )
    title: BookTitle
    author_name: AuthorName
    isbn: Isbn
    genre: Genre
    published_year: PublishedYear = None
    price: Price
    description: BookDescription = None
    tags: TagDrafts = []
    status: BookStatus = "available"


class BookBatch(Model):
    """Books to add together."""

    model_config = ConfigDict(
        extra="forbid",
    )
    books: list[BookDraft]
    """The books, whose places are counted from 0 in the answer."""


class BookSelection(Model):
    """Books to delete together."""

    model_config = ConfigDict(
        extra="forbid",
    )
    ids: list[BookId]
    """The ids of the books."""


class BookSelectionResult(Model):
    """What became of a selection of books."""

    deleted: list[BookId]
    """The ids of the books that were deleted."""
    not_found: list[BookId]
    """The ids that no book has."""


class BookChanges(Model):
    """The fields of a book that are to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    title: BookTitle | MISSING = MISSING
    author_name: AuthorName | MISSING = MISSING
    isbn: Isbn | MISSING = MISSING
    genre: Genre | MISSING = MISSING
    published_year: PublishedYear | MISSING = MISSING
    price: Price | MISSING = MISSING
    description: BookDescription | MISSING = MISSING
    tags: TagDrafts | MISSING = MISSING
    status: BookStatus | MISSING = MISSING


Tags = TypeAliasType("Tags", list[Tag])
"""Its labels, each once, in the order they were given."""


class BookBatchError(Model):
    """A book of the batch that was not added."""

    index: BatchIndex
    status: ErrorStatus
    code: ErrorCode
    message: ErrorMessage
    existing: Existing | MISSING = MISSING


class Book(Model):
    """A book in full."""

    id: BookId
    title: BookTitle
    author_id: AuthorId
    author_name: AuthorName
    isbn: Isbn
    genre: Genre
    published_year: PublishedYear
    price: Price
    description: BookDescription
    tags: Tags
    status: BookStatus
    average_rating: float | None
    """The mean of its ratings, to two decimals, or null while it has no reviews."""
    review_count: Annotated[int, Field(ge=0, le=9007199254740991)]
    """How many reviews it has."""
    cover_url: CoverUrl
    created_at: DateTime
    """When it was added."""
    updated_at: DateTime
    """When it last changed."""


class BookSummary(Model):
    """A book as lists show it."""

    id: BookId
    title: BookTitle
    author_id: AuthorId
    author_name: AuthorName
    isbn: Isbn
    genre: Genre
    published_year: PublishedYear
    price: Price
    tags: Tags
    status: BookStatus
    created_at: DateTime
    """When it was added."""


class BookBatchItem(Model):
    """A book of the batch that was added."""

    index: BatchIndex
    book: Book


class BookPage(Model):
    """A page of books."""

    items: list[BookSummary]
    """The books of this page."""
    total: Total
    """How many books all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""


class BookCursorPage(Model):
    """The books at a cursor."""

    items: list[BookSummary]
    """The books of this page."""
    next_cursor: Annotated[str | None, Field(max_length=500, min_length=1)]
    """The cursor of the next page, or null where this is the last."""
    prev_cursor: Annotated[str | None, Field(max_length=500, min_length=1)]
    """The cursor of the page before, or null where this is the first."""
    has_more: bool
    """Whether a page follows."""


class BookBatchResult(Model):
    """What became of a batch of books."""

    created: list[BookBatchItem]
    """The books that were added."""
    errors: list[BookBatchError]
    """The books that were not added."""


class BookSearchResult(Model):
    """The books that a search found."""

    items: list[BookSummary]
    """The newest of them."""
    total: Total
    """How many there are in all."""
