"""Numbers between bounds, on steps, of the size that their name suggests."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from random import Random
from typing import Any

from tenon.mock.values.equality import among
from tenon.mock.values.magnitudes import USUAL, Magnitude, magnitude
from tenon.mock.values.numeric import exact
from tenon.mock.values.run import Plan, Run
from tenon.mock.values.scalar import Scalar
from tenon.mock.values.shape import Shape

_FORMATS = {
    "int8": (-(2**7), 2**7 - 1),
    "uint8": (0, 2**8 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "uint16": (0, 2**16 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
    "double-int": (-(2**53) + 1, 2**53 - 1),
}  # https://spec.openapis.org/registry/format/
_TRIES = 20
_SPAN = 100
_FEW = 1_000  # numbers that are listed
_WIDE = 1_000_000  # numbers to draw from when the usual ones are too few
_FINEST = 10**9  # the parts of a range that is too narrow for anything rounder


@dataclass(frozen=True, slots=True)
class _Grid:
    """The numbers `k * step` for each whole k from `low` to `high`."""

    step: Fraction
    low: int
    high: int

    def draw(self, random: Random) -> int | float:
        """One of them."""
        steps = self.low + int(random.random() * (self.high - self.low + 1))
        whole, rest = divmod(steps * self.step.numerator, self.step.denominator)
        # A quotient of whole numbers is the float that is nearest to it.
        return steps * self.step.numerator / self.step.denominator if rest else whole


class NumberMaker(Scalar):
    """Makes numbers of one shape."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._shape = shape
        self._grids: dict[tuple[str, bool], _Grid] = {}
        self._picky = bool(shape.excluded or shape.numbers.broken or shape.numbers.unlike)

    def make(self, run: Run, hint: str) -> Any:
        """A number."""
        key = (hint, run.wide)
        grid = self._grids.get(key)
        if grid is None:
            grid = self._grids[key] = self._grid(magnitude(hint) or self._shown(), run.wide)
        value = grid.draw(run.random)
        for _ in range(_TRIES if self._picky else 0):
            if self._fine(value):
                break
            value = grid.draw(run.random)
        return value

    def listed(self) -> list[Any]:
        """All numbers, when the bounds leave few."""
        low, high = self._bounds()
        if low is None or high is None or not (self._shape.numbers.whole and high - low < _FEW):
            return []
        return [value for value in range(ceil(low), floor(high) + 1) if self.keeps(value)]

    def keeps(self, given: Any) -> bool:
        """Whether a number is within the bounds and on the steps."""
        low, high = self._bounds()
        numbers, value = self._shape.numbers, exact(given)
        if low is not None and (value < low or (value == low and numbers.low_open)):
            return False
        if high is not None and (value > high or (value == high and numbers.high_open)):
            return False
        whole = not numbers.whole or value.denominator == 1
        return whole and self._fine(given) and (numbers.step is None or value % numbers.step == 0)

    def _fine(self, value: int | float) -> bool:
        numbers = self._shape.numbers
        if numbers.broken and value == int(value):
            return False
        if any(exact(value) % step == 0 for step in numbers.unlike):
            return False
        return not among(value, self._shape.excluded)

    def _shown(self) -> Magnitude:
        """About as large as the numbers that the contract shows."""
        shown = [abs(int(one)) for one in self._shape.examples if isinstance(one, (int, float))]
        return Magnitude(min(shown), 2 * max(shown)) if any(shown) else USUAL

    def _bounds(self) -> tuple[Fraction | None, Fraction | None]:
        numbers = self._shape.numbers
        lows = [exact(numbers.low)] if numbers.low is not None else []
        highs = [exact(numbers.high)] if numbers.high is not None else []
        for name in numbers.formats:
            if name in _FORMATS:
                lows.append(Fraction(_FORMATS[name][0]))
                highs.append(Fraction(_FORMATS[name][1]))
        return max(lows, default=None), min(highs, default=None)

    def _grid(self, usual: Magnitude, wide: bool) -> _Grid:
        """The numbers to draw from: the usual ones that are allowed, or any that are."""
        low, high = self._bounds()
        step = self._step(usual, low, high)
        numbers = self._shape.numbers
        first = None if low is None else ceil(low / step)
        last = None if high is None else floor(high / step)
        if first is not None and low is not None and numbers.low_open and first * step == low:
            first += 1
        if last is not None and high is not None and numbers.high_open and last * step == high:
            last -= 1
        if wide:
            low_end = ceil(usual.low / step) if first is None else first
            return _Grid(step, *_up_to(low_end, last, _WIDE))
        return _Grid(step, *_within(usual, step, first, last))

    def _step(self, usual: Magnitude, low: Fraction | None, high: Fraction | None) -> Fraction:
        numbers = self._shape.numbers
        if numbers.step is not None:
            return numbers.step if not numbers.whole else _whole(numbers.step)
        if numbers.whole:
            return Fraction(1)
        step = usual.step if usual.step != 1 else Fraction(1, 100)
        if numbers.broken:
            step = min(step, Fraction(1, 100))
        while low is not None and high is not None and (high - low) / step < 4:
            if step.denominator > _FINEST * 10**6 or low == high:
                return low if low == high and low else step
            step /= 10
        return step


def _whole(step: Fraction) -> Fraction:
    """The least whole multiple of a step."""
    return Fraction(step.numerator)


def _up_to(first: int, last: int | None, most: int) -> tuple[int, int]:
    """So many steps from the first on, or back from the last where that comes before it."""
    if last is not None and last < first:
        return last - most, last
    return first, first + most if last is None else min(last, first + most)


def _within(
    usual: Magnitude, step: Fraction, first: int | None, last: int | None
) -> tuple[int, int]:
    """From where to where to draw: the usual range, moved to where the bounds are."""
    low, high = ceil(usual.low / step), floor(usual.high / step)
    low = low if first is None else max(low, first)
    high = high if last is None else min(high, last)
    if low <= high:
        return low, high
    if first is None:
        return (last or 0) - _SPAN, last or 0
    if last is None or last - first > _SPAN:
        return first, first + _SPAN
    return first, max(first, last)
