"""The authors, answered from the store."""

from __future__ import annotations

from generated.models.authors import (
    Author,
    AuthorChanges,
    AuthorDraft,
    AuthorPage,
    ListAuthorBooksQuery,
    ListAuthorsQuery,
)
from generated.models.books import BookPage, BookSummary
from generated.stubs.authors import (
    ChangeAuthorOk,
    CreateAuthorCreated,
    GetAuthorNotModified,
    GetAuthorOk,
    ListAuthorBooksOk,
    ListAuthorsOk,
    ReplaceAuthorOk,
)
from handlers import store
from handlers.pages import links, page_of
from handlers.refusals import taken
from handlers.store import BookFilters, BookSort, HasBooksError, Store, TakenError
from tenon.runtime.conditions import is_current, strong_tags
from tenon.runtime.problem import Conflict, NotFound
from tenon.runtime.security import Principal

PATH = "/api/v1/authors"


class Authors:
    """The authors."""

    def __init__(self, store: Store) -> None:
        self._authors = store.authors
        self._books = store.books

    async def list_authors(self, query: ListAuthorsQuery) -> ListAuthorsOk:
        """A page of the authors, by name."""
        page, per_page = query.page, query.per_page
        found = await self._authors.page(page, per_page)
        return ListAuthorsOk(
            page_of(AuthorPage, Author, found, page, per_page),
            link=links(PATH, query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_author(
        self, body: AuthorDraft, *, principal: Principal
    ) -> CreateAuthorCreated:
        """Add an author."""
        try:
            entry = await self._authors.add(
                store.AuthorDraft(**body.model_dump()), by=principal.subject
            )
        except TakenError as error:
            raise taken(f"The name {body.name}", error.existing, PATH) from None
        author = Author.trusted(entry.fields)
        return CreateAuthorCreated(author, location=f"{PATH}/{author.id}", etag=entry.etag)

    async def get_author(
        self, author_id: int, *, if_none_match: str | None = None
    ) -> GetAuthorOk | GetAuthorNotModified:
        """An author."""
        entry = await self._authors.get(author_id)
        if entry is None:
            raise NotFound("There is no author with this id.")
        if is_current(if_none_match, entry.etag):
            return GetAuthorNotModified(etag=entry.etag)
        return GetAuthorOk(Author.trusted(entry.fields), etag=entry.etag)

    async def replace_author(
        self,
        author_id: int,
        body: AuthorDraft,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplaceAuthorOk:
        """Give an author all the fields of a draft."""
        draft = store.AuthorDraft(**body.model_dump())
        try:
            entry = await self._authors.replace(
                author_id, draft, by=principal.subject, if_match=strong_tags(if_match)
            )
        except TakenError as error:
            raise taken(f"The name {body.name}", error.existing, PATH) from None
        return ReplaceAuthorOk(Author.trusted(entry.fields), etag=entry.etag)

    async def change_author(
        self,
        author_id: int,
        body: AuthorChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeAuthorOk:
        """Give an author the fields that were sent."""
        changes = body.model_dump()
        try:
            entry = await self._authors.change(
                author_id, changes, by=principal.subject, if_match=strong_tags(if_match)
            )
        except TakenError as error:
            raise taken(f"The name {changes['name']}", error.existing, PATH) from None
        return ChangeAuthorOk(Author.trusted(entry.fields), etag=entry.etag)

    async def delete_author(
        self, author_id: int, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete an author who has no books."""
        try:
            await self._authors.delete(
                author_id, by=principal.subject, if_match=strong_tags(if_match)
            )
        except HasBooksError as error:
            books = "1 book" if error.count == 1 else f"{error.count} books"
            raise Conflict(f"The author still has {books} in the catalogue.") from None

    async def list_author_books(
        self, author_id: int, query: ListAuthorBooksQuery
    ) -> ListAuthorBooksOk:
        """A page of an author's books, newest first."""
        if await self._authors.get(author_id) is None:
            raise NotFound("There is no author with this id.")
        page, per_page = query.page, query.per_page
        filters = BookFilters(author_id=author_id)
        found = await self._books.page(filters, BookSort(), page, per_page)
        return ListAuthorBooksOk(
            page_of(BookPage, BookSummary, found, page, per_page),
            link=links(f"{PATH}/{author_id}/books", query, page, per_page, found.total),
            x_total_count=found.total,
        )
