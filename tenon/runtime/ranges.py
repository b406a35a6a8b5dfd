"""Range requests: which bytes of a representation a caller asks for (RFC 9110, section 14).

One range is answered as a part (206). Several at once, other units and what is not well-formed
are answered with the whole (200), as sections 14.2 and 15.3.7 allow. Everything here is a pure
function of header values, so it suits any representation whose size is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from tenon.runtime.problem import RangeNotSatisfiable

_ONE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes `first` to `last`, both included, of `size` in all."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes it holds."""
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        """The `Content-Range` of a reply that holds it (section 14.4)."""
        return f"bytes {self.first}-{self.last}/{self.size}"


def requested(
    header: str | None,
    size: int,
    *,
    if_range: str | None = None,
    etag: str = "",
    last_modified: datetime | None = None,
) -> Range | None:
    """The part that a `Range` header asks for of `size` bytes; None stands for the whole.

    `if_range` is the header of that name: unless it names the current version, by its strong
    `etag` or its exact `last_modified`, the range is ignored. Raises RangeNotSatisfiable.
    """
    if header is None or not still_current(if_range, etag, last_modified):
        return None
    match = _ONE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    first, last = (int(text) if text else None for text in match.groups())
    if first is None:
        return _suffix(last or 0, size)
    if last is not None and last < first:
        return None
    if first >= size:
        raise _unsatisfiable(size)
    return Range(first, size - 1 if last is None else min(last, size - 1), size)


def still_current(if_range: str | None, etag: str, last_modified: datetime | None) -> bool:
    """Whether an `If-Range` header names the current version (section 13.1.5).

    Comparison is strong: a weak tag names none. No header names any version.
    """
    if if_range is None:
        return True
    named = if_range.strip()
    if named.startswith(('"', "W/")):
        return bool(etag) and not etag.startswith("W/") and named == etag
    return last_modified is not None and named == http_date(last_modified)


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it, to the second (section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _suffix(length: int, size: int) -> Range | None:
    """The last `length` bytes; of an empty representation they are the whole of it."""
    if length == 0:
        raise _unsatisfiable(size)
    return Range(max(size - length, 0), size - 1, size) if size else None


def _unsatisfiable(size: int) -> RangeNotSatisfiable:
    return RangeNotSatisfiable(
        f"There are {size} bytes, and none of those that are asked for.",
        headers={"Content-Range": f"bytes */{size}"},
    )
