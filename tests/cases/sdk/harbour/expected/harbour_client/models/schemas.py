# Generated from the contract by `tenon sdk python`. Do not edit.
"""What travels in bodies: schemas."""

from __future__ import annotations

from typing import Annotated

from harbour_client.core.model import Model
from pydantic import MISSING, Field


class KeepLogBody(Model):
    file: bytes
    note: str | MISSING = MISSING


class Ship(Model):
    """A ship."""

    id: int | MISSING = MISSING
    name: Annotated[str, Field(max_length=40)]
    from_: Annotated[str | None | MISSING, Field(alias="from")] = MISSING


class Problem(Model):
    detail: str


class ListShipsOkBody(Model):
    items: list[Ship]
    total: int | MISSING = MISSING
