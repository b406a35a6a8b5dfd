# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: schemas."""

from __future__ import annotations

from pydantic import MISSING
from tenon.runtime.model import DateTime, Model


class UploadBody(Model):
    file: bytes
    note: str | MISSING = MISSING


class Line(Model):
    text: str
    at: DateTime | MISSING = MISSING
