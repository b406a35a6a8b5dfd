"""Unions of shapes that Pydantic's smart mode tells apart without changing a value."""

from __future__ import annotations

from collections.abc import Iterable

from tenon.codegen.shape import NULL, TEXT, Anything, Choice, Either, Items, Named, Scalar, Shape

_TEXTS = frozenset({"str", "bytes", "Date", "DateTime", "UUID"})
_RANK = {"int": 1, "float": 2, "JsonDecimal": 2, "bool": 3, "None": 4}


def either(shapes: Iterable[Shape]) -> Shape:
    """One shape for values that fit one of several; `None` comes last, numbers before booleans.

    A value must come out as it went in: a text that two members would read differently stays
    text, and of members that differ in bounds only the unbounded one is kept.
    """
    members = list(dict.fromkeys(_unbounded(m) for shape in shapes for m in _flat(shape)))
    if Anything() in members:
        kept: list[Shape] = [m for m in members if isinstance(m, (Named, Items))]
        return _one([*kept, Anything()]) if kept else Anything()
    return _one(sorted(_texts_merged(members), key=_rank))


def _one(members: list[Shape]) -> Shape:
    return members[0] if len(members) == 1 else Either(tuple(members)) if members else Anything()


def _flat(shape: Shape) -> tuple[Shape, ...]:
    return shape.members if isinstance(shape, Either) else (shape,)


def _unbounded(shape: Shape) -> Shape:
    return Scalar(shape.type) if isinstance(shape, Scalar) else shape


def _rank(shape: Shape) -> int:
    return _RANK.get(shape.type, 0) if isinstance(shape, Scalar) else 0


def _texts_merged(members: list[Shape]) -> list[Shape]:
    choices = [m for m in members if isinstance(m, Choice)]
    others = [m for m in members if isinstance(m, Scalar) and m.type in _TEXTS]
    if len(choices) + len(others) < 2:
        return members
    merged: Shape = TEXT
    if not others:
        merged = Choice(tuple(dict.fromkeys(v for choice in choices for v in choice.values)))
    first = min(members.index(m) for m in [*choices, *others])
    rest = [m for m in members if m not in choices and m not in others]
    return [*rest[:first], merged, *rest[first:]]


def optional(shape: Shape) -> Shape:
    """The shape or `None`. Bounds are kept, for they hold for all but null."""
    if shape == Anything() or shape == NULL:
        return shape
    if isinstance(shape, Scalar):
        return Either((shape, NULL))
    return either([shape, NULL])
