"""Where files are kept, and which are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

_TYPES = (
    "image/png,image/jpeg,image/gif,image/webp,application/pdf,application/zip,application/gzip,"
    "application/json,text/plain,text/csv,text/markdown,application/octet-stream"
)


class UploadSettings(BaseSettings):
    """Where files are kept, and which are taken."""

    upload_storage: Literal["disk", "s3"] = Field(
        "disk", description="Whether files are kept on the disk or in an S3-compatible service."
    )
    upload_dir: Path | None = Field(
        None, description="The folder of files on the disk; when not set, <var_dir>/uploads."
    )
    upload_max_bytes: int = Field(
        1_073_741_824,
        ge=1,
        description="The largest file that is taken, no larger than the contract's x-max-bytes; "
        "a larger one gets 413.",
    )
    upload_types: str = Field(
        _TYPES, description="The media types that are taken, with commas between; others get 415."
    )
    upload_max_pixels: int = Field(
        40_000_000, ge=1, description="How many pixels an image may have; one of more gets 422."
    )
    s3_bucket: str | None = Field(None, description="The bucket of the files, where s3 keeps them.")
    s3_prefix: str = Field("uploads/", description="What the names of all objects begin with.")
    s3_endpoint_url: str | None = Field(
        None, description="The address of a compatible service; when not set, Amazon's own."
    )
    s3_region: str | None = Field(
        None, description="The region of the bucket; when not set, what the AWS settings say."
    )

    @property
    def allowed_upload_types(self) -> frozenset[str]:
        """The media types that are taken, one by one."""
        named = (name.strip().lower() for name in self.upload_types.split(","))
        return frozenset(name for name in named if name)

    @model_validator(mode="after")
    def _bucket_where_needed(self) -> Self:
        if self.upload_storage == "s3" and not self.s3_bucket:
            raise ValueError("s3_bucket must be set where upload_storage is s3")
        return self
