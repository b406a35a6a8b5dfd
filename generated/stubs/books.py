# Generated from openapi/paths/books.yaml by `tenon generate`. Do not edit.
"""What a handler of the Books operations must do."""

from collections.abc import AsyncIterator
from typing import Protocol

from generated.models.books import (
    Book,
    BookBatch,
    BookBatchResult,
    BookChanges,
    BookCursorPage,
    BookDraft,
    BookId,
    BookPage,
    BookSearchResult,
    BookSelection,
    BookSelectionResult,
    ExportBooksQuery,
    ListBooksByCursorQuery,
    ListBooksQuery,
    SearchBooksQuery,
)
from generated.models.pages import Total
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListBooksOk(Reply[BookPage]):
    """200: A page of books."""

    status = 200

    def __init__(self, body: BookPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateBookCreated(Reply[Book]):
    """201: The book as it was added."""

    status = 201

    def __init__(self, body: Book, *, location: str, etag: str) -> None:
        self.body = body
        self.headers = {"location": location, "etag": etag}


class SearchBooksOk(Reply[BookSearchResult]):
    """200: The books that were found."""

    status = 200

    def __init__(
        self,
        body: BookSearchResult,
        *,
        deprecation: str | None = None,
        sunset: str | None = None,
        link: str | None = None,
    ) -> None:
        self.body = body
        self.headers = {"deprecation": deprecation, "sunset": sunset, "link": link}


class GetBookOk(Reply[Book]):
    """200: The book."""

    status = 200

    def __init__(self, body: Book, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetBookNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ReplaceBookOk(Reply[Book]):
    """200: The book as it is now."""

    status = 200

    def __init__(self, body: Book, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ChangeBookOk(Reply[Book]):
    """200: The book as it is now."""

    status = 200

    def __init__(self, body: Book, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class BooksStub(Protocol):
    """Answers the Books operations."""

    async def list_books(self, query: ListBooksQuery) -> ListBooksOk:
        """List books.

        Answers a page of the books that match every filter, newest first unless sorted.

        listBooks: GET /api/v1/books
        """

    async def create_book(
        self, body: BookDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookCreated:
        """Add a book.

        Links the book to the author of that name, creating the author where there is none.

        createBook: POST /api/v1/books
        """

    async def list_books_by_cursor(self, query: ListBooksByCursorQuery) -> BookCursorPage:
        """List books by cursor.

        Walks through all books, newest first, never repeating or skipping one while others
        come and go.

        listBooksByCursor: GET /api/v1/books/cursor
        """

    def export_books(self, query: ExportBooksQuery) -> AsyncIterator[Book]:
        """Export books.

        Streams the books that match every filter in full, one to a line, newest first.

        exportBooks: GET /api/v1/books/export
        """

    async def create_books(self, body: BookBatch, *, principal: Principal) -> BookBatchResult:
        """Add many books.

        Adds each book on its own, and one whose ISBN is taken does not stop the others.

        createBooks: POST /api/v1/books/bulk
        """

    async def delete_books(
        self, body: BookSelection, *, principal: Principal
    ) -> BookSelectionResult:
        """Delete many books.

        Deletes those books that exist, with their reviews, and names those that do not.

        deleteBooks: POST /api/v1/books/bulk-delete
        """

    async def search_books(self, query: SearchBooksQuery) -> SearchBooksOk:
        """Search books.

        Answers the newest books with the text in their title or their author's name.

        searchBooks: GET /api/v1/books/search
        """

    async def get_book(
        self, book_id: BookId, *, if_none_match: str | None = None
    ) -> GetBookOk | GetBookNotModified:
        """Read a book.

        Answers the detail view, or 304 to one who has its current version.

        getBook: GET /api/v1/books/{book_id}
        """

    async def replace_book(
        self, book_id: BookId, body: BookDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceBookOk:
        """Replace a book.

        Sets every field, absent ones to their defaults.

        replaceBook: PUT /api/v1/books/{book_id}
        """

    async def delete_book(
        self, book_id: BookId, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete a book.

        Deletes the book and its reviews; its author stays.

        deleteBook: DELETE /api/v1/books/{book_id}
        """

    async def change_book(
        self,
        book_id: BookId,
        body: BookChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeBookOk:
        """Change a book.

        Sets the fields that are present and leaves the others; an empty change is a 400.

        changeBook: PATCH /api/v1/books/{book_id}
        """
