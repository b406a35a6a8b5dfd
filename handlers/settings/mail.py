"""How mail leaves."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class MailSettings(BaseSettings):
    """How mail leaves."""
