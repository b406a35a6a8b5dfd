"""A place in a value: the schemas that hold there, and the ways in which they can be met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from math import inf
from typing import Any

from tenon.mock.values.copying import copied
from tenon.mock.values.ends import Way, settle
from tenon.mock.values.equality import kind_of
from tenon.mock.values.gathering import BRANCHING, ImpossibleError, TooDeepError
from tenon.mock.values.part import Part
from tenon.mock.values.run import Maker, Plan, Run
from tenon.mock.values.variant import Variant
from tenon.mock.values.variants import MOST_VARIANTS, UNREADABLE, Variants

_MOST_ATTEMPTS = 24
_NESTED = 2  # places within themselves before the shortest way to an end is taken
_MIXED = 16  # alternatives that varied values are made by
_BARE: dict[str, Callable[[], Any]] = {
    "object": dict, "array": list, "string": str, "number": int, "integer": int, "boolean": bool,
}  # fmt: skip
# What the facts alone do not promise: a value is judged where one of these stands.
_RISKY = BRANCHING | frozenset(
    {
        "contains", "unevaluatedItems", "unevaluatedProperties", "patternProperties",
        "propertyNames", "example", "examples", "default", "enum", "const", "pattern", "format",
        "multipleOf", "dependentRequired",
    }
)  # fmt: skip


class Node:
    """A place in a value. Its variants are found when they are first needed.

    `check` judges a value by the schemas alone that hold here.
    """

    def __init__(self, plan: Plan, parts: list[Part], check: Callable[[Any], bool]) -> None:
        self._plan = plan
        self._parts = parts
        self._check = check
        self._variants = Variants(plan, parts)
        self._dead: set[int] = set()
        self._reason = ""
        self._wary = False
        self.end: float | None = None
        self._way = (0, 0)

    @property
    def never(self) -> bool:
        """Whether nothing is allowed here."""
        return self._variants.plain(0) is None

    @property
    def reason(self) -> str:
        """Why nothing is allowed here, where that is so."""
        return self._reason or self._variants.reason

    @property
    def risky(self) -> bool:
        """Whether the facts alone do not promise that a value is valid."""
        first = self._variants.plain(0)
        return first is None or any(_RISKY & fact.schema.keys() for fact in first.shape.facts)

    def make(self, run: Run, hint: str) -> Any:
        """A value; raises ImpossibleError when there is none."""
        run.count += 1
        if run.level or self._wary:
            return self._judged(run, hint)
        if (run.varied or not self._shows) and self._only is not None:
            with suppress(*UNREADABLE):  # `_any` tells
                return self._only.make(run, hint)
        return self._any(run, hint, 0)

    def fit(self, given: Any, run: Run, hint: str) -> Any:
        """A value that keeps what it can of another; raises ImpossibleError like `make`."""
        run.count += 1
        scalar = not isinstance(given, (dict, list))
        if scalar and self._keeps(given, run):
            return given
        if scalar or run.bottomless:
            return self.make(run, hint)
        try:
            value = self._kept(given, run, hint)
        except TooDeepError:
            raise
        except (ImpossibleError, *UNREADABLE):
            return self.make(run, hint)
        if (run.level or self._wary) and not run.late and not self._check(value):
            self._warn()
            return self.make(run, hint)
        return value

    def listed(self) -> list[Any]:
        """All values there are, when the schemas list them; else none."""
        lists = [variant.shape.candidates for variant in self._variants.every]
        if any(one is None for one in lists):
            return list(self._few())
        return [copied(value) for one in lists for value in one or ()]

    def ways(self) -> Iterator[Way]:
        """The variants and types to choose from, and the places that each of them needs."""
        for index, variant in enumerate(self._variants.every[:16]):
            for at, kind in enumerate(variant.kinds):
                with suppress(ImpossibleError, *UNREADABLE):
                    needs = [] if variant.examples else list(variant.maker(kind).needs())
                    if not any(need.never for need in needs):
                        yield Way(index, at, needs)

    def end_by(self, end: float, way: Way) -> None:
        """Take the shortest way to an end that was found."""
        self.end, self._way = end, (way.variant, way.kind)
        if end == inf:
            self._reason = "it has to contain itself without an end"

    @cached_property
    def _only(self) -> Maker | None:
        """What makes all values, where there is one way only and it needs no place."""
        if len(self._variants.every) != 1 or len(self._variants.every[0].kinds) != 1:
            return None
        kind = self._variants.every[0].kinds[0]
        return None if kind in ("object", "array") else self._variants.every[0].maker(kind)

    @cached_property
    def _shows(self) -> bool:
        """Whether the contract shows values."""
        return any(variant.examples for variant in self._variants.every)

    def _few(self) -> Iterator[Any]:
        for variant in self._variants.every:
            if not variant.shape.said or len(variant.kinds) > 1:
                return
            listed = variant.maker(variant.kinds[0]).listed()
            if not listed:
                return
            yield from listed

    def _keeps(self, given: Any, run: Run) -> bool:
        """Whether a scalar may stay; by the schemas that hold here where care is taken."""
        if not any(variant.keeps(given) for variant in self._variants.every):
            return False
        return run.late or not (run.level or self._wary) or self._check(given)

    def _judged(self, run: Run, hint: str) -> Any:
        """A value that was judged by the schemas that hold here, or the first that was made."""
        value = self._any(run, hint, 0)
        if (run.level == 1 and not self.risky) or run.late or self._check(value):
            return value
        self._warn()
        fill = run.fill
        for attempt in self._attempts():
            if run.late:
                break
            run.fill = fill and attempt % 3 != 2
            other = self._any(run, hint, attempt)
            run.fill = fill
            if self._check(other):
                return other
        return value

    def _warn(self) -> None:
        """From now on judge what is made here; leave out what the schemas list in vain."""
        if self._wary:
            return
        self._wary = True
        self._plan.lessons += 1
        for variant in self._variants.every:
            variant.examples = [one for one in variant.examples if self._check(one)]
            candidates = variant.shape.candidates
            if candidates is not None:
                valid = [one for one in candidates if self._check(one)]
                variant.shape.candidates = valid or candidates

    def _attempts(self) -> Iterator[int]:
        """Numbers of ways to try one after the other: the plain ones, then the strict ones."""
        ways = len(self._variants.every) * max(
            (len(one.kinds) for one in self._variants.every), default=1
        )
        yield from range(1, min(max(6, 3 * ways), _MOST_ATTEMPTS))
        for beyond in range(_MOST_ATTEMPTS if self._variants.exclusive else 0):
            if self._variants.any(len(self._variants.every) + beyond) is None:
                break
            yield -1 - beyond

    def _any(self, run: Run, hint: str, attempt: int) -> Any:
        if run.bottomless:
            raise TooDeepError("it is nested too deeply")
        for index, at in self._order(run, attempt):
            if index in self._dead:
                continue
            variant = self._variants.any(index)
            if variant is None:
                continue
            try:
                return self._with(variant, variant.kinds[at % len(variant.kinds)], run, hint)
            except TooDeepError:
                raise
            except ImpossibleError as error:
                self._reason = str(error)
            except UNREADABLE as error:
                self._reason = f"its schema cannot be read: {error}"
            self._dead.add(index)
            self._plan.lessons += 1
        if run.relaxed:
            return self._bare()
        raise ImpossibleError(self.reason)

    def _order(self, run: Run, attempt: int) -> Iterator[tuple[int, int]]:
        """Which variant and which of its types to try, one after the other."""
        if run.deep or run.path.get(self, 0) >= _NESTED:
            if self._shortest() == inf:
                return
            yield self._way
        start, at = 0, 0
        if attempt < 0:
            yield len(self._variants.every) - 1 - attempt, 0
        elif attempt:
            start, at = (
                attempt % max(1, len(self._variants.every)),
                attempt // max(1, len(self._variants.every)),
            )
        elif run.varied:
            ways = min(len(self._variants.every), _MIXED)
            start = int(run.random.random() * ways) if ways > 1 else 0
            at = self._varied_kind(run, start)
        else:
            start = self._first()
        index = start
        while self._variants.plain(index) is not None:
            yield index, at
            index += 1
        yield from ((index, 0) for index in range(start))

    def _first(self) -> int:
        """The first variant that is more than null."""
        for index in range(MOST_VARIANTS):
            variant = self._variants.plain(index)
            if variant is None:
                break
            if variant.kinds != ["null"] and index not in self._dead:
                return index
        return 0

    def _varied_kind(self, run: Run, index: int) -> int:
        variant = self._variants.plain(index)
        if variant is None or not variant.shape.said or len(variant.kinds) == 1:
            return 0
        if variant.kinds[-1] == "null":
            return -1 if run.random.random() < 0.125 else 0
        return int(run.random.random() * len(variant.kinds))

    def _shortest(self) -> float:
        if self.end is None:
            settle(self)
        return self.end or 0

    def _with(self, variant: Variant, kind: str, run: Run, hint: str) -> Any:
        if variant.examples and not run.varied:
            return copied(variant.examples[0])
        maker = variant.maker(kind)
        if kind not in ("object", "array"):
            return maker.make(run, hint)
        times = run.path.get(self, 0)
        run.path[self] = times + 1
        run.depth += 1
        try:
            return maker.make(run, hint)
        finally:
            run.depth -= 1
            run.path[self] = times

    def _kept(self, given: Any, run: Run, hint: str) -> Any:
        variants = self._variants.every
        if not variants:
            raise ImpossibleError(self.reason)
        best = max(variants, key=lambda one: one.likeness(given)) if variants[1:] else variants[0]
        kind = kind_of(given)
        if kind not in best.shape.types:
            return self.make(run, hint)
        run.depth += 1
        try:
            return best.maker(kind).fit(given, run, hint)
        finally:
            run.depth -= 1

    def _bare(self) -> Any:
        for part in self._parts:
            named = part.value.get("type") if not isinstance(part.value, bool) else None
            if isinstance(named, str) and named in _BARE:
                return _BARE[named]()
        return None
