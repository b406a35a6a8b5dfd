"""Work that outlives a request: workers, leases, events."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class JobSettings(BaseSettings):
    """Work that outlives a request: workers, leases, events."""
