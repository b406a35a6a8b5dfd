"""The books as idiomatic Pydantic models, one for one with the schemas of the contract."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator

Id = Annotated[int, Field(ge=1, le=9007199254740991)]
Title = Annotated[str, Field(min_length=1, max_length=300)]
AuthorName = Annotated[str, Field(min_length=1, max_length=200)]
Isbn = Annotated[str, Field(pattern=r"^([0-9]{9}[0-9X]|[0-9]{13})$")]
Year = Annotated[int, Field(ge=-3000, le=2100)]
Description = Annotated[str, Field(max_length=2000)]
Tag = Annotated[str, Field(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=10)]
Price = Annotated[
    Decimal,
    Field(ge=0, le=Decimal("99999.99"), decimal_places=2),
    PlainSerializer(float, return_type=float, when_used="json"),
]


class Genre(StrEnum):
    """The shelf a book stands on."""

    FICTION = "fiction"
    NON_FICTION = "non_fiction"
    SCIENCE_FICTION = "science_fiction"
    FANTASY = "fantasy"
    MYSTERY = "mystery"
    THRILLER = "thriller"
    ROMANCE = "romance"
    HORROR = "horror"
    HISTORICAL = "historical"
    BIOGRAPHY = "biography"
    HISTORY = "history"
    SCIENCE = "science"
    TECHNOLOGY = "technology"
    PHILOSOPHY = "philosophy"
    POETRY = "poetry"
    CHILDREN = "children"


class Status(StrEnum):
    """Whether a book can be had."""

    AVAILABLE = "available"
    CHECKED_OUT = "checked_out"
    RESERVED = "reserved"
    ARCHIVED = "archived"


def has_check_digit(isbn: str) -> bool:
    """Whether the last digit of an ISBN-10 or ISBN-13 is the one its others demand (ISO 2108)."""
    digits = [10 if mark == "X" else int(mark) for mark in isbn]
    if len(digits) == 13:
        return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), 1)) % 11 == 0


class BookDraft(BaseModel):
    """What POST takes."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    author_name: AuthorName
    isbn: Isbn
    genre: Genre
    price: Price
    published_year: Year | None = None
    description: Description | None = None
    tags: Tags = []
    status: Status = Status.AVAILABLE

    @field_validator("isbn")
    @classmethod
    def check_digit(cls, isbn: str) -> str:
        """Refuse an ISBN whose check digit is wrong."""
        if not has_check_digit(isbn):
            raise ValueError("The check digit is wrong.")
        return isbn


class BookSummary(BaseModel):
    """A book in a page of books."""

    model_config = ConfigDict(from_attributes=True)

    id: Id
    title: Title
    author_id: Id
    author_name: AuthorName
    isbn: Isbn
    genre: Genre
    published_year: Year | None
    price: Price
    tags: Tags
    status: Status
    created_at: datetime


class Book(BookSummary):
    """A book by itself."""

    description: Description | None
    updated_at: datetime
    average_rating: float | None
    review_count: int
    cover_url: str | None


class BookPage(BaseModel):
    """One page of books."""

    items: list[BookSummary]
    total: int
    page: int
    per_page: int
    total_pages: int
    has_next: bool
    has_prev: bool


class BookQuery(BaseModel):
    """How a list of books is searched, sorted and paged."""

    model_config = ConfigDict(extra="forbid")

    search: Annotated[str, Field(min_length=2)] | None = None
    genre: list[Genre] = []
    status: list[Status] = []
    author: str | None = None
    tags: list[str] = []
    any_tags: list[str] = []
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    published_after: int | None = None
    published_before: int | None = None
    sort_by: str = Field(
        default="created_at", pattern="^(title|author_name|price|created_at|published_year)$"
    )
    sort_order: str = Field(default="desc", pattern="^(asc|desc)$")
    page: int = Field(default=1, ge=1, le=1_000_000)
    per_page: int = Field(default=20, ge=1, le=100)
