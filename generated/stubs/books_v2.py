# Generated from openapi/paths/books-v2.yaml by `tenon generate`. Do not edit.
"""What a handler of the Books v2 operations must do."""

from typing import Protocol

from generated.models.books import BookId
from generated.models.books_v2 import BookV2Document, BookV2Draft, BookV2Page, ListBooksV2Query
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListBooksV2Ok(Reply[BookV2Page]):
    """200: A page of books."""

    status = 200

    def __init__(self, body: BookV2Page, *, link: str) -> None:
        self.body = body
        self.headers = {"link": link}


class CreateBookV2Created(Reply[BookV2Document]):
    """201: The book as it was added."""

    status = 201

    def __init__(self, body: BookV2Document, *, location: str, etag: str) -> None:
        self.body = body
        self.headers = {"location": location, "etag": etag}


class GetBookV2Ok(Reply[BookV2Document]):
    """200: The book."""

    status = 200

    def __init__(self, body: BookV2Document, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetBookV2NotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class BooksV2Stub(Protocol):
    """Answers the Books v2 operations."""

    async def list_books_v2(self, query: ListBooksV2Query) -> ListBooksV2Ok:
        """List books.

        Answers a page of the books that match every filter, newest first unless sorted.

        listBooksV2: GET /api/v2/books
        """

    async def create_book_v2(
        self, body: BookV2Draft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookV2Created:
        """Add a book.

        Links the book to the author of that name, creating the author where there is none.

        createBookV2: POST /api/v2/books
        """

    async def get_book_v2(
        self, book_id: BookId, *, if_none_match: str | None = None
    ) -> GetBookV2Ok | GetBookV2NotModified:
        """Read a book.

        Answers the book in full, or 304 to one who has its current version.

        getBookV2: GET /api/v2/books/{book_id}
        """
