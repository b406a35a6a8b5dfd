# Generated from paths/boats.yaml, schemas/boats.yaml, schemas/people.yaml by `tenon generate`. Do not edit.
"""Models of modules that refer to each other."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import Date, DateTime, JsonDecimal, Model
from typing_extensions import TypeAliasType

Kind = TypeAliasType("Kind", Literal["sloop", "ketch", "yawl"])
"""How it is rigged."""


class BoatEngine(Model):
    power: int | MISSING = MISSING


class BoatChanges(Model):
    model_config = ConfigDict(
        extra="forbid",
    )
    name: str | MISSING = MISSING
    built: Date | None | MISSING = MISSING


class ListBoatsQuery(Model):
    """Query parameters of listBoats."""

    model_config = ConfigDict(
        extra="forbid",
    )
    min_length: Annotated[float | MISSING, Field(alias="min-length")] = MISSING
    """Boats at least this long, in metres."""
    kind: list[Kind] | MISSING = MISSING
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    since: DateTime | MISSING = MISSING


class Boat(Model):
    """A boat in full."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: Annotated[str, Field(max_length=80, min_length=1)]
    """Its name, as painted."""
    kind: Kind
    fee: JsonDecimal
    """What its berth costs."""
    built: Date | None | MISSING = MISSING
    flags: list[str] = []
    owner: Person | MISSING = MISSING
    engine: BoatEngine | MISSING = MISSING
    id: UUID
    added: DateTime
    sister: Boat | MISSING = MISSING


class BoatDraft(Model):
    """A boat as it is added."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: Annotated[str, Field(max_length=80, min_length=1)]
    """Its name, as painted."""
    kind: Kind
    fee: JsonDecimal
    """What its berth costs."""
    built: Date | None | MISSING = MISSING
    flags: list[str] = []
    owner: Person | MISSING = MISSING
    engine: BoatEngine | MISSING = MISSING


class ListBoatsOkBody(Model):
    items: list[Boat]


class Person(Model):
    name: str
    born: int | MISSING = MISSING


class Sailor(Person):
    rank: Literal["deckhand", "mate", "master"]
    commands: Boat | MISSING = MISSING
