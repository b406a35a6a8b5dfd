"""The schemas that hold for a property of an object, by its name."""

from __future__ import annotations

from collections.abc import Iterator

from tenon.mock.values.gathering import Fact
from tenon.mock.values.part import Part
from tenon.mock.values.run import Plan, Spot
from tenon.mock.values.shape import Shape

_MOST = 1_000  # that are remembered: names may be made up, and their number has no bound

_OF_TEXT = frozenset({"pattern", "minLength", "maxLength"})


class Properties:
    """The places of the properties of one shape."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._plan = plan
        self._shape = shape
        self._spots: dict[str, Spot] = {}

    def spot(self, name: str) -> Spot:
        """The place of the property of a name."""
        found = self._spots.get(name)
        if found is None:
            found = self._plan.spot(list(self._parts(name)))
            if len(self._spots) < _MOST:
                self._spots[name] = found
        return found

    def _parts(self, name: str) -> Iterator[Part]:
        """The schemas that hold for a property (JSON Schema core, sections 10.3.2 and 11.3)."""
        document, facts = self._plan.document, self._shape.facts
        for index, fact in enumerate(facts):
            places = list(self._places(fact, name))
            if not places and "additionalProperties" in fact.schema:
                places = [("additionalProperties",)]
            yield from (document.child(fact.part, *place) for place in places)
            if "unevaluatedProperties" not in fact.schema:
                continue
            inside = [other for other in facts[index + 1 : fact.end] if other.seen]
            unmet = not places and not any(self._evaluates(other, name) for other in inside)
            if unmet:
                yield document.child(fact.part, "unevaluatedProperties")
        if name in self._shape.preferred:
            yield from self._preferred(name)

    def _preferred(self, name: str) -> Iterator[Part]:
        """The value that a discriminator asks for, when no schema has another opinion."""
        first = self._shape.facts[0].part
        value = self._shape.preferred[name]
        named = [
            (fact, schema)
            for fact in self._shape.facts
            if name in (properties := fact.schema.get("properties") or {})
            and isinstance(schema := properties[name], dict)
        ]
        if any({"const", "enum"} & schema.keys() for _, schema in named):
            parts = [self._plan.document.child(f.part, "properties", name) for f, _ in named]
            fits = value in self._plan.spot(parts).listed()
        else:
            said = [{key: schema[key] for key in _OF_TEXT & schema.keys()} for _, schema in named]
            fits = self._plan.assertion({"allOf": said})(value) if any(said) else True
        if fits:
            yield first.derive(f"kind-{value}", {"const": value})

    def _places(self, fact: Fact, name: str) -> Iterator[tuple[str, ...]]:
        if name in (fact.schema.get("properties") or ()):
            yield ("properties", name)
        for pattern in patterns(fact):
            if self._plan.matches(pattern, name):
                yield ("patternProperties", pattern)

    def _evaluates(self, fact: Fact, name: str) -> bool:
        if {"additionalProperties", "unevaluatedProperties"} & fact.schema.keys():
            return True
        return any(self._places(fact, name))


def patterns(fact: Fact) -> Iterator[str]:
    """The names of `patternProperties`."""
    yield from fact.schema.get("patternProperties") or ()
