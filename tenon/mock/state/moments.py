"""Times as fields hold them: in text, as a date, or counted from 1970."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword

FIRST = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)  # what is generated was made from then on
STEP = timedelta(hours=1)
_MILLISECONDS = 100_000_000_000  # numbers above it count them


def writer(schemas: Schemas, schema: Any) -> Callable[[datetime], Any]:
    """How a schema writes moments: as RFC 3339 text, its date, or seconds since 1970."""
    types = json_types(schemas, schema)
    if "string" in types:
        if keyword(schemas, schema, "format") == "date":
            return lambda moment: moment.date().isoformat()
        return lambda moment: moment.isoformat().replace("+00:00", "Z")
    if types & {"integer", "number"}:
        example = keyword(schemas, schema, "example")
        large = (keyword(schemas, schema, "minimum") or 0) > _MILLISECONDS
        large = large or (isinstance(example, (int, float)) and example > _MILLISECONDS)
        factor = 1000 if large else 1
        return lambda moment: int(moment.timestamp() * factor)
    return lambda _: None


def read(value: Any) -> datetime | None:
    """The moment that a field holds; None where it holds none."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = value / 1000 if value > _MILLISECONDS else value
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return None
