# Generated from openapi/paths/uploads.yaml, openapi/schemas/uploads.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: uploads."""

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .pages import PageNumber, PageSize, Total

Bytes = TypeAliasType("Bytes", bytes)
"""Bytes as they are."""


class UploadForm(Model):
    """A file as it is uploaded."""

    model_config = ConfigDict(
        extra="forbid",
    )
    description: Annotated[str | MISSING, Field(max_length=500)] = MISSING
    """What the file is."""
    file: Bytes
    """The file; its part names it and says its type."""


MediaType = TypeAliasType("MediaType", Annotated[str, Field(max_length=127, min_length=3)])
"""The type of the file."""


FileSize = TypeAliasType("FileSize", Annotated[int, Field(ge=0, le=9007199254740991)])
"""How many bytes the file has."""


Sha256 = TypeAliasType("Sha256", Annotated[str, Field(max_length=64, min_length=64)])
"""The SHA-256 digest of the file (FIPS 180-4)."""


UploadId = TypeAliasType("UploadId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of an upload, given by the service."""


FileName = TypeAliasType("FileName", Annotated[str, Field(max_length=200, min_length=1)])
"""The name of the file, without folders and what cannot be seen."""


Pixels = TypeAliasType("Pixels", Annotated[int | None, Field(ge=1, le=4294967295)])
"""A number of pixels, or null where it is no image."""


class ListUploadsQuery(Model):
    """Query parameters of listUploads."""

    model_config = ConfigDict(
        extra="forbid",
    )
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class Upload(Model):
    """What is known of a file that was uploaded."""

    id: UploadId
    name: FileName
    media_type: MediaType
    size: FileSize
    sha256: Sha256
    width: Pixels
    """How many pixels wide the image is, or null."""
    height: Pixels
    """How many pixels high the image is, or null."""
    description: Annotated[str | None, Field(max_length=500)]
    """What the file is, or null."""
    owner: Annotated[str, Field(max_length=300)]
    """Who uploaded it."""
    created_at: DateTime
    """When it was uploaded."""
    content_url: Annotated[str, Field(max_length=200)]
    """Where the file itself is."""


class UploadPage(Model):
    """A page of uploads."""

    items: list[Upload]
    """The uploads of this page."""
    total: Total
    """How many uploads all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""
