"""How long an answer waits: spans of time as people write them, and what they are drawn from."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from random import Random
from typing import Literal

LONGEST_S = 600.0
"""No wait is longer, whatever is asked for."""
_SPAN = re.compile(r"(?P<number>[0-9]+(\.[0-9]+)?|\.[0-9]+)\s*(?P<unit>ms|s|m)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}
_FORMS = "200ms, 1.5s, 100ms..300ms, normal:200ms:50ms or lognormal:200ms:0.5"

Kind = Literal["uniform", "normal", "lognormal"]


def seconds(text: str, unit: str = "ms") -> float:
    """The seconds in a span such as `200ms`, `1.5s` or `2m`; a bare number is of `unit`.

    Raises ValueError when it is none, or longer than `LONGEST_S`.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:50]!r} is no span of time; write it as 200ms or 1.5s")
    span = float(match["number"]) * _UNITS[match["unit"] or unit]
    if span > LONGEST_S:
        raise ValueError(f"{text[:50]!r} is longer than {LONGEST_S:g} seconds")
    return span


@dataclass(frozen=True, slots=True)
class Latency:
    """A distribution of waits, in seconds.

    `uniform` lies between `first` and `second`; `normal` has the mean `first` and the standard
    deviation `second`; `lognormal` has the median `first` and the sigma `second`, as waits on
    networks have: most near the median, a few far above it.
    """

    kind: Kind
    first: float
    second: float

    @classmethod
    def read(cls, text: str, jitter: str = "") -> Latency:
        """What a text says: `200ms`, `100ms..300ms`, `normal:200ms:50ms`, `lognormal:200ms:0.5`.

        `jitter` is how far a single span may be missed, either way. Raises ValueError.
        """
        kind, *numbers = text.strip().split(":")
        if len(numbers) == 2 and kind == "lognormal":
            return cls("lognormal", seconds(numbers[0]), _sigma(numbers[1]))
        if len(numbers) == 2 and kind in ("normal", "uniform"):
            return _between(kind, seconds(numbers[0]), seconds(numbers[1]))
        if numbers:
            raise ValueError(f"{text[:50]!r} is no latency; write {_FORMS}")
        if ".." in text:
            low, _, high = text.partition("..")
            return _between("uniform", seconds(low), seconds(high))
        middle, around = seconds(text), seconds(jitter) if jitter else 0.0
        return cls("uniform", max(0.0, middle - around), middle + around)

    def drawn(self, random: Random) -> float:
        """One wait: never negative, never longer than `LONGEST_S`."""
        if self.kind == "uniform":
            wait = random.uniform(self.first, self.second)
        elif self.kind == "normal":
            wait = random.normalvariate(self.first, self.second)
        else:
            wait = self.first * math.exp(self.second * random.normalvariate(0.0, 1.0))
        return min(max(wait, 0.0), LONGEST_S)


def _between(kind: str, first: float, second: float) -> Latency:
    if kind == "normal":
        return Latency("normal", first, second)
    if second < first:
        raise ValueError(f"{first:g} s is longer than {second:g} s; write the shorter one first")
    return Latency("uniform", first, second)


def _sigma(text: str) -> float:
    try:
        sigma = float(text)
    except ValueError:
        sigma = math.nan
    if not 0 <= sigma <= 5:
        raise ValueError(f"{text[:50]!r} is no sigma; write a number from 0 to 5")
    return sigma
