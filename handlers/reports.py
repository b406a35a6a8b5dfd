"""Reports: ordered, listed, fetched, deleted. A job of the same id makes each."""

from __future__ import annotations

from typing import Literal

from pydantic import MISSING

from generated.models.reports import ListReportsQuery, Report, ReportDraft, ReportPage
from generated.stubs.reports import CreateReportAccepted, DownloadReportOk, ListReportsOk
from handlers.idempotency import once
from handlers.jobs.desk import EVENTS
from handlers.jobs.news import News
from handlers.jobs.order import ordered
from handlers.owners import all_or_own, require_own
from handlers.pages import links, page_of
from handlers.report_documents import document, table
from handlers.store import Entry, Fields, Page, Receipt, Store
from tenon.runtime.problem import Conflict, NotFound
from tenon.runtime.security import Principal

PATH = "/api/v1/reports"
_KIND = "make_report"


class Reports:
    """The reports."""

    def __init__(self, store: Store, news: News) -> None:
        self._reports = store.reports
        self._keys = store.keys
        self._news = news

    async def list_reports(self, query: ListReportsQuery, *, principal: Principal) -> ListReportsOk:
        """A page of the caller's reports, or of everyone's for an admin."""
        page, per_page = query.page, query.per_page
        statuses = () if query.status is MISSING else query.status
        kinds = () if query.kind is MISSING else query.kind
        owner = all_or_own(principal)
        found = await self._reports.page(owner, statuses, kinds, page, per_page)
        shown = Page([_with_urls(fields) for fields in found.rows], found.total)
        return ListReportsOk(
            page_of(ReportPage, Report, shown, page, per_page),
            link=links(PATH, query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_report(
        self, body: ReportDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateReportAccepted:
        """Order a report, once for an idempotency key of the caller."""
        draft = ordered(_KIND, body, principal)

        async def add(receipt: Receipt | None) -> Entry:
            return await self._reports.add(draft, by=principal.subject, receipt=receipt)

        operation = f"createReport {principal.subject}"
        report, _ = await once(self._keys, idempotency_key, operation, body, add, Report, _report)
        self._news.queued()
        return CreateReportAccepted(report, location=f"{PATH}/{report.id}")

    async def get_report(self, report_id: int, *, principal: Principal) -> Report:
        """Where a report stands."""
        return _report(await self._own(report_id, principal))

    async def delete_report(self, report_id: int, *, principal: Principal) -> None:
        """Delete a report, made or not."""
        await self._own(report_id, principal)
        await self._reports.delete(report_id, by=principal.subject)
        self._news.changed(report_id)

    async def download_report(
        self,
        report_id: int,
        *,
        principal: Principal,
        accept: Literal["application/json", "text/csv"],
    ) -> DownloadReportOk:
        """What a report tells."""
        fields = await self._own(report_id, principal)
        kept = await self._reports.document(report_id)
        if kept is None:
            raise Conflict(f"The report is not ready; it is {fields['status']}.")
        csv = accept == "text/csv"
        name = f"report-{report_id}.{'csv' if csv else 'json'}"
        return DownloadReportOk(
            table(kept) if csv else document(kept),
            content_disposition=f'attachment; filename="{name}"',
        )

    async def _own(self, report_id: int, principal: Principal) -> Fields:
        entry = await self._reports.get(report_id)
        if entry is None:
            raise NotFound("There is no report with this id.")
        require_own(principal, entry.fields["owner"])
        return entry.fields


def _report(fields: Fields) -> Report:
    return Report.trusted(_with_urls(fields))


def _with_urls(fields: Fields) -> Fields:
    own = f"{PATH}/{fields['id']}"
    return fields | {
        "status_url": own,
        "events_url": f"{EVENTS}/{fields['id']}",
        "download_url": f"{own}/download",
    }
