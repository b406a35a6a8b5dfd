# Generated from openapi/paths/authors.yaml by `tenon generate`. Do not edit.
"""What a handler of the Authors operations must do."""

from typing import Protocol

from generated.models.authors import (
    Author,
    AuthorChanges,
    AuthorDraft,
    AuthorId,
    AuthorPage,
    ListAuthorBooksQuery,
    ListAuthorsQuery,
)
from generated.models.books import BookPage
from generated.models.pages import Total
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListAuthorsOk(Reply[AuthorPage]):
    """200: A page of authors."""

    status = 200

    def __init__(self, body: AuthorPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateAuthorCreated(Reply[Author]):
    """201: The author as they were added."""

    status = 201

    def __init__(self, body: Author, *, location: str, etag: str) -> None:
        self.body = body
        self.headers = {"location": location, "etag": etag}


class GetAuthorOk(Reply[Author]):
    """200: The author."""

    status = 200

    def __init__(self, body: Author, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetAuthorNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ReplaceAuthorOk(Reply[Author]):
    """200: The author as they are now."""

    status = 200

    def __init__(self, body: Author, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ChangeAuthorOk(Reply[Author]):
    """200: The author as they are now."""

    status = 200

    def __init__(self, body: Author, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ListAuthorBooksOk(Reply[BookPage]):
    """200: A page of books."""

    status = 200

    def __init__(self, body: BookPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class AuthorsStub(Protocol):
    """Answers the Authors operations."""

    async def list_authors(self, query: ListAuthorsQuery) -> ListAuthorsOk:
        """List authors.

        Answers a page of all authors, by name.

        listAuthors: GET /api/v1/authors
        """

    async def create_author(
        self, body: AuthorDraft, *, principal: Principal
    ) -> CreateAuthorCreated:
        """Add an author.

        Adds an author who has no books yet; 409 when the name is taken.

        createAuthor: POST /api/v1/authors
        """

    async def get_author(
        self, author_id: AuthorId, *, if_none_match: str | None = None
    ) -> GetAuthorOk | GetAuthorNotModified:
        """Read an author.

        Answers the author, or 304 to one who has the current version.

        getAuthor: GET /api/v1/authors/{author_id}
        """

    async def replace_author(
        self,
        author_id: AuthorId,
        body: AuthorDraft,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplaceAuthorOk:
        """Replace an author.

        Sets every field, absent ones to their defaults; the books show the new name.

        replaceAuthor: PUT /api/v1/authors/{author_id}
        """

    async def delete_author(
        self, author_id: AuthorId, *, principal: Principal, if_match: str | None = None
    ) -> None:
        """Delete an author.

        Deletes an author who has no books; 409 for one who has.

        deleteAuthor: DELETE /api/v1/authors/{author_id}
        """

    async def change_author(
        self,
        author_id: AuthorId,
        body: AuthorChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeAuthorOk:
        """Change an author.

        Sets the fields that are present and leaves the others; an empty change is a 400.

        changeAuthor: PATCH /api/v1/authors/{author_id}
        """

    async def list_author_books(
        self, author_id: AuthorId, query: ListAuthorBooksQuery
    ) -> ListAuthorBooksOk:
        """List an author's books.

        Answers a page of the books by this author, newest first.

        listAuthorBooks: GET /api/v1/authors/{author_id}/books
        """
