"""What only the keepers of the catalogue may see and do, answered from the store."""

from __future__ import annotations

from pydantic import MISSING

from generated.models.admin import (
    AdminBook,
    AdminBookChanges,
    AdminBookDraft,
    AuditPage,
    AuditRecord,
    ListAuditRecordsQuery,
    ListModeratedReviewsQuery,
)
from generated.models.reviews import Review, ReviewPage
from generated.stubs.admin import (
    ChangeAdminBookOk,
    GetAdminBookNotModified,
    GetAdminBookOk,
    ListModeratedReviewsOk,
    ReplaceAdminBookOk,
)
from handlers.cursor import CursorCodec
from handlers.pages import links, page_of
from handlers.store import AuditFilters, Store
from tenon.runtime.conditions import is_current, strong_tags
from tenon.runtime.problem import NotFound
from tenon.runtime.security import Principal

PATH = "/api/v1/admin"


class Admin:
    """The audit log, the reviews to moderate, and what only admins see of a book."""

    def __init__(self, store: Store, cursors: CursorCodec) -> None:
        self._audit = store.audit
        self._moderation = store.moderation
        self._books = store.admin_books
        self._cursors = cursors

    async def list_audit_records(
        self, query: ListAuditRecordsQuery, *, principal: Principal
    ) -> AuditPage:
        """The matching records, newest first."""
        asked = query.model_dump(exclude={"cursor", "limit"})
        at = None if query.cursor is MISSING else self._cursors.decode(query.cursor)
        found = await self._audit.page(AuditFilters(**asked), at, query.limit)
        return AuditPage(
            items=[AuditRecord.trusted(row) for row in found.rows],
            next_cursor=self._cursors.encode(found.next) if found.next else None,
            has_more=found.next is not None,
        )

    async def list_moderated_reviews(
        self, query: ListModeratedReviewsQuery, *, principal: Principal
    ) -> ListModeratedReviewsOk:
        """A page of the reviews of all books, newest first."""
        page, per_page = query.page, query.per_page
        statuses = () if query.status is MISSING else query.status
        found = await self._moderation.page(statuses, page, per_page)
        return ListModeratedReviewsOk(
            page_of(ReviewPage, Review, found, page, per_page),
            link=links(f"{PATH}/reviews", query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def get_admin_book(
        self, book_id: int, *, principal: Principal, if_none_match: str | None = None
    ) -> GetAdminBookOk | GetAdminBookNotModified:
        """A book with its notes, cost and margin."""
        entry = await self._books.get(book_id)
        if entry is None:
            raise NotFound("There is no book with this id.")
        if is_current(if_none_match, entry.etag):
            return GetAdminBookNotModified(etag=entry.etag)
        return GetAdminBookOk(AdminBook.trusted(entry.fields), etag=entry.etag)

    async def replace_admin_book(
        self,
        book_id: int,
        body: AdminBookDraft,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ReplaceAdminBookOk:
        """Set notes and cost."""
        by, accepted = principal.subject, strong_tags(if_match)
        fields = body.model_dump()
        entry = await self._books.replace(book_id, **fields, by=by, if_match=accepted)
        return ReplaceAdminBookOk(AdminBook.trusted(entry.fields), etag=entry.etag)

    async def change_admin_book(
        self,
        book_id: int,
        body: AdminBookChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeAdminBookOk:
        """Set those of notes and cost that were sent."""
        by, accepted = principal.subject, strong_tags(if_match)
        entry = await self._books.change(book_id, body.model_dump(), by=by, if_match=accepted)
        return ChangeAdminBookOk(AdminBook.trusted(entry.fields), etag=entry.etag)
