"""Numbers as they are written."""

from __future__ import annotations

from fractions import Fraction

Number = int | float


def exact(value: Number) -> Fraction:
    """A number as it is written: 0.1 is a tenth."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
