"""Work that outlives a request: workers, leases, events."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings


class JobSettings(BaseSettings):
    """Work that outlives a request: workers, leases, events."""

    job_workers: int = Field(
        2,
        ge=0,
        le=256,
        description="How many jobs the process works on at a time; 0 leaves them to others.",
    )
    job_lease_s: float = Field(
        30.0,
        gt=0,
        description="Seconds after which the job of a worker that gives no sign of life is "
        "taken over by another.",
    )
    job_poll_s: float = Field(
        5.0,
        gt=0,
        description="Seconds after which an idle worker looks for jobs that it was not told of.",
    )
    job_drain_s: float = Field(
        5.0,
        ge=0,
        description="Seconds that jobs may go on when the process ends; then they are given back.",
    )
    job_keep_days: float = Field(
        30.0, gt=0, description="Days after which an ended job is forgotten, with its report."
    )
