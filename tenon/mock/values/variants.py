"""The ways to meet the schemas of a place, found one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property

from tenon.mock.values.gathering import NOTHING, Gathering, ImpossibleError
from tenon.mock.values.keywords import drawn
from tenon.mock.values.part import Part
from tenon.mock.values.run import Plan
from tenon.mock.values.variant import Variant

# A lenient reader leaves schemas in a contract that nobody could compile: they may say anything.
UNREADABLE = (ArithmeticError, AttributeError, KeyError, TypeError, ValueError)
MOST_VARIANTS = 64
_MOST_WORK = 8_000  # schemas that are gathered to find so many


class Variants:
    """The ways in which some schemas hold together, the likeliest first.

    `exclusive` is whether a `oneOf` was met: then there are also strict ways, which deny the
    alternatives that were not chosen. `reason` says why the last way that was tried is none.
    """

    def __init__(self, plan: Plan, parts: Sequence[Part]) -> None:
        self.exclusive = False
        self.reason = NOTHING
        self._plan = plan
        self._parts = parts
        self._found: list[Variant] = []
        self._rest = self._search(strict=False)
        self._strict: list[Variant] = []
        self._stricter = self._search(strict=True)

    @cached_property
    def every(self) -> list[Variant]:
        """All plain ways."""
        self._found.extend(self._rest)
        return self._found

    def plain(self, index: int) -> Variant | None:
        """One of the plain ways; None when there are fewer."""
        return _reached(self._found, self._rest, index)

    def any(self, index: int) -> Variant | None:
        """One of all ways, the strict ones after the plain ones; None when there are fewer."""
        found = self.plain(index)
        if found is not None or not self.exclusive:
            return found
        return _reached(self._strict, self._stricter, index - len(self._found))

    def _search(self, strict: bool) -> Iterator[Variant]:
        """The ways to decide, those with few decisions for a later alternative first."""
        queue: deque[tuple[int, ...]] = deque([()])
        found = work = 0
        while queue and found < MOST_VARIANTS and work < _MOST_WORK:
            decisions = queue.popleft()
            gathering = Gathering(self._plan.document, decisions, strict)
            try:
                gathering.start(self._parts)
                shape = drawn(gathering)
            except ImpossibleError as error:
                self.reason = str(error)
            except UNREADABLE as error:
                self.reason = f"its schema cannot be read: {error}"
            else:
                found += 1
                self.exclusive = self.exclusive or gathering.exclusive
                yield Variant(self._plan, shape)
            work += 10 + len(gathering.facts)
            queue.extend(_later(decisions, gathering.arity))


def _reached(found: list[Variant], rest: Iterator[Variant], index: int) -> Variant | None:
    while index >= len(found):
        one = next(rest, None)
        if one is None:
            return None
        found.append(one)
    return found[index]


def _later(decisions: tuple[int, ...], arity: list[int]) -> Iterator[tuple[int, ...]]:
    """The decisions that differ from these at one place more."""
    for at in range(len(decisions), len(arity)):
        passed = (0,) * (at - len(decisions))
        yield from ((*decisions, *passed, way) for way in range(1, arity[at]))
