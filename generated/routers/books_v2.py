# Generated from openapi/paths/books-v2.yaml by `tenon generate`. Do not edit.
"""The Books v2 operations, routed."""

from generated.models.books import BookId
from generated.models.books_v2 import BookV2Draft, ListBooksV2Query
from generated.stubs.books_v2 import (
    BooksV2Stub,
    CreateBookV2Created,
    GetBookV2NotModified,
    GetBookV2Ok,
    ListBooksV2Ok,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def books_v2_router(books_v2: BooksV2Stub) -> ContractRouter:
    """Routes to what answers the Books v2 operations."""
    router = ContractRouter(books_v2, tags=["books-v2"])

    @router.get("/api/v2/books", status_code=200, operation_id="listBooksV2")
    async def list_books_v2(query: ListBooksV2Query) -> ListBooksV2Ok:
        return await books_v2.list_books_v2(query)

    @router.post("/api/v2/books", status_code=201, operation_id="createBookV2")
    async def create_book_v2(
        body: BookV2Draft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateBookV2Created:
        return await books_v2.create_book_v2(
            body, principal=principal, idempotency_key=idempotency_key
        )

    @router.get("/api/v2/books/{book_id}", status_code=200, operation_id="getBookV2")
    async def get_book_v2(
        book_id: BookId, *, if_none_match: str | None = None
    ) -> GetBookV2Ok | GetBookV2NotModified:
        return await books_v2.get_book_v2(book_id, if_none_match=if_none_match)

    return router
