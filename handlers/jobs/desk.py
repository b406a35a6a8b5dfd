"""Where jobs are asked for: started, listed, followed, cancelled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import NoReturn

from pydantic import MISSING

from generated.models.jobs import (
    BooksRepriced,
    IsbnsChecked,
    Job,
    JobDraft,
    JobEvent,
    JobPage,
    ListJobsQuery,
    RatingsRecounted,
    ReportMade,
)
from generated.stubs.jobs import CancelJobAccepted, CancelJobOk, CreateJobAccepted, ListJobsOk
from handlers.idempotency import once
from handlers.jobs.kinds import KINDS
from handlers.jobs.news import News
from handlers.jobs.order import ordered
from handlers.owners import all_or_own, require_own
from handlers.pages import links, standing
from handlers.store import EndedError, Entry, Fields, Receipt, Status, Store
from tenon.runtime.model import Model
from tenon.runtime.problem import Conflict, Forbidden, NotFound
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Event

PATH = "/api/v1/jobs"
EVENTS = "/api/v1/sse/jobs"

_RESULTS: Mapping[str, type[Model]] = {
    "recount_ratings": RatingsRecounted,
    "check_isbns": IsbnsChecked,
    "reprice_books": BooksRepriced,
    "make_report": ReportMade,
}
_DONE = Event("[DONE]")


class Jobs:
    """The jobs."""

    def __init__(self, store: Store, news: News) -> None:
        self._jobs = store.jobs
        self._keys = store.keys
        self._news = news

    async def list_jobs(self, query: ListJobsQuery, *, principal: Principal) -> ListJobsOk:
        """A page of the caller's jobs, or of everyone's for an admin."""
        page, per_page = query.page, query.per_page
        statuses = () if query.status is MISSING else query.status
        kinds = () if query.kind is MISSING else query.kind
        owner = all_or_own(principal)
        found = await self._jobs.page(owner, statuses, kinds, page, per_page)
        items = {"items": [_job(fields) for fields in found.rows]}
        return ListJobsOk(
            JobPage.trusted(items | standing(found.total, page, per_page)),
            link=links(PATH, query, page, per_page, found.total),
            x_total_count=found.total,
        )

    async def create_job(
        self, body: JobDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateJobAccepted:
        """Queue a job, once for an idempotency key of the caller."""
        kind = KINDS[body.kind]
        if kind.scope is not None and kind.scope not in principal.scopes:
            raise Forbidden(f"This job needs the scope {kind.scope}.")
        draft = ordered(body.kind, body, principal)

        async def add(receipt: Receipt | None) -> Entry:
            return await self._jobs.add(draft, by=principal.subject, receipt=receipt)

        operation = f"createJob {principal.subject}"
        job, _ = await once(self._keys, idempotency_key, operation, body, add, Job, _job)
        self._news.queued()
        return CreateJobAccepted(job, location=f"{PATH}/{job.id}")

    async def get_job(self, job_id: int, *, principal: Principal) -> Job:
        """Where a job stands."""
        return _job(await self._own(job_id, principal))

    async def cancel_job(
        self, job_id: int, *, principal: Principal
    ) -> CancelJobOk | CancelJobAccepted:
        """End a queued job, ask a running one to stop."""
        await self._own(job_id, principal)
        try:
            entry = await self._jobs.cancel(job_id, by=principal.subject)
        except EndedError as error:
            _refuse(error)
        self._news.changed(job_id)
        job = _job(entry.fields)
        ended = Status(job.status).ended
        return CancelJobOk(job) if ended else CancelJobAccepted(job)

    async def stream_job(
        self, job_id: int, *, principal: Principal, last_event_id: int | None = None
    ) -> AsyncIterator[JobEvent | Event]:
        """What happens to a job, from now or from the last event received, until it has ended."""
        await self._own(job_id, principal)
        async for change in self._news.follow(job_id, last_event_id):
            yield Event(JobEvent.trusted(change.fields), id=str(change.number))
        yield _DONE

    async def _own(self, job_id: int, principal: Principal) -> Fields:
        entry = await self._jobs.get(job_id)
        if entry is None:
            raise NotFound("There is no job with this id.")
        require_own(principal, entry.fields["owner"])
        return entry.fields


def _job(fields: Fields) -> Job:
    job_id, result = fields["id"], fields["result"]
    if result is not None:
        result = _RESULTS[result["kind"]].trusted(result)
    urls = {"status_url": f"{PATH}/{job_id}", "events_url": f"{EVENTS}/{job_id}"}
    return Job.trusted(fields | urls | {"result": result})


def _refuse(error: EndedError) -> NoReturn:
    told = {Status.CANCELLED.value: "was cancelled"}.get(error.status, error.status)
    raise Conflict(f"The job has ended already; it {told}.") from None
