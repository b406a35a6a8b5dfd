"""Litestar with msgspec: structs in, structs out.

A price is a float here: msgspec writes a Decimal as a string, and the contract wants a number.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Litestar, get, post
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import Parameter
from msgspec import Meta, Struct

from .models import Genre, Status, has_check_digit
from .shelf import Shelf, rows

Id = Annotated[int, Meta(ge=1, le=9007199254740991)]
Title = Annotated[str, Meta(min_length=1, max_length=300)]
AuthorName = Annotated[str, Meta(min_length=1, max_length=200)]
Isbn = Annotated[str, Meta(pattern=r"^([0-9]{9}[0-9X]|[0-9]{13})$")]
Year = Annotated[int, Meta(ge=-3000, le=2100)]
Description = Annotated[str, Meta(max_length=2000)]
Tag = Annotated[str, Meta(min_length=1, max_length=50)]
Tags = Annotated[list[Tag], Meta(max_length=10)]
Price = Annotated[float, Meta(ge=0, le=99999.99)]
SortBy = Literal["title", "author_name", "price", "created_at", "published_year"]


class BookDraft(Struct, forbid_unknown_fields=True):
    """What POST takes."""

    title: Title
    author_name: AuthorName
    isbn: Isbn
    genre: Genre
    price: Price
    published_year: Year | None = None
    description: Description | None = None
    tags: Tags = []
    status: Status = Status.AVAILABLE


class BookSummary(Struct):
    """A book in a page of books."""

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


class BookPage(Struct):
    """One page of books."""

    items: list[BookSummary]
    total: int
    page: int
    per_page: int
    total_pages: int
    has_next: bool
    has_prev: bool


def _summary(book: Book) -> BookSummary:
    fields = BookSummary.__struct_fields__
    return BookSummary(**{name: getattr(book, name) for name in fields})


shelf = Shelf(
    {book_id: msgspec.convert(row, Book) for book_id, row in rows().items()}, _summary, BookPage
)


@get("/api/v1/books")
async def list_books(
    search: Annotated[str | None, Parameter(min_length=2)] = None,
    genre: list[Genre] | None = None,
    status: list[Status] | None = None,
    author: str | None = None,
    tags: list[str] | None = None,
    any_tags: list[str] | None = None,
    min_price: float | None = None,
    max_price: float | None = None,
    published_after: int | None = None,
    published_before: int | None = None,
    sort_by: SortBy = "created_at",
    sort_order: Literal["asc", "desc"] = "desc",
    page: Annotated[int, Parameter(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Parameter(ge=1, le=100)] = 20,
) -> BookPage:
    """List books."""
    return shelf.page(page, per_page)


@post("/api/v1/books")
async def create_book(data: BookDraft) -> Book:
    """Add a book."""
    if not has_check_digit(data.isbn):
        raise ValidationException("The check digit is wrong.")
    book = Book(**msgspec.structs.asdict(data), **shelf.new())
    return shelf.add(book.id, book)


@get("/api/v1/books/{book_id:int}")
async def get_book(book_id: Annotated[int, Parameter(ge=1, le=9007199254740991)]) -> Book:
    """Read one book."""
    book = shelf.get(book_id)
    if book is None:
        raise NotFoundException(f"There is no book {book_id}.")
    return book


app = Litestar([list_books, create_book, get_book])
