"""Where files are kept, and which are taken."""

from __future__ import annotations

from pydantic_settings import BaseSettings


class UploadSettings(BaseSettings):
    """Where files are kept, and which are taken."""
