# Generated from openapi/paths/covers.yaml by `tenon generate`. Do not edit.
"""The Covers operations, routed."""

from generated.models.books import BookId
from generated.stubs.covers import (
    CoversStub,
    GetBookCoverNotModified,
    GetBookCoverOk,
    GetBookCoverPartialContent,
    ReplaceBookCoverOk,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal
from tenon.runtime.upload import ByteStream


def covers_router(covers: CoversStub) -> ContractRouter:
    """Routes to what answers the Covers operations."""
    router = ContractRouter(covers, tags=["covers"])

    @router.get("/api/v1/books/{book_id}/cover", status_code=200, operation_id="getBookCover")
    async def get_book_cover(
        book_id: BookId,
        *,
        range: str | None = None,
        if_range: str | None = None,
        if_none_match: str | None = None,
    ) -> GetBookCoverOk | GetBookCoverPartialContent | GetBookCoverNotModified:
        return await covers.get_book_cover(
            book_id, range=range, if_range=if_range, if_none_match=if_none_match
        )

    @router.put("/api/v1/books/{book_id}/cover", status_code=200, operation_id="replaceBookCover")
    async def replace_book_cover(
        book_id: BookId, body: ByteStream, *, principal: Principal
    ) -> ReplaceBookCoverOk:
        return await covers.replace_book_cover(book_id, body, principal=principal)

    @router.delete("/api/v1/books/{book_id}/cover", status_code=204, operation_id="deleteBookCover")
    async def delete_book_cover(book_id: BookId, *, principal: Principal) -> None:
        return await covers.delete_book_cover(book_id, principal=principal)

    return router
