"""The storage that the settings name, and what it takes."""

from __future__ import annotations

from pathlib import Path

from handlers.files.disk import Disk
from handlers.files.intake import Rules
from handlers.files.port import Files
from handlers.files.s3 import S3
from handlers.settings import Settings
from tenon.contract import Contract


def storage(settings: Settings) -> Files:
    """The storage, not yet open."""
    if settings.upload_storage == "s3":
        return S3(
            settings.s3_bucket or "",
            settings.s3_prefix,
            endpoint=settings.s3_endpoint_url,
            region=settings.s3_region,
        )
    return Disk(settings.upload_dir or Path(settings.var_dir) / "uploads")


def upload_rules(settings: Settings, contract: Contract) -> Rules:
    """What is taken as an upload. Raises ValueError when a setting goes beyond the contract."""
    _, most = _taken(contract, "createUpload")
    if settings.upload_max_bytes > most:
        raise ValueError(
            f"UPLOAD_MAX_BYTES is {settings.upload_max_bytes}, and the contract takes at most "
            f"{most}: lower it, or raise x-max-bytes of createUpload"
        )
    return Rules(
        settings.allowed_upload_types, settings.upload_max_bytes, settings.upload_max_pixels
    )


def cover_rules(settings: Settings, contract: Contract) -> Rules:
    """What is taken as a cover: what the contract takes, within the settings."""
    types, most = _taken(contract, "replaceBookCover")
    return Rules(types, min(most, settings.upload_max_bytes), settings.upload_max_pixels)


def _taken(contract: Contract, operation_id: str) -> tuple[frozenset[str], int]:
    """The media types that an operation takes, and the most bytes that it takes of any."""
    body = next(o.body for o in contract.operations if o.id == operation_id)
    media = body.media if body is not None else {}
    return frozenset(media), max(each.max_bytes or 0 for each in media.values())
