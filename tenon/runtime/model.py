"""The base of every generated DTO, and the types a DTO needs beyond Python's own.

A DTO is built after the contract's schemas have judged the value: building is lenient, keeps
what the schema leaves open, and never fails on a value that is valid. Values from the wire are
built with `by_alias=True, by_name=False`, so that only the contract's own names are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, GetCoreSchemaHandler, PlainSerializer
from pydantic_core import CoreSchema, core_schema

_LEAP_SECOND = re.compile(r"(?<=:)60(?:\.\d+)?(?=[Zz+-])")
_YEAR_ZERO = "0000-"


class Model(BaseModel):
    """The base class of every DTO. Properties that the schema leaves open are kept.

    A DTO is compiled when it is first used, so that start-up does not grow with the contract.
    """

    model_config = ConfigDict(
        defer_build=True,
        extra="allow",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        protected_namespaces=(),
    )

    @classmethod
    def trusted(cls, fields: dict[str, Any]) -> Self:
        """A DTO of fields that are known to be right, which it keeps without looking at them.

        `fields` go by their Python names and become the DTO's own. It is for rows of a service's
        own store, where validating costs several times as much as reading them; what leaves the
        service is still judged wherever `check_replies` is on.
        """
        made = cls.__new__(cls)
        _set_values(made, fields)
        _set_names(made, set(fields))
        _set_extra(made, {} if cls.model_config["extra"] == "allow" else None)
        _set_private(made, None)
        return made


# The slots of a DTO, set as Pydantic sets them: without its `__setattr__`.
_set_values, _set_names, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in (
        "__dict__",
        "__pydantic_fields_set__",
        "__pydantic_extra__",
        "__pydantic_private__",
    )
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


@dataclass(frozen=True, slots=True)
class _Held:
    """A type of Python, and how to hold in it what it cannot; written as the type itself."""

    otherwise: Callable[[object], datetime | date]
    written_as: Literal["datetime", "date"]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = handler(source)
        held = core_schema.no_info_before_validator_function(self.otherwise, plain)
        written = core_schema.simple_ser_schema(self.written_as)
        return core_schema.union_schema([plain, held], mode="left_to_right", serialization=written)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


DateTime = Annotated[AwareDatetime, _Held(_moment, "datetime")]
"""A moment, always with its offset (RFC 3339, `date-time`)."""

Date = Annotated[date, _Held(_day, "date")]
"""A day (RFC 3339, `full-date`)."""

JsonDecimal = Annotated[
    Decimal, PlainSerializer(_number, return_type=int | float, when_used="json")
]
"""A decimal that travels as a JSON number, never as a binary float in Python."""

BoundedDecimal = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
"""A JsonDecimal within the whole numbers that a double holds exactly, and so cheaper to write."""
