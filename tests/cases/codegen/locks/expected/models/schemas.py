# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: schemas."""

from __future__ import annotations

from pydantic import MISSING, ConfigDict
from tenon.runtime.model import Model


class FillQuery(Model):
    """Query parameters of fill."""

    model_config = ConfigDict(
        extra="forbid",
    )
    principal: str | MISSING = MISSING


class Principal_(Model):
    """Money, that is, and not who calls."""

    amount: int
