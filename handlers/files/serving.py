"""Giving a file out: the whole of it, a part, or that it has not changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.files.port import Files
from tenon.runtime.conditions import is_current
from tenon.runtime.content import Content
from tenon.runtime.ranges import Range, http_date, requested

SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of which bytes it wants."""

    part: str | None
    if_range: str | None
    if_none_match: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is given out."""

    file: str
    media_type: str
    size: int
    sha256: str
    modified_at: datetime

    @property
    def etag(self) -> str:
        """Its strong tag: another file has another."""
        return f'"{self.sha256[:32]}"'

    def unchanged(self, asked: Asked) -> bool:
        """Whether the caller has it already."""
        return is_current(asked.if_none_match, self.etag)

    def part(self, asked: Asked) -> Range | None:
        """The part that is asked for; None for the whole. Raises RangeNotSatisfiable."""
        return requested(
            asked.part,
            self.size,
            if_range=asked.if_range,
            etag=self.etag,
            last_modified=self.modified_at,
        )

    def body(self, files: Files, part: Range | None) -> Content:
        """Its bytes, or those of a part."""
        first, length = (part.first, part.length) if part else (0, self.size)
        return Content(files.read(self.file, first, length), length)

    def headers(self) -> Mapping[str, Any]:
        """What is said of it with its bytes."""
        return {
            "etag": self.etag,
            "last_modified": http_date(self.modified_at),
            "accept_ranges": "bytes",
            "content_security_policy": SANDBOX,
            "x_content_type_options": "nosniff",
        }
