"""Unions of shapes that Pydantic's smart mode tells apart without changing a value."""

from __future__ import annotations

from collections.abc import Iterable

from tenon.codegen.shape import NULL, TEXT, Anything, Choice, Either, Items, Named, Scalar, Shape

_TEXTS = frozenset({"str", "bytes", "Date", "DateTime", "UUID"})
_RANK = {"int": 1, "float": 2, "BoundedDecimal": 2, "JsonDecimal": 2, "bool": 3, "None": 4}


def either(shapes: Iterable[Shape]) -> Shape:
    """One shape for values that fit one of several; `None` comes last, numbers before booleans.

    A value must come out as it went in: a text that two members would read differently stays
    text, and of members that differ in bounds only the unbounded one is kept.
    """
    flat = [member for shape in shapes for member in _flat(shape)]
    if len([member for member in dict.fromkeys(flat) if member != NULL]) > 1:
        flat = [_unbounded(member) for member in flat]
    members = list(dict.fromkeys(flat))
    if Anything() in members:
        kept: list[Shape] = [m for m in members if isinstance(m, (Named, Items))]
        return _one([*kept, Anything()]) if kept else Anything()
    return _one(sorted(_texts_merged(members), key=_rank))


def any_of(shapes: Iterable[Shape]) -> Shape:
    """One shape for values of which it is known, by their media type, which shape they have."""
    members = list(dict.fromkeys(member for shape in shapes for member in _flat(shape)))
    return Anything() if Anything() in members else _one(sorted(members, key=_rank))


def _one(members: list[Shape]) -> Shape:
    return members[0] if len(members) == 1 else Either(tuple(members)) if members else Anything()


def _flat(shape: Shape) -> tuple[Shape, ...]:
    return shape.members if isinstance(shape, Either) else (shape,)


def _unbounded(shape: Shape) -> Shape:
    return Scalar(shape.type) if isinstance(shape, Scalar) else shape


def _rank(shape: Shape) -> int:
    return _RANK.get(shape.type, 0) if isinstance(shape, Scalar) else 0


def _texts_merged(members: list[Shape]) -> list[Shape]:
    texts = [m for m in members if _is_text(m)]
    if len(texts) < 2:
        return members
    choices = [m for m in texts if isinstance(m, Choice)]
    merged: Shape = TEXT
    if choices == texts:
        merged = Choice(tuple(dict.fromkeys(v for choice in choices for v in choice.values)))
    first = members.index(texts[0])
    rest = [m for m in members if m not in texts]
    return [*rest[:first], merged, *rest[first:]]


def _is_text(shape: Shape) -> bool:
    return isinstance(shape, Choice) or (isinstance(shape, Scalar) and shape.type in _TEXTS)
