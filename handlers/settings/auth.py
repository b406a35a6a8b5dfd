"""Who may ask, and how they are known."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class AuthSettings(BaseSettings):
    """Who may ask, and how they are known."""
