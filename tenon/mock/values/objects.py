"""Objects: their properties, those that need not be there, and those that nobody named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tenon.mock.values.gathering import NOTHING, Fact, ImpossibleError, TooDeepError, component
from tenon.mock.values.naming import chronology
from tenon.mock.values.properties import Properties, patterns
from tenon.mock.values.run import Plan, Run, Spot
from tenon.mock.values.shape import Shape
from tenon.mock.values.vocabulary import words

_REQUIRED = "the required property"
_MOST_EXTRA = 1_000  # properties that are made when more are asked for
_MOST_HINTS = 2_000  # that are remembered: names of properties may be made up
_SOME = 2  # entries of a map that needs none


@dataclass(slots=True)
class Member:
    """A named property. `filled` is whether it is made when it is not required."""

    name: str
    spot: Spot
    required: bool
    filled: bool


class Objects:
    """Makes objects of one shape."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._plan = plan
        self._shape = shape
        self._properties = Properties(plan, shape)
        self._hints: dict[tuple[str, str], str] = {}
        self._dependents = _dependents(shape.facts)
        self._required = _required(shape.facts)
        self._called = next(filter(None, map(component, shape.facts)), "")
        self._members = list(self._named())
        self._names = self._name_spot()
        self._moments = list(chronology(member.name for member in self._members))
        self._open = not self._members and any(map(_maps, shape.facts))

    def make(self, run: Run, hint: str) -> Any:
        """An object; raises ImpossibleError when a required property is impossible."""
        return self._chronological(self._completed({}, run, hint))

    def fit(self, given: Any, run: Run, hint: str) -> Any:
        """An object that keeps the members of another that are allowed."""
        kept: dict[str, Any] = {}
        for name, value in given.items():
            spot = self._properties.spot(name)
            if spot.never or not self._allows(name):
                continue
            try:
                kept[name] = spot.fit(value, run, self._hint(hint, name))
            except ImpossibleError:
                continue
        self._trim(kept)
        return self._ordered(self._completed(kept, run, hint))

    def likeness(self, given: Any) -> int:
        """How many members are allowed, and whether those that are required are there."""
        score = -3 * sum(name not in given for name in self._required)
        for name, value in given.items():
            spot = self._properties.spot(name)
            if spot.never:
                score -= 3
            elif isinstance(value, (str, int, float)) and not self._keeps(spot, value):
                score -= 5
            elif any(member.name == name for member in self._members):
                score += 1
        return score

    def needs(self) -> Iterator[Spot]:
        """The required properties."""
        yield from (member.spot for member in self._members if member.required)

    def keeps(self, given: Any) -> bool:
        """Nothing is said here of what it holds."""
        return True

    def listed(self) -> list[Any]:
        """None: objects are many."""
        return []

    def _keeps(self, spot: Spot, value: Any) -> bool:
        listed = spot.listed()
        return not listed or value in listed

    def _completed(self, value: dict[str, Any], run: Run, hint: str) -> dict[str, Any]:
        lean = run.lean
        sizes = self._shape.members
        room = None if sizes.most is None else sizes.most - len(value)
        if room is not None:
            needed = sum(one.required and one.name not in value for one in self._members)
            room = max(0, room - needed)
        for member in self._members:
            if member.name in value:
                continue
            if member.required:
                value[member.name] = self._made(member, run, hint)
            elif lean or not member.filled or room == 0 or member.spot in run.path:
                continue
            elif self._optional(member, value, run, hint) and room is not None:
                room = max(0, room - 1)
        if self._dependents:
            self._follow(value, run, hint)
        self._enlarge(value, run, hint, lean)
        return value

    def _chronological(self, value: dict[str, Any]) -> dict[str, Any]:
        """What was made, with moments in the order that their names tell."""
        for earlier, later in self._moments:
            first, second = value.get(earlier), value.get(later)
            if isinstance(first, str) and isinstance(second, str) and first > second:
                value[earlier], value[later] = second, first
        return value

    def _made(self, member: Member, run: Run, hint: str) -> Any:
        try:
            return member.spot.make(run, self._hint(hint, member.name))
        except TooDeepError:
            raise
        except ImpossibleError as error:
            if run.relaxed:
                return None
            if str(error).startswith(_REQUIRED):
                raise  # what is said is where it fails, not the way that leads there
            raise ImpossibleError(f"{_REQUIRED} {member.name!r}: {error}") from None

    def _optional(self, member: Member, value: dict[str, Any], run: Run, hint: str) -> bool:
        if member.spot.never:
            member.filled = False
            return False
        try:
            value[member.name] = member.spot.make(run, self._hint(hint, member.name))
        except TooDeepError:
            return False
        except ImpossibleError:
            member.filled = False
            self._plan.lessons += 1
            return False
        return True

    def _follow(self, value: dict[str, Any], run: Run, hint: str) -> None:
        """Make what is required beside properties that are there (`dependentRequired`)."""
        queue = list(value)
        while queue:
            for other in self._dependents.get(queue.pop(), ()):
                if other not in value:
                    member = Member(other, self._properties.spot(other), True, True)
                    value[other] = self._made(member, run, hint)
                    queue.append(other)

    def _enlarge(self, value: dict[str, Any], run: Run, hint: str, lean: bool) -> None:
        least, most = self._shape.members.least, self._shape.members.most
        wanted = least
        if self._open and not lean and not value:
            wanted = max(least, _SOME if most is None else min(_SOME, most))
        if len(value) >= wanted:
            return
        for member in self._members if len(value) < least else ():
            if member.name not in value and len(value) < wanted:
                self._optional(member, value, run, hint)
        if wanted - len(value) > _MOST_EXTRA:
            run.capped = f"{least} properties are asked for, {_MOST_EXTRA} were made"
        self._add(value, min(wanted, len(value) + _MOST_EXTRA), run, hint)

    def _add(self, value: dict[str, Any], wanted: int, run: Run, hint: str) -> None:
        """Make properties that nobody named, where they are allowed."""
        misses = 0
        while len(value) < wanted and misses < 40 and not (run.late and misses):
            name = self._fresh(run, misses + len(value))
            spot = self._properties.spot(name)
            if name in value or spot.never or not self._allows(name) or spot in run.path:
                misses += 1
                continue
            try:
                value[name] = spot.make(run, hint)
            except ImpossibleError:
                misses += 1

    def _fresh(self, run: Run, number: int) -> str:
        """A name for a property: by `propertyNames`, by `patternProperties`, or a word."""
        if self._names is not None:
            made = self._names.make(run, "key")
            return made if isinstance(made, str) else str(made)
        known = [name for fact in self._shape.facts for name in patterns(fact)]
        if known and number % 4 < 3:
            pattern = known[number % len(known)]
            return str(self._plan.matching(pattern).make(run, "key"))
        word = words("key")(run.random)
        return word if number < 8 else f"{word}_{number}"

    def _trim(self, value: dict[str, Any]) -> None:
        most = self._shape.members.most
        for name in list(value)[::-1]:
            if most is None or len(value) <= most:
                return
            if name not in self._required:
                del value[name]

    def _ordered(self, value: dict[str, Any]) -> dict[str, Any]:
        """The order of the schema, and what it does not name behind."""
        named = {one.name: value[one.name] for one in self._members if one.name in value}
        return {**named, **value}

    def _hint(self, hint: str, name: str) -> str:
        found = self._hints.get((hint, name))
        if found is None:
            found = f"{hint.rsplit('/', 1)[-1]} {self._called}/{name}"
            if len(self._hints) < _MOST_HINTS:
                self._hints[hint, name] = found
        return found

    def _allows(self, name: str) -> bool:
        judges = self._name_check
        return judges is None or judges(name)

    def _named(self) -> Iterator[Member]:
        shape = self._shape
        names = [name for fact in shape.facts for name in fact.schema.get("properties") or ()]
        for name in dict.fromkeys([*names, *self._required]):
            spot = self._properties.spot(name)
            required = name in self._required
            if required and spot.never:
                raise _impossible(name, spot)
            filled = not required and name not in shape.avoided
            if required or name in names:
                yield Member(name, spot, required, filled)

    def _name_spot(self) -> Spot | None:
        document = self._plan.document
        parts = [
            document.child(fact.part, "propertyNames")
            for fact in self._shape.facts
            if "propertyNames" in fact.schema
        ]
        text = self._shape.facts[0].part.derive("name", {"type": "string"}) if parts else None
        self._name_check = self._plan.check(parts) if parts else None
        return self._plan.spot([*parts, text]) if text else None


def _impossible(name: str, spot: Spot) -> ImpossibleError:
    """Why there is no object without a property, and none with it: at the innermost place."""
    if spot.reason == NOTHING:
        return ImpossibleError(f"{_REQUIRED} {name!r} is not allowed")
    return ImpossibleError(f"{_REQUIRED} {name!r}: {spot.reason}")


def _maps(fact: Fact) -> bool:
    """Whether a schema says what the values of a map are."""
    return bool(fact.schema.get("patternProperties")) or isinstance(
        fact.schema.get("additionalProperties"), dict
    )


def _required(facts: list[Fact]) -> dict[str, None]:
    return dict.fromkeys(name for fact in facts for name in fact.schema.get("required") or ())


def _dependents(facts: list[Fact]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fact in facts:
        for name, others in (fact.schema.get("dependentRequired") or {}).items():
            found.setdefault(name, []).extend(others)
    return found
