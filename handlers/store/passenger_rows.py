"""A passenger as it is handed to the store, as it is kept, and as it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from handlers.store.database import Row
from handlers.store.decimals import decimal, whole
from handlers.store.passenger_tables import passengers
from handlers.store.rows import Entry, Fields

_AGE_PLACES = 2
_FARE_PLACES = 4

PASSENGER = select(
    passengers.c.ticket,
    passengers.c.name,
    passengers.c.survived,
    passengers.c.pclass,
    passengers.c.sex,
    passengers.c.age_hundredths,
    passengers.c.sibsp,
    passengers.c.parch,
    passengers.c.fare_ten_thousandths,
    passengers.c.cabin,
    passengers.c.embarked,
    passengers.c.revision,
    passengers.c.created_at,
    passengers.c.id,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassengerDraft:
    """All that a client says of a passenger; the ticket names the record for good."""

    ticket: str
    name: str
    survived: bool
    pclass: int
    sex: str
    age: Decimal | None = None
    sibsp: int = 0
    parch: int = 0
    fare: Decimal | None = None
    cabin: str | None = None
    embarked: str | None = None


def columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the given fields. Raises ValueError for more decimals than are kept."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        column, kept = _KEPT.get(name, (name, _as_it_is))
        found[column] = None if value is None else kept(value)
    return found


def passenger_fields(row: Row) -> Fields:
    """A row of `PASSENGER` as the fields of a Passenger."""
    ticket, name, survived, pclass, sex, age, sibsp, parch, fare, cabin, embarked = row[:11]
    return {
        "ticket": ticket,
        "name": name,
        "survived": bool(survived),
        "pclass": pclass,
        "sex": sex,
        "age": None if age is None else decimal(age, _AGE_PLACES),
        "sibsp": sibsp,
        "parch": parch,
        "fare": None if fare is None else decimal(fare, _FARE_PLACES),
        "cabin": cabin,
        "embarked": embarked,
    }


def passenger_entry(row: Row) -> Entry:
    """A row of `PASSENGER` as an entry."""
    return Entry(passenger_fields(row), str(row[11]))


def _as_it_is(value: Any) -> Any:
    return value


_KEPT: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "age": ("age_hundredths", lambda age: whole(age, _AGE_PLACES)),
    "fare": ("fare_ten_thousandths", lambda fare: whole(fare, _FARE_PLACES)),
}
