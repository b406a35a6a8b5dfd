# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: schemas."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union
from uuid import UUID

from pydantic import MISSING, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, JsonDecimal, Model
from typing_extensions import TypeAliasType

Pair = TypeAliasType("Pair", list[str | int])
"""Positions of their own types, and no others."""


MixedEnumeration = TypeAliasType("MixedEnumeration", Literal["a"] | int | bool | None)


class OneOrTrue(Model):
    value: int | bool | MISSING = MISSING
    true: bool | MISSING = MISSING
    null: None | MISSING = MISSING
    one: int | MISSING = MISSING
    text: Literal["only"] | MISSING = MISSING


class Patterns(Model):
    ahead: str | MISSING = MISSING
    many: str | MISSING = MISSING


class Formats(Model):
    ulid: str | MISSING = MISSING
    email: str | MISSING = MISSING
    uri: str | MISSING = MISSING
    time: str | MISSING = MISSING
    duration: str | MISSING = MISSING
    ipv4: str | MISSING = MISSING
    password: str | MISSING = MISSING
    moment: DateTime | MISSING = MISSING
    day: Date | MISSING = MISSING
    id: UUID | MISSING = MISSING
    bytes_: Annotated[str | MISSING, Field(alias="bytes")] = MISSING
    content: bytes | MISSING = MISSING
    number: float | MISSING = MISSING
    big: int | MISSING = MISSING


Old = TypeAliasType("Old", str)
"""A root that is deprecated."""


class Price(Model):
    amount: BoundedDecimal
    half: float | MISSING = MISSING
    tenths: JsonDecimal | None | MISSING = MISSING
    was: JsonDecimal | MISSING = MISSING


class ParentItem_2(Model):
    a: str | MISSING = MISSING


class ParentItemsItem(Model):
    b: str | MISSING = MISSING


class Parent(Model):
    item: Annotated[ParentItem_2 | MISSING, Field(alias="Item")] = MISSING
    items: list[ParentItemsItem] | MISSING = MISSING


class ParentItem(Model):
    c: str | MISSING = MISSING


Tree = TypeAliasType("Tree", Union[str, "list[Tree]"])
"""A value that holds itself."""


Loop = TypeAliasType("Loop", Any)


class Untyped(Model):
    """An object by its keywords only, so anything else passes too."""

    a: str | MISSING = MISSING


class UntypedUser(Model):
    held: Untyped | Any | MISSING = MISSING
    perhaps: Untyped | Any | MISSING = MISSING


class Nullable(Model):
    a: str | MISSING = MISSING


class NullableUser(Model):
    held: Nullable | None


class Circle(Model):
    kind: str
    r: float


class Square(Model):
    kind: str
    a: float


class SizedVariant1(Model):
    name: str
    width: int


class SizedVariant2(Model):
    name: str
    height: int


Sized = TypeAliasType("Sized", SizedVariant1 | SizedVariant2)


class EitherRequired(Model):
    a: str | MISSING = MISSING
    b: str | MISSING = MISSING


class Narrowed(Model):
    kind: Literal["round"]
    r: float


class Closed(Model):
    a: str | MISSING = MISSING


Map = TypeAliasType("Map", dict[str, list[Circle]])


Patterned = TypeAliasType("Patterned", dict[str, int])


Nothing = TypeAliasType("Nothing", Any)


Everything = TypeAliasType("Everything", Any)


class Secret(Model):
    id: int
    password: str


Shape = TypeAliasType("Shape", Circle | Square)
