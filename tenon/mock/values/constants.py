"""Values that a schema lists, and the types that have few."""

from __future__ import annotations

from typing import Any

from tenon.mock.values.copying import copied
from tenon.mock.values.equality import among
from tenon.mock.values.run import Plan, Run
from tenon.mock.values.scalar import Scalar
from tenon.mock.values.shape import Shape


class Constants(Scalar):
    """One of the values of `enum` or `const`; null only when it is the only one."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._shape = shape

    def make(self, run: Run, hint: str) -> Any:
        """One of them."""
        found = self._shape.candidates or [None]
        if len(found) > 1 and found[-1] is None:
            found = found[:-1]
        return copied(found[int(run.random.random() * len(found))])

    def likeness(self, given: Any) -> int:
        """Whether the value is one of them."""
        return 10 if self.keeps(given) else -10

    def keeps(self, given: Any) -> bool:
        """Whether the value is one of them."""
        return among(given, self._shape.candidates or [])


class Booleans(Scalar):
    """True or false."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._excluded = shape.excluded

    def make(self, run: Run, hint: str) -> Any:
        """One of the two."""
        value = run.random.random() < 0.5
        return not value if among(value, self._excluded) else value

    def listed(self) -> list[Any]:
        """Both of them."""
        return [False, True]


class Nulls(Scalar):
    """Null."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        pass

    def make(self, run: Run, hint: str) -> Any:
        """Null."""
        return None

    def listed(self) -> list[Any]:
        """Null."""
        return [None]
