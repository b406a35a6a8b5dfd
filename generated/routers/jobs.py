# Generated from openapi/paths/jobs.yaml by `tenon generate`. Do not edit.
"""The Jobs operations, routed."""

from collections.abc import AsyncIterator

from generated.models.jobs import Job, JobDraft, JobEvent, JobId, ListJobsQuery
from generated.stubs.jobs import (
    CancelJobAccepted,
    CancelJobOk,
    CreateJobAccepted,
    JobsStub,
    ListJobsOk,
)
from tenon.runtime.router import ContractRouter
from tenon.runtime.security import Principal
from tenon.runtime.streaming import Event as ServerSentEvent


def jobs_router(jobs: JobsStub) -> ContractRouter:
    """Routes to what answers the Jobs operations."""
    router = ContractRouter(jobs, tags=["jobs"])

    @router.get("/api/v1/jobs", status_code=200, operation_id="listJobs")
    async def list_jobs(query: ListJobsQuery, *, principal: Principal) -> ListJobsOk:
        return await jobs.list_jobs(query, principal=principal)

    @router.post("/api/v1/jobs", status_code=202, operation_id="createJob")
    async def create_job(
        body: JobDraft, *, principal: Principal, idempotency_key: str | None = None
    ) -> CreateJobAccepted:
        return await jobs.create_job(body, principal=principal, idempotency_key=idempotency_key)

    @router.get("/api/v1/jobs/{job_id}", status_code=200, operation_id="getJob")
    async def get_job(job_id: JobId, *, principal: Principal) -> Job:
        return await jobs.get_job(job_id, principal=principal)

    @router.post("/api/v1/jobs/{job_id}/cancel", status_code=200, operation_id="cancelJob")
    async def cancel_job(job_id: JobId, *, principal: Principal) -> CancelJobOk | CancelJobAccepted:
        return await jobs.cancel_job(job_id, principal=principal)

    @router.get("/api/v1/sse/jobs/{job_id}", status_code=200, operation_id="streamJob")
    def stream_job(
        job_id: JobId, *, principal: Principal, last_event_id: int | None = None
    ) -> AsyncIterator[JobEvent | ServerSentEvent]:
        return jobs.stream_job(job_id, principal=principal, last_event_id=last_event_id)

    return router
