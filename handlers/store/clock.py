"""Time as it is stored: whole microseconds since 1970 in UTC, which sort alike everywhere."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> int:
    """The present, in microseconds."""
    return time.time_ns() // 1000


def microseconds(moment: datetime) -> int:
    """An aware datetime as a stored time, exact to the microsecond."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(microseconds: int) -> datetime:
    """A stored time as an aware datetime, exact to the microsecond."""
    return _EPOCH + timedelta(microseconds=microseconds)
