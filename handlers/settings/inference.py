"""Which model answers."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class InferenceSettings(BaseSettings):
    """Which model answers."""
