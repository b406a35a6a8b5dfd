# Generated from openapi/paths/books.yaml by `tenon generate`. Do not edit.
"""The Books operations, routed."""

from collections.abc import AsyncIterator

from generated.models.books import (
    Book,
    BookBatch,
    BookBatchResult,
    BookChanges,
    BookCursorPage,
    BookDraft,
    BookId,
    BookSelection,
    BookSelectionResult,
    ExportBooksQuery,
    ListBooksByCursorQuery,
    ListBooksQuery,
    SearchBooksQuery,
)
from generated.stubs.books import (
    BooksStub,
    ChangeBookOk,
    CreateBookCreated,
    GetBookNotModified,
    GetBookOk,
    ListBooksOk,
    ReplaceBookOk,
    SearchBooksOk,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def books_router(books: BooksStub) -> ContractRouter:
    """Routes to what answers the Books operations."""
    router = ContractRouter(books, tags=["books"])

    @router.get("/api/v1/books", status_code=200, operation_id="listBooks")
    async def list_books(query: ListBooksQuery) -> ListBooksOk:
        return await books.list_books(query)

    @router.post("/api/v1/books", status_code=201, operation_id="createBook")
    async def create_book(
        body: BookDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookCreated:
        return await books.create_book(body, principal=principal, idempotency_key=idempotency_key)

    @router.get("/api/v1/books/cursor", status_code=200, operation_id="listBooksByCursor")
    async def list_books_by_cursor(query: ListBooksByCursorQuery) -> BookCursorPage:
        return await books.list_books_by_cursor(query)

    @router.get("/api/v1/books/export", status_code=200, operation_id="exportBooks")
    def export_books(query: ExportBooksQuery) -> AsyncIterator[Book]:
        return books.export_books(query)

    @router.post("/api/v1/books/bulk", status_code=200, operation_id="createBooks")
    async def create_books(body: BookBatch, *, principal: Principal) -> BookBatchResult:
        return await books.create_books(body, principal=principal)

    @router.post("/api/v1/books/bulk-delete", status_code=200, operation_id="deleteBooks")
    async def delete_books(body: BookSelection, *, principal: Principal) -> BookSelectionResult:
        return await books.delete_books(body, principal=principal)

    @router.get(
        "/api/v1/books/search", status_code=200, operation_id="searchBooks", deprecated=True
    )
    async def search_books(query: SearchBooksQuery) -> SearchBooksOk:
        return await books.search_books(query)

    @router.get("/api/v1/books/{book_id}", status_code=200, operation_id="getBook")
    async def get_book(
        book_id: BookId, *, if_none_match: str | None = None
    ) -> GetBookOk | GetBookNotModified:
        return await books.get_book(book_id, if_none_match=if_none_match)

    @router.put("/api/v1/books/{book_id}", status_code=200, operation_id="replaceBook")
    async def replace_book(
        book_id: BookId, body: BookDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceBookOk:
        return await books.replace_book(book_id, body, principal=principal, if_match=if_match)

    @router.delete("/api/v1/books/{book_id}", status_code=204, operation_id="deleteBook")
    async def delete_book(
        book_id: BookId, *, principal: Principal, if_match: str | None = None
    ) -> None:
        return await books.delete_book(book_id, principal=principal, if_match=if_match)

    @router.patch("/api/v1/books/{book_id}", status_code=200, operation_id="changeBook")
    async def change_book(
        book_id: BookId, body: BookChanges, *, principal: Principal, if_match: str | None = None
    ) -> ChangeBookOk:
        return await books.change_book(book_id, body, principal=principal, if_match=if_match)

    return router
