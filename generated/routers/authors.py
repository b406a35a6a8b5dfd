# Generated from openapi/paths/authors.yaml by `tenon generate`. Do not edit.
"""The Authors operations, routed."""

from generated.models.authors import (
    AuthorChanges,
    AuthorDraft,
    AuthorId,
    ListAuthorBooksQuery,
    ListAuthorsQuery,
)
from generated.stubs.authors import (
    AuthorsStub,
    ChangeAuthorOk,
    CreateAuthorCreated,
    GetAuthorNotModified,
    GetAuthorOk,
    ListAuthorBooksOk,
    ListAuthorsOk,
    ReplaceAuthorOk,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def authors_router(authors: AuthorsStub) -> ContractRouter:
    """Routes to what answers the Authors operations."""
    router = ContractRouter(authors, tags=["authors"])

    @router.get("/api/v1/authors", status_code=200, operation_id="listAuthors")
    async def list_authors(query: ListAuthorsQuery) -> ListAuthorsOk:
        return await authors.list_authors(query)

    @router.post("/api/v1/authors", status_code=201, operation_id="createAuthor")
    async def create_author(body: AuthorDraft, *, principal: Principal) -> CreateAuthorCreated:
        return await authors.create_author(body, principal=principal)

    @router.get("/api/v1/authors/{author_id}", status_code=200, operation_id="getAuthor")
    async def get_author(
        author_id: AuthorId, *, if_none_match: str | None = None
    ) -> GetAuthorOk | GetAuthorNotModified:
        return await authors.get_author(author_id, if_none_match=if_none_match)

    @router.put("/api/v1/authors/{author_id}", status_code=200, operation_id="replaceAuthor")
    async def replace_author(
        author_id: AuthorId, body: AuthorDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceAuthorOk:
        return await authors.replace_author(author_id, body, principal=principal, if_match=if_match)

    @router.delete("/api/v1/authors/{author_id}", status_code=204, operation_id="deleteAuthor")
    async def delete_author(
        author_id: AuthorId, *, principal: Principal, if_match: str | None = None
    ) -> None:
        return await authors.delete_author(author_id, principal=principal, if_match=if_match)

    @router.patch("/api/v1/authors/{author_id}", status_code=200, operation_id="changeAuthor")
    async def change_author(
        author_id: AuthorId,
        body: AuthorChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeAuthorOk:
        return await authors.change_author(author_id, body, principal=principal, if_match=if_match)

    @router.get(
        "/api/v1/authors/{author_id}/books", status_code=200, operation_id="listAuthorBooks"
    )
    async def list_author_books(
        author_id: AuthorId, query: ListAuthorBooksQuery
    ) -> ListAuthorBooksOk:
        return await authors.list_author_books(author_id, query)

    return router
