# Generated from openapi/paths/admin.yaml by `tenon generate`. Do not edit.
"""What a handler of the Admin operations must do."""

from typing import Protocol

from generated.models.admin import (
    AdminBook,
    AdminBookChanges,
    AdminBookDraft,
    AuditPage,
    ListAuditRecordsQuery,
    ListModeratedReviewsQuery,
)
from generated.models.books import BookId
from generated.models.pages import Total
from generated.models.reviews import ReviewPage
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListModeratedReviewsOk(Reply[ReviewPage]):
    """200: A page of reviews."""

    status = 200

    def __init__(self, body: ReviewPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class GetAdminBookOk(Reply[AdminBook]):
    """200: The book."""

    status = 200

    def __init__(self, body: AdminBook, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class GetAdminBookNotModified(Reply[None]):
    """304: The version in `If-None-Match` is still current."""

    status = 304

    def __init__(self, body: None = None, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ReplaceAdminBookOk(Reply[AdminBook]):
    """200: The book as it is now."""

    status = 200

    def __init__(self, body: AdminBook, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class ChangeAdminBookOk(Reply[AdminBook]):
    """200: The book as it is now."""

    status = 200

    def __init__(self, body: AdminBook, *, etag: str) -> None:
        self.body = body
        self.headers = {"etag": etag}


class AdminStub(Protocol):
    """Answers the Admin operations."""

    async def list_audit_records(
        self, query: ListAuditRecordsQuery, *, principal: Principal
    ) -> AuditPage:
        """List who did what.

        Answers the records that match every filter, newest first; each was written together
        with the change that it tells of, and none is ever changed or deleted.

        listAuditRecords: GET /api/v1/admin/audit
        """

    async def list_moderated_reviews(
        self, query: ListModeratedReviewsQuery, *, principal: Principal
    ) -> ListModeratedReviewsOk:
        """List reviews to moderate.

        Answers a page of the reviews of all books, hidden ones too, newest first.

        listModeratedReviews: GET /api/v1/admin/reviews
        """

    async def get_admin_book(
        self, book_id: BookId, *, principal: Principal, if_none_match: str | None = None
    ) -> GetAdminBookOk | GetAdminBookNotModified:
        """Read what only admins see of a book.

        Answers the book with its notes, cost and margin, or 304 to one who has them.

        getAdminBook: GET /api/v1/admin/books/{book_id}
        """

    async def replace_admin_book(
        self,
        book_id: BookId,
        body: AdminBookDraft,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplaceAdminBookOk:
        """Replace what only admins see of a book.

        Sets the notes and the cost, absent ones to null; what all see stays as it is.

        replaceAdminBook: PUT /api/v1/admin/books/{book_id}
        """

    async def change_admin_book(
        self,
        book_id: BookId,
        body: AdminBookChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeAdminBookOk:
        """Change what only admins see of a book.

        Sets the fields that are present and leaves the others; an empty change is a 400.

        changeAdminBook: PATCH /api/v1/admin/books/{book_id}
        """
