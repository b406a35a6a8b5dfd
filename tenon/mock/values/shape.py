"""What one kind of value has to be: the facts about it, drawn together keyword by keyword."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tenon.mock.values.equality import among, kind_of
from tenon.mock.values.gathering import Fact, ImpossibleError
from tenon.mock.values.negation import ALL_TYPES
from tenon.mock.values.numeric import Number


@dataclass(slots=True)
class Numbers:
    """Bounds, each exclusive where `open`, and steps. `whole` are integers only."""

    low: Number | None = None
    low_open: bool = False
    high: Number | None = None
    high_open: bool = False
    step: Fraction | None = None
    whole: bool = False
    broken: bool = False
    unlike: list[Fraction] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sizes:
    """How many: characters, items or properties. `least` and `most` are both included."""

    least: int = 0
    most: int | None = None

    def check(self, what: str) -> None:
        """Raises ImpossibleError when there is no size between the bounds."""
        if self.most is not None and self.least > self.most:
            said = f"at least {self.least} and at most {self.most} {what} are asked for"
            raise ImpossibleError(said)


@dataclass(slots=True)
class Texts:
    """Patterns and formats, all of which hold, and patterns that do not."""

    sizes: Sizes = field(default_factory=Sizes)
    patterns: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    media: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Shape:
    """The facts of one gathering, drawn together.

    `types` are those of JSON that remain, the likeliest first; `candidates` the values that
    `enum` and `const` leave, `examples` those that the contract shows.

    Raises ImpossibleError when nothing remains.
    """

    facts: list[Fact]
    avoided: set[str]
    preferred: dict[str, str]
    types: list[str] = field(default_factory=lambda: list(ALL_TYPES))
    said: bool = False
    candidates: list[Any] | None = None
    excluded: list[Any] = field(default_factory=list)
    examples: list[Any] = field(default_factory=list)
    numbers: Numbers = field(default_factory=Numbers)
    texts: Texts = field(default_factory=Texts)
    items: Sizes = field(default_factory=Sizes)
    members: Sizes = field(default_factory=Sizes)
    unique: bool = False
    twice: bool = False

    def settle(self) -> None:
        """Leave what remains possible; raises ImpossibleError when that is nothing."""
        if self.candidates is not None:
            self.candidates = [
                one for one in self.candidates if self.admits(one) and not among(one, self.excluded)
            ]
            if not self.candidates:
                raise ImpossibleError("`enum` or `const` leave no value")
            self.types = [t for t in self.types if any(kind_of(c) == t for c in self.candidates)]
        else:
            self.types = [one for one in self.types if self._possible(one)]
        if not self.types:
            raise ImpossibleError("no type is left, or its bounds contradict each other")
        if not self.said and self.candidates is None:
            hinted = {HINTS[key] for fact in self.facts for key in fact.schema if key in HINTS}
            self.types.sort(key=lambda one: (one not in hinted, one != "string"))

    def admits(self, value: Any) -> bool:
        """Whether a value has one of the types."""
        if kind_of(value) not in self.types:
            return False
        whole = self.numbers.whole and kind_of(value) == "number"
        return not (whole and value != int(value))

    def _possible(self, kind: str) -> bool:
        try:
            _CHECKS.get(kind, _no_check)(self)
        except ImpossibleError:
            # With one type left the reason is worth telling.
            if self.types == [kind]:
                raise
            return False
        return True


def _no_check(shape: Shape) -> None:
    """There is nothing that could contradict."""


def _check_number(shape: Shape) -> None:
    numbers = shape.numbers
    low, high = numbers.low, numbers.high
    if low is None or high is None:
        return
    if low > high or (low == high and (numbers.low_open or numbers.high_open)):
        raise ImpossibleError(f"no number is between {low} and {high}")


_HINTS = {
    "object": {
        "properties", "required", "additionalProperties", "patternProperties", "propertyNames",
        "minProperties", "maxProperties", "dependentRequired", "unevaluatedProperties",
    },
    "array": {
        "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems",
        "unevaluatedItems",
    },
    "string": {"minLength", "maxLength", "pattern", "format", "contentMediaType"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}  # fmt: skip
HINTS = {keyword: kind for kind, keywords in _HINTS.items() for keyword in keywords}
_CHECKS: dict[str, Callable[[Shape], None]] = {
    "number": _check_number,
    "string": lambda shape: shape.texts.sizes.check("characters"),
    "array": lambda shape: shape.items.check("items"),
    "object": lambda shape: shape.members.check("properties"),
}
