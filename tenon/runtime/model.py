"""The base of every generated DTO, and the types a DTO needs beyond Python's own.

A DTO is built after the contract's schemas have judged the value: building is lenient, keeps
what the schema leaves open, and never fails on a value that is valid. Values from the wire are
built with `by_alias=True, by_name=False`, so that only the contract's own names are read.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

_LEAP_SECOND = re.compile(r"(?<=:)60(?:\.\d+)?(?=[Zz+-])")
_YEAR_ZERO = "0000-"


class Model(BaseModel):
    """The base class of every DTO. Properties that the schema leaves open are kept."""

    model_config = ConfigDict(
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )


def _moment(text: object) -> datetime:
    """An RFC 3339 date-time that `datetime` cannot hold, as the nearest one that it can.

    A leap second becomes the last microsecond before it, a time in the year 0 the earliest one.
    """
    if not isinstance(text, str):
        raise ValueError("a date-time must have an offset")
    if text.startswith(_YEAR_ZERO):
        return datetime.min.replace(tzinfo=UTC)
    held = _LEAP_SECOND.sub("59.999999", text)
    if held == text:
        raise ValueError("not a date-time of RFC 3339")
    return datetime.fromisoformat(held.upper())


def _day(text: object) -> date:
    """An RFC 3339 full-date of the year 0, as the earliest day that `date` can hold."""
    if isinstance(text, str) and text.startswith(_YEAR_ZERO):
        return date.min
    raise ValueError("not a date of RFC 3339")


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


DateTime = Annotated[
    AwareDatetime | Annotated[datetime, BeforeValidator(_moment)],
    Field(union_mode="left_to_right"),
]
"""A moment, always with its offset (RFC 3339, `date-time`)."""

Date = Annotated[
    date | Annotated[date, BeforeValidator(_day)],
    Field(union_mode="left_to_right"),
]
"""A day (RFC 3339, `full-date`)."""

JsonDecimal = Annotated[
    Decimal, PlainSerializer(_number, return_type=int | float, when_used="json")
]
"""A decimal that travels as a JSON number, never as a binary float in Python."""
