# Generated from openapi/paths/reports.yaml by `tenon generate`. Do not edit.
"""The Reports operations, routed."""

from typing import Literal

from generated.models.reports import ListReportsQuery, Report, ReportDraft, ReportId
from generated.stubs.reports import (
    CreateReportAccepted,
    DownloadReportOk,
    ListReportsOk,
    ReportsStub,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal


def reports_router(reports: ReportsStub) -> ContractRouter:
    """Routes to what answers the Reports operations."""
    router = ContractRouter(reports, tags=["reports"])

    @router.get("/api/v1/reports", status_code=200, operation_id="listReports")
    async def list_reports(query: ListReportsQuery, *, principal: Principal) -> ListReportsOk:
        return await reports.list_reports(query, principal=principal)

    @router.post("/api/v1/reports", status_code=202, operation_id="createReport")
    async def create_report(
        body: ReportDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateReportAccepted:
        return await reports.create_report(
            body, principal=principal, idempotency_key=idempotency_key
        )

    @router.get("/api/v1/reports/{report_id}", status_code=200, operation_id="getReport")
    async def get_report(report_id: ReportId, *, principal: Principal) -> Report:
        return await reports.get_report(report_id, principal=principal)

    @router.delete("/api/v1/reports/{report_id}", status_code=204, operation_id="deleteReport")
    async def delete_report(report_id: ReportId, *, principal: Principal) -> None:
        return await reports.delete_report(report_id, principal=principal)

    @router.get(
        "/api/v1/reports/{report_id}/download", status_code=200, operation_id="downloadReport"
    )
    async def download_report(
        report_id: ReportId,
        *,
        principal: Principal,
        accept: Literal["application/json", "text/csv"],
    ) -> DownloadReportOk:
        return await reports.download_report(report_id, principal=principal, accept=accept)

    return router
