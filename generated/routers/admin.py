# Generated from openapi/paths/admin.yaml by `tenon generate`. Do not edit.
"""The Admin operations, routed."""

from generated.models.admin import (
    AdminBookChanges,
    AdminBookDraft,
    AuditPage,
    ListAuditRecordsQuery,
    ListModeratedReviewsQuery,
)
from generated.models.books import BookId
from generated.stubs.admin import (
    AdminStub,
    ChangeAdminBookOk,
    GetAdminBookNotModified,
    GetAdminBookOk,
    ListModeratedReviewsOk,
    ReplaceAdminBookOk,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def admin_router(admin: AdminStub) -> ContractRouter:
    """Routes to what answers the Admin operations."""
    router = ContractRouter(admin, tags=["admin"])

    @router.get("/api/v1/admin/audit", status_code=200, operation_id="listAuditRecords")
    async def list_audit_records(
        query: ListAuditRecordsQuery, *, principal: Principal
    ) -> AuditPage:
        return await admin.list_audit_records(query, principal=principal)

    @router.get("/api/v1/admin/reviews", status_code=200, operation_id="listModeratedReviews")
    async def list_moderated_reviews(
        query: ListModeratedReviewsQuery, *, principal: Principal
    ) -> ListModeratedReviewsOk:
        return await admin.list_moderated_reviews(query, principal=principal)

    @router.get("/api/v1/admin/books/{book_id}", status_code=200, operation_id="getAdminBook")
    async def get_admin_book(
        book_id: BookId, *, principal: Principal, if_none_match: str | None = None
    ) -> GetAdminBookOk | GetAdminBookNotModified:
        return await admin.get_admin_book(book_id, principal=principal, if_none_match=if_none_match)

    @router.put("/api/v1/admin/books/{book_id}", status_code=200, operation_id="replaceAdminBook")
    async def replace_admin_book(
        book_id: BookId, body: AdminBookDraft, *, principal: Principal, if_match: str | None = None
    ) -> ReplaceAdminBookOk:
        return await admin.replace_admin_book(book_id, body, principal=principal, if_match=if_match)

    @router.patch("/api/v1/admin/books/{book_id}", status_code=200, operation_id="changeAdminBook")
    async def change_admin_book(
        book_id: BookId,
        body: AdminBookChanges,
        *,
        principal: Principal,
        if_match: str | None = None,
    ) -> ChangeAdminBookOk:
        return await admin.change_admin_book(book_id, body, principal=principal, if_match=if_match)

    return router
