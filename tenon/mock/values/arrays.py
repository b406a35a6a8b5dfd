"""Arrays: as many items as they should have, each what it has to be where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from tenon.mock.values.gathering import Fact, ImpossibleError, TooDeepError
from tenon.mock.values.part import Part
from tenon.mock.values.run import Plan, Run, Spot
from tenon.mock.values.shape import Shape

_MOST_ITEMS = 1_000  # items that are made when more are asked for
_FEW = 3  # items that are looked through for one that is there already
_NESTED = 2  # items within items of the same kind
_TRIES = 40  # to find an item that is not there yet


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schema that some items have to satisfy: `contains`, `minContains`, `maxContains`."""

    part: Part
    least: int
    most: int | None


class Arrays:
    """Makes arrays of one shape."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._plan = plan
        self._shape = shape
        self._spots: dict[tuple[int, ...], Spot] = {}
        self._wanted = list(_wanted(plan, shape.facts))
        self._prefix = max((len(f.schema.get("prefixItems") or ()) for f in shape.facts), default=0)
        self._room = self._longest()
        self._asked = self._assigned()
        least = max(shape.items.least, max(self._asked, default=-1) + 1, 2 * shape.twice)
        if self._room is not None and shape.items.least > self._room:
            said = f"{shape.items.least} items are asked for where {self._room} are allowed"
            raise ImpossibleError(said)
        self._least = least if self._room is None else min(least, self._room)

    def make(self, run: Run, hint: str) -> Any:
        """An array; raises ImpossibleError when an item that is needed is impossible."""
        return self._completed([], run, hint, self._size(run))

    def fit(self, given: Any, run: Run, hint: str) -> Any:
        """An array that keeps the items of another that are allowed."""
        kept: list[Any] = []
        seen: set[bytes] = set()
        for value in given if self._room is None else given[: self._room]:
            spot = self._spot(len(kept), ())
            try:
                item = spot.fit(value, run, hint)
            except ImpossibleError:
                continue
            if self._shape.unique and _key(item) in seen:
                continue
            seen.add(_key(item)) if self._shape.unique else None
            kept.append(item)
        return self._completed(kept, run, hint, self._least)

    def likeness(self, given: Any) -> int:
        """Whether the items are listed, or could be items at all."""
        if not given:
            return 0
        listed = self._spot(0, ()).listed()
        return 0 if not listed or given[0] in listed else -5

    def needs(self) -> Iterator[Spot]:
        """The items that cannot be left out."""
        for index in range(min(self._least, self._prefix + len(self._asked) + 1)):
            yield self._spot(index, self._asked.get(index, ()))

    def keeps(self, given: Any) -> bool:
        """Nothing is said here of what it holds."""
        return True

    def listed(self) -> list[Any]:
        """None: arrays are many."""
        return []

    def _size(self, run: Run) -> int:
        if run.lean:
            return self._least
        times = 0 if self._prefix else run.path.get(self._spot(0, ()), 0)
        if times >= _NESTED:
            return self._least
        least, most = run.items
        usual = max(self._prefix, least + int(run.random.random() * (most - least + 1 - times)))
        size = max(self._least, usual)
        return size if self._room is None else min(size, self._room)

    def _completed(self, value: list[Any], run: Run, hint: str, size: int) -> list[Any]:
        if size - len(value) > _MOST_ITEMS:
            run.capped = f"{size} items are asked for, {_MOST_ITEMS} were made"
            size = len(value) + _MOST_ITEMS
        seen = {_key(one) for one in value} if self._shape.unique else set()
        varied, wide = run.varied, run.wide
        while len(value) < size:
            # Where the contract shows one item, the others should not be the same.
            run.varied = varied or bool(value)
            try:
                item = self._item(value, run, hint, seen)
            except ImpossibleError:
                if len(value) < self._least and not run.relaxed:
                    run.wide = wide
                    raise
                break
            finally:
                run.varied = varied
            value.append(item)
        run.wide = wide
        if self._shape.twice and len(value) > 1:
            value[1] = value[0]
        return value

    def _item(self, before: list[Any], run: Run, hint: str, seen: set[bytes]) -> Any:
        index = len(before)
        spot = self._spot(index, self._asked.get(index, ()))
        item = spot.make(run, hint)
        if not self._shape.unique:
            # The same word twice reads badly, also where it is allowed.
            return item if index >= _FEW or item not in before else spot.make(run, hint)
        key = _key(item)
        for attempt in range(2 * _TRIES):
            if key not in seen:
                seen.add(key)
                return item
            run.varied = True
            run.wide = run.wide or attempt > _TRIES  # and so it stays for the items that follow
            item = spot.make(run, hint)
            key = _key(item)
        for other in spot.listed():
            if _key(other) not in seen:
                seen.add(_key(other))
                return other
        raise TooDeepError("there are not enough different items")

    def _assigned(self) -> dict[int, tuple[int, ...]]:
        """Which of the wanted schemas the item at an index satisfies, by their numbers.

        Each wanted item has a place of its own where there is room, else it shares one.
        """
        found: dict[int, tuple[int, ...]] = {}
        for number, one in enumerate(self._wanted):
            places = self._places(number, found)
            for _ in range(min(one.least, _MOST_ITEMS)):
                index = next(places, None)
                if index is None:
                    raise ImpossibleError("`contains` asks for more than there may be")
                found[index] = (*found.get(index, ()), number)
        return found

    def _places(self, number: int, taken: dict[int, tuple[int, ...]]) -> Iterator[int]:
        room = self._prefix + len(taken) + _MOST_ITEMS if self._room is None else self._room
        free = [index for index in range(room) if index not in taken]
        for index in (*free, *list(taken)):
            if not self._spot(index, (*taken.get(index, ()), number)).never:
                yield index

    def _longest(self) -> int | None:
        """The most items that are allowed; None when there is no such number."""
        most = self._shape.items.most
        for index in range(self._prefix + 1):
            if (most is None or index < most) and self._spot(index, ()).never:
                return index
        return most

    def _spot(self, index: int, asked: tuple[int, ...]) -> Spot:
        key = (min(index, self._prefix), *asked)
        found = self._spots.get(key)
        if found is None:
            found = self._plan.spot(list(self._parts(key[0], asked)))
            self._spots[key] = found
        return found

    def _parts(self, index: int, asked: tuple[int, ...]) -> Iterator[Part]:
        """The schemas that hold for an item (JSON Schema core, sections 10.3.1 and 11.2)."""
        document, facts = self._plan.document, self._shape.facts
        for at, fact in enumerate(facts):
            place = _place(fact, index)
            if place:
                yield document.child(fact.part, *place)
            elif "unevaluatedItems" in fact.schema:
                yield from self._unevaluated(fact, facts[at : fact.end], index)
        for number, one in enumerate(self._wanted):
            if number in asked:
                yield one.part
            elif one.most is not None:
                yield one.part.derive(f"not-{number}", {"not": one.part.value})

    def _unevaluated(self, fact: Fact, inside: list[Fact], index: int) -> Iterator[Part]:
        document = self._plan.document
        others = [one for one in inside if one.seen]
        if any(
            _place(one, index) or (one is not fact and "unevaluatedItems" in one.schema)
            for one in others
        ):
            return
        found = [one for one in others if "contains" in one.schema]
        if found and fact.schema["unevaluatedItems"] is False:
            # An item that satisfies `contains` is an evaluated one.
            yield document.child(found[0].part, "contains")
        else:
            yield document.child(fact.part, "unevaluatedItems")


def _wanted(plan: Plan, facts: list[Fact]) -> Iterator[Wanted]:
    for fact in facts:
        if "contains" in fact.schema:
            part = plan.document.child(fact.part, "contains")
            schema = fact.schema
            least, most = int(schema.get("minContains", 1)), schema.get("maxContains")
            if most is not None and least > most:
                raise ImpossibleError(f"`minContains` {least} is more than `maxContains` {most}")
            yield Wanted(part, least, most)


def _place(fact: Fact, index: int) -> tuple[str | int, ...]:
    prefix = fact.schema.get("prefixItems") or ()
    if index < len(prefix):
        return ("prefixItems", index)
    return ("items",) if "items" in fact.schema else ()


def _key(value: Any) -> bytes:
    """The same for values that are equal as JSON Schema has it."""
    if isinstance(value, (dict, list)):
        return to_json(_sorted(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return to_json(value)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
