"""What each keyword says of a value, drawn together in a shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from tenon.mock.values.equality import among
from tenon.mock.values.gathering import Gathering
from tenon.mock.values.negation import Unlike
from tenon.mock.values.numeric import exact
from tenon.mock.values.shape import Shape, Sizes


def drawn(gathering: Gathering) -> Shape:
    """The shape of what was gathered; raises ImpossibleError when nothing is left."""
    shape = Shape(gathering.facts, gathering.avoided, gathering.preferred)
    spine = True
    for fact in gathering.facts:
        spine = spine and fact.end == len(gathering.facts)
        for keyword, value in fact.schema.items():
            if keyword in _READERS:
                _READERS[keyword](shape, value)
        if not spine:  # an example of one of several parts is not one of the whole
            shape.examples = [one for one in shape.examples if not isinstance(one, dict)]
    shape.settle()
    return shape


def _types(shape: Shape, value: Any) -> None:
    named = [value] if isinstance(value, str) else list(value)
    if "number" not in named and "integer" in named:
        shape.numbers.whole = True
    listed = ["number" if one == "integer" else one for one in named]
    if shape.said:
        shape.types = [one for one in shape.types if one in listed]
    else:
        shape.types = [one for one in dict.fromkeys(listed) if one in shape.types]
    shape.said = True


def _candidates(shape: Shape, values: Any) -> None:
    if shape.candidates is None:
        shape.candidates = list(values)
    else:
        shape.candidates = [one for one in shape.candidates if among(one, list(values))]


def _low(shape: Shape, value: Any, is_open: bool) -> None:
    numbers = shape.numbers
    if numbers.low is None or value > numbers.low or (value == numbers.low and is_open):
        numbers.low, numbers.low_open = value, is_open


def _high(shape: Shape, value: Any, is_open: bool) -> None:
    numbers = shape.numbers
    if numbers.high is None or value < numbers.high or (value == numbers.high and is_open):
        numbers.high, numbers.high_open = value, is_open


def _step(shape: Shape, value: Any) -> None:
    step, known = exact(value), shape.numbers.step
    if known is not None:
        top = lcm(step.numerator * known.denominator, known.numerator * step.denominator)
        step = Fraction(top, step.denominator * known.denominator)
    shape.numbers.step = step


def _least(sizes: Callable[[Shape], Sizes]) -> Callable[[Shape, Any], None]:
    def read(shape: Shape, value: Any) -> None:
        found = sizes(shape)
        found.least = max(found.least, int(value))

    return read


def _most(sizes: Callable[[Shape], Sizes]) -> Callable[[Shape, Any], None]:
    def read(shape: Shape, value: Any) -> None:
        found = sizes(shape)
        found.most = int(value) if found.most is None else min(found.most, int(value))

    return read


def _format(shape: Shape, value: Any) -> None:
    shape.texts.formats.append(value)
    shape.numbers.formats.append(value)


def _unique(shape: Shape, value: Any) -> None:
    shape.unique = shape.unique or value is True


def _examples(shape: Shape, values: Any) -> None:
    if isinstance(values, Mapping):  # as a Media Type Object has them, which authors mix up
        values = [one.get("value") for one in values.values() if isinstance(one, Mapping)]
    shape.examples.extend(values if isinstance(values, list) else ())


def _default(shape: Shape, value: Any) -> None:
    # A default says what is meant when nothing is sent, so an empty one shows nothing.
    if value not in (None, "", [], {}):
        shape.examples.append(value)


_READERS: dict[Any, Callable[[Shape, Any], None]] = {
    "type": _types,
    "enum": _candidates,
    "const": lambda shape, value: _candidates(shape, [value]),
    "minimum": lambda shape, value: _low(shape, value, False),
    "exclusiveMinimum": lambda shape, value: _low(shape, value, True),
    "maximum": lambda shape, value: _high(shape, value, False),
    "exclusiveMaximum": lambda shape, value: _high(shape, value, True),
    "multipleOf": _step,
    "minLength": _least(lambda shape: shape.texts.sizes),
    "maxLength": _most(lambda shape: shape.texts.sizes),
    "pattern": lambda shape, value: shape.texts.patterns.append(value),
    "format": _format,
    "contentEncoding": lambda shape, value: shape.texts.media.update(encoding=value),
    "contentMediaType": lambda shape, value: shape.texts.media.update(type=value),
    "minItems": _least(lambda shape: shape.items),
    "maxItems": _most(lambda shape: shape.items),
    "uniqueItems": _unique,
    "minProperties": _least(lambda shape: shape.members),
    "maxProperties": _most(lambda shape: shape.members),
    "example": lambda shape, value: shape.examples.append(value),
    "examples": _examples,
    "default": _default,
    Unlike.VALUES: lambda shape, values: shape.excluded.extend(values),
    Unlike.WHOLE: lambda shape, value: setattr(shape.numbers, "broken", True),
    Unlike.STEP: lambda shape, value: shape.numbers.unlike.append(exact(value)),
    Unlike.PATTERN: lambda shape, value: shape.texts.unlike.append(value),
    Unlike.UNIQUE: lambda shape, value: setattr(shape, "twice", True),
}
