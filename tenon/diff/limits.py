"""How large values may be: lengths, numbers of items and properties, bounds of numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm
from typing import Any

from tenon.diff.change import Audience
from tenon.diff.shape import Shape
from tenon.diff.way import Found, Way


@dataclass(frozen=True, slots=True)
class Bound:
    """A keyword that limits from above (`sign` 1) or from below (-1); `idle` says nothing."""

    keyword: str
    sign: int
    idle: int | None = None


_BOUNDS = (
    Bound("maxLength", 1),
    Bound("minLength", -1, 0),
    Bound("maxItems", 1),
    Bound("minItems", -1, 0),
    Bound("maxProperties", 1),
    Bound("minProperties", -1, 0),
)
_NUMERIC = ((1, "maximum", "exclusiveMaximum"), (-1, "minimum", "exclusiveMinimum"))


def limits(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    """Limits of size and number that were set, lifted or moved."""
    for bound in _BOUNDS:
        before, after = _tightest(base, bound), _tightest(head, bound)
        yield from _moved(before, after, bound.sign, bound.keyword, (base, head), name)
    for sign, keyword, exclusive in _NUMERIC:
        before, after = (_numeric(shape, sign, keyword, exclusive) for shape in (base, head))
        yield from _moved(before, after, sign, keyword, (base, head), name)
    yield from _multiples(base, head, way, name)


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit: its rank (more is looser, from above), how it is written, and where."""

    rank: tuple[Fraction, int]
    text: str
    pointer: str


def _tightest(shape: Shape, bound: Bound) -> _Limit | None:
    said = [s for s in shape.all(bound.keyword) if s.value != bound.idle]
    limits = [_Limit((_exact(s.value), 0), f"{bound.keyword} {s.value}", s.pointer) for s in said]
    return _pick(limits, bound.sign)


def _numeric(shape: Shape, sign: int, keyword: str, exclusive: str) -> _Limit | None:
    whole = not shape.own_types & {"fraction"}
    limits = []
    for name in (keyword, exclusive):
        for said in shape.all(name):
            if not isinstance(said.value, bool):  # as it was written in 3.0
                rank = _rank(_exact(said.value), sign, open_=name == exclusive, whole=whole)
                limits.append(_Limit(rank, f"{name} {said.value}", said.pointer))
    return _pick(limits, sign)


def _rank(value: Fraction, sign: int, *, open_: bool, whole: bool) -> tuple[Fraction, int]:
    """Where a limit of numbers stands; an integer below 5 is at most 4."""
    if whole:
        towards = floor(value * sign)
        step = 1 if open_ and towards == value * sign else 0
        return Fraction(sign * (towards - step)), 0
    return value, -sign if open_ else 0


def _pick(limits: list[_Limit], sign: int) -> _Limit | None:
    return min(limits, key=lambda limit: _loose(limit, sign), default=None)


def _loose(limit: _Limit, sign: int) -> tuple[Fraction, int]:
    return limit.rank[0] * sign, limit.rank[1] * sign


def _moved(
    before: _Limit | None,
    after: _Limit | None,
    sign: int,
    keyword: str,
    shapes: tuple[Shape, Shape],
    name: str,
) -> Iterator[Found]:
    if before is None and after is not None:
        message = f"{name} has {after.text}, had no {keyword}"
        yield Found("limit-set", message, shapes[0].pointer, after.pointer)
    elif before is not None and after is None:
        message = f"{name} has no {keyword}, had {before.text}"
        yield Found("limit-lifted", message, before.pointer, shapes[1].pointer)
    elif before is not None and after is not None and before.rank != after.rank:
        looser = _loose(after, sign) > _loose(before, sign)
        rule = "limit-loosened" if looser else "limit-tightened"
        message = f"{name} has {after.text}, had {before.text}"
        yield Found(rule, message, before.pointer, after.pointer)


def _multiples(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    before, after = _step(base), _step(head)
    if before is None or after is None:
        yield from _moved(before, after, 1, "multipleOf", (base, head), name)
        return
    was, now = before.rank[0], after.rank[0]
    if was == now:
        return
    looser = (was / now).denominator == 1
    tighter = (now / was).denominator == 1
    if not looser and not tighter:  # neither holds the other, so it harms either way
        looser = way.audience is Audience.RECEIVING
    message = f"{name} has {after.text}, had {before.text.removeprefix('multipleOf ')}"
    rule = "limit-loosened" if looser else "limit-tightened"
    yield Found(rule, message, before.pointer, after.pointer)


def _step(shape: Shape) -> _Limit | None:
    """What all of its numbers are multiples of: the least that is one of each that is said."""
    said = shape.all("multipleOf")
    if not said:
        return None
    steps = [_exact(one.value) for one in said]
    whole = lcm(*(step.denominator for step in steps))
    step = Fraction(lcm(*(int(step * whole) for step in steps)), whole)
    text = said[0].value if step == steps[0] else step
    return _Limit((step, 0), f"multipleOf {text}", said[0].pointer)


def _exact(value: Any) -> Fraction:
    return Fraction(json.dumps(value))
