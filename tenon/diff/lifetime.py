"""When what is deprecated ends: `x-sunset`, on an operation, a parameter or a property."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

SUNSET = "x-sunset"


def sunset(said: Mapping[str, Any]) -> date | None:
    """The day on which something may end; None when none is said, or what is said is no date."""
    value = said.get(SUNSET)
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def over(said: Mapping[str, Any], today: date) -> bool:
    """Whether what was deprecated may be gone: its day has come."""
    day = sunset(said)
    return day is not None and day <= today
