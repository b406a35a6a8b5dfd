"""What all makers of texts, numbers and constants have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.mock.values.run import Run, Spot


class Scalar:
    """Needs nothing, and keeps nothing but itself."""

    def fit(self, given: Any, run: Run, hint: str) -> Any:
        """What is given: whether it is valid was judged before."""
        return given

    def likeness(self, given: Any) -> int:
        """Every value of the type is as good."""
        return 0

    def keeps(self, given: Any) -> bool:
        """Every value of the type is right."""
        return True

    def needs(self) -> Iterator[Spot]:
        """Nothing."""
        return iter(())

    def listed(self) -> list[Any]:
        """None, unless there are few."""
        return []
