# Generated from openapi/paths/passengers.yaml, openapi/schemas/passengers.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: passengers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .pages import PageSize

PassengerClass = TypeAliasType("PassengerClass", Annotated[int, Field(ge=1, le=3)])
"""The class they travelled in."""


Survived = TypeAliasType("Survived", bool)
"""Whether they survived."""


Sex = TypeAliasType("Sex", Literal["female", "male"])
"""The sex, as it was recorded."""


Continuation = TypeAliasType("Continuation", Annotated[str, Field(max_length=500, min_length=1)])
"""A place in the list, opaque and signed by the service; only one it gave is taken."""


Ticket = TypeAliasType("Ticket", Annotated[str, Field(max_length=50, min_length=1)])
"""The number on the ticket, with slashes, blanks and dots as it was written. It begins with neither a blank nor a dot, for `.` and `..` would lead out of a path."""


PassengerName = TypeAliasType("PassengerName", Annotated[str, Field(max_length=200, min_length=1)])
"""The surname, then the title and the given names."""


Age = TypeAliasType("Age", BoundedDecimal | None)
"""The age in years, to two decimals, or null where it is not known."""


SiblingsAndSpouses = TypeAliasType("SiblingsAndSpouses", Annotated[int, Field(ge=0, le=100)])
"""How many siblings and spouses sailed with them."""


ParentsAndChildren = TypeAliasType("ParentsAndChildren", Annotated[int, Field(ge=0, le=100)])
"""How many parents and children sailed with them."""


Fare = TypeAliasType("Fare", BoundedDecimal | None)
"""What the ticket cost in pounds, to four decimals, or null where it is not known."""


Cabin = TypeAliasType("Cabin", Annotated[str | None, Field(max_length=100, min_length=1)])
"""The cabins, parted by blanks, or null where they are not known."""


Port = TypeAliasType("Port", Literal["C", "Q", "S"] | None)
"""Where they came aboard (Cherbourg, Queenstown or Southampton), or null."""


class ListPassengersQuery(Model):
    """Query parameters of listPassengers."""

    model_config = ConfigDict(
        extra="forbid",
    )
    pclass: PassengerClass | MISSING = MISSING
    """Passengers of this class."""
    survived: Survived | MISSING = MISSING
    """Passengers who survived, or those who did not."""
    sex: Sex | MISSING = MISSING
    """Passengers of this sex."""
    continuation: Continuation | MISSING = MISSING
    """Where to read on, as the page before said it; without one, the first page."""
    limit: PageSize = 20
    """How many items to read at most."""


class PassengerDraft(Model):
    """A passenger as they are added."""

    model_config = ConfigDict(
        extra="forbid",
    )
    ticket: Ticket
    name: PassengerName
    survived: Survived
    pclass: PassengerClass
    sex: Sex
    age: Age = None
    sibsp: SiblingsAndSpouses = 0
    parch: ParentsAndChildren = 0
    fare: Fare = None
    cabin: Cabin = None
    embarked: Port = None


class Passenger(Model):
    """One who sailed on the Titanic, by their ticket."""

    ticket: Ticket
    name: PassengerName
    survived: Survived
    pclass: PassengerClass
    sex: Sex
    age: Age
    sibsp: SiblingsAndSpouses
    parch: ParentsAndChildren
    fare: Fare
    cabin: Cabin
    embarked: Port


class PassengerReplacement(Model):
    """A passenger as they replace another; the ticket is that of the path."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: PassengerName
    survived: Survived
    pclass: PassengerClass
    sex: Sex
    age: Age = None
    sibsp: SiblingsAndSpouses = 0
    parch: ParentsAndChildren = 0
    fare: Fare = None
    cabin: Cabin = None
    embarked: Port = None


class PassengerPage(Model):
    """The passengers at a continuation."""

    items: list[Passenger]
    """The passengers of this page."""
    continuation: Annotated[str | None, Field(max_length=500, min_length=1)]
    """Where the next page begins, or null where this is the last."""
    has_more: bool
    """Whether a page follows."""
