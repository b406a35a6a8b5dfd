"""What the service tells of itself: logs, traces, metrics."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class EyeSettings(BaseSettings):
    """What the service tells of itself: logs, traces, metrics."""
