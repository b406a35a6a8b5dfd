# Generated from openapi/paths/reports.yaml by `tenon generate`. Do not edit.
"""What a handler of the Reports operations must do."""

from typing import Literal, Protocol

from generated.models.pages import Total
from generated.models.reports import (
    ListReportsQuery,
    Report,
    ReportDocument,
    ReportDraft,
    ReportId,
    ReportPage,
)
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal


class ListReportsOk(Reply[ReportPage]):
    """200: A page of reports."""

    status = 200

    def __init__(self, body: ReportPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateReportAccepted(Reply[Report]):
    """202: The report as it was ordered."""

    status = 202

    def __init__(self, body: Report, *, location: str) -> None:
        self.body = body
        self.headers = {"location": location}


class DownloadReportOk(Reply[ReportDocument | str]):
    """200: The report."""

    status = 200

    def __init__(self, body: ReportDocument | str, *, content_disposition: str) -> None:
        self.body = body
        self.headers = {"content_disposition": content_disposition}


class ReportsStub(Protocol):
    """Answers the Reports operations."""

    async def list_reports(self, query: ListReportsQuery, *, principal: Principal) -> ListReportsOk:
        """List reports.

        Answers a page of the caller's reports, newest first; an admin sees everyone's.

        listReports: GET /api/v1/reports
        """

    async def create_report(
        self, body: ReportDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateReportAccepted:
        """Order a report.

        Queues the making of a report; the job that makes it has the report's id.

        createReport: POST /api/v1/reports
        """

    async def get_report(self, report_id: ReportId, *, principal: Principal) -> Report:
        """Read a report's status.

        Answers where the report stands, to its owner or an admin.

        getReport: GET /api/v1/reports/{report_id}
        """

    async def delete_report(self, report_id: ReportId, *, principal: Principal) -> None:
        """Delete a report.

        Deletes the report; one that is still being made is cancelled.

        deleteReport: DELETE /api/v1/reports/{report_id}
        """

    async def download_report(
        self,
        report_id: ReportId,
        *,
        principal: Principal,
        accept: Literal["application/json", "text/csv"],
    ) -> DownloadReportOk:
        """Download a report.

        Answers what the report tells, as JSON or as CSV (RFC 4180); a CSV cell that a
        spreadsheet would take for a formula begins with an apostrophe.

        downloadReport: GET /api/v1/reports/{report_id}/download
        """
