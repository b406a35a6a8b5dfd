# Generated from openapi/schemas/covers.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: covers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .uploads import FileSize, MediaType, Sha256

Side = TypeAliasType("Side", Annotated[int, Field(ge=1, le=4294967295)])
"""A number of pixels."""


class Cover(Model):
    """What is known of a book's cover."""

    url: Annotated[str, Field(max_length=200)]
    """Where the image is."""
    media_type: MediaType
    size: FileSize
    sha256: Sha256
    width: Side
    """How many pixels wide it is."""
    height: Side
    """How many pixels high it is."""
    updated_at: DateTime
    """When it was set."""
