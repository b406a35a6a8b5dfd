"""How large a number usually is that goes by some name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tenon.mock.values.naming import said


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A range, both ends included, and the step between two numbers in it."""

    low: int
    high: int
    step: Fraction = Fraction(1)


_CENTS = Fraction(1, 100)
_PLACE = Fraction(1, 10_000)
USUAL = Magnitude(1, 100)
_ROWS: tuple[tuple[str, Magnitude], ...] = (
    ("latitude lat", Magnitude(-60, 70, _PLACE)),
    ("longitude lng lon long", Magnitude(-180, 180, _PLACE)),
    ("timestamp epoch unixtime", Magnitude(1_704_067_200, 1_798_761_600)),
    ("year", Magnitude(1950, 2026)),
    ("month", Magnitude(1, 12)),
    ("day days", Magnitude(1, 28)),
    ("hour hours", Magnitude(0, 23)),
    ("minute minutes second seconds", Magnitude(0, 59)),
    ("age", Magnitude(18, 90)),
    ("port", Magnitude(1024, 49151)),
    ("price amount cost total subtotal tax fee balance salary revenue discount",
     Magnitude(1, 500, _CENTS)),
    ("rating stars score", Magnitude(1, 5, Fraction(1, 10))),
    ("percent percentage ratio rate progress confidence probability",
     Magnitude(0, 1, _CENTS)),
    ("weight height width length depth distance", Magnitude(1, 200, Fraction(1, 10))),
    ("temperature", Magnitude(-10, 35, Fraction(1, 10))),
    ("bytes size", Magnitude(1_000, 5_000_000)),
    ("pages", Magnitude(80, 900)),
    ("page version revision level position index rank order", Magnitude(1, 10)),
    ("limit per_page page_size", Magnitude(10, 50)),
    ("count number quantity qty stock views likes followers downloads", Magnitude(1, 200)),
    ("duration", Magnitude(1, 240)),
    ("population", Magnitude(1_000, 9_000_000)),
    ("id ids", Magnitude(1, 10_000)),
    ("status code", Magnitude(1, 100)),
)  # fmt: skip
_BY_WORD = {word: found for words, found in _ROWS for word in words.split()}


@lru_cache(maxsize=4096)
def magnitude(hint: str) -> Magnitude | None:
    """The magnitude for the last word of a name that is known; None for others."""
    name = said(hint)
    return next((_BY_WORD[word] for word in reversed(name.words) if word in _BY_WORD), None)
