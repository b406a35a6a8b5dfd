# Generated from openapi/paths/jobs.yaml by `tenon generate`. Do not edit.
"""What a handler of the Jobs operations must do."""

from collections.abc import AsyncIterator
from typing import Protocol

from generated.models.jobs import Job, JobDraft, JobEvent, JobId, JobPage, ListJobsQuery
from generated.models.pages import Total
from tenon.runtime.reply import Reply
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Event as ServerSentEvent


class ListJobsOk(Reply[JobPage]):
    """200: A page of jobs."""

    status = 200

    def __init__(self, body: JobPage, *, link: str, x_total_count: Total) -> None:
        self.body = body
        self.headers = {"link": link, "x_total_count": x_total_count}


class CreateJobAccepted(Reply[Job]):
    """202: The job as it was queued."""

    status = 202

    def __init__(self, body: Job, *, location: str) -> None:
        self.body = body
        self.headers = {"location": location}


class CancelJobOk(Reply[Job]):
    """200: The job was queued and is cancelled."""

    status = 200

    def __init__(self, body: Job) -> None:
        self.body = body
        self.headers = {}


class CancelJobAccepted(Reply[Job]):
    """202: The job runs and is asked to stop."""

    status = 202

    def __init__(self, body: Job) -> None:
        self.body = body
        self.headers = {}


class JobsStub(Protocol):
    """Answers the Jobs operations."""

    async def list_jobs(self, query: ListJobsQuery, *, principal: Principal) -> ListJobsOk:
        """List jobs.

        Answers a page of the caller's jobs, newest first; an admin sees everyone's.

        listJobs: GET /api/v1/jobs
        """

    async def create_job(
        self, body: JobDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateJobAccepted:
        """Start a job.

        Queues work that outlives the request; a worker takes it up, and its effect happens
        once however often it is tried. New prices also need the scope books:write.

        createJob: POST /api/v1/jobs
        """

    async def get_job(self, job_id: JobId, *, principal: Principal) -> Job:
        """Read a job.

        Answers where the job stands, to its owner or an admin.

        getJob: GET /api/v1/jobs/{job_id}
        """

    async def cancel_job(
        self, job_id: JobId, *, principal: Principal
    ) -> CancelJobOk | CancelJobAccepted:
        """Cancel a job.

        Ends a queued job at once and asks a running one to stop; it then ends cancelled
        without any effect, unless it was quicker and has succeeded.

        cancelJob: POST /api/v1/jobs/{job_id}/cancel
        """

    def stream_job(
        self, job_id: JobId, *, principal: Principal, last_event_id: int | None = None
    ) -> AsyncIterator[JobEvent | ServerSentEvent]:
        """Follow a job.

        Streams an event now and on every change, each with an id to resume by; ends with the
        data `[DONE]` once the job has ended. A failure while streaming is an event named
        `error`.

        streamJob: GET /api/v1/sse/jobs/{job_id}
        """
