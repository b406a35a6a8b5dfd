"""What surrounds every request: origins, headers, limits, proxies."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class EdgeSettings(BaseSettings):
    """What surrounds every request: origins, headers, limits, proxies."""
