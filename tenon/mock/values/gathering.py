"""All schemas that judge one and the same value, once every choice among them is made.

`allOf` and references say nothing by themselves: what they lead to holds for the same value. So a
schema is a list of facts, one for each schema that applies, and a few choices: which alternative
of `anyOf` and `oneOf`, whether the condition of an `if` holds, which way a `not` is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tenon.mock.values.negation import ways
from tenon.mock.values.part import Document, Part

NOTHING = "nothing is allowed here"
_COMPONENTS = "/components/schemas/"
_MOST_FACTS = 1_000  # schemas that apply to one value; more is a contract that means harm


class ImpossibleError(Exception):
    """No value satisfies all of the schemas; the message says why."""


class TooDeepError(ImpossibleError):
    """A value would be nested more deeply than is made."""


@dataclass(slots=True)
class Fact:
    """One schema that applies. `seen` is whether what it evaluates counts for `unevaluated*`.

    The facts up to `end` come from inside it (JSON Schema core, section 11.1).
    """

    part: Part
    schema: Mapping[Any, Any]
    seen: bool
    end: int = 0


@dataclass(frozen=True, slots=True)
class Within:
    """What a schema hands on to those in it that judge the same value."""

    seen: bool
    hidden: frozenset[str]


@dataclass(slots=True)
class Gathering:
    """The facts of some parts under some decisions; `arity` tells how many ways each could go.

    `avoided` are properties that another alternative of a `oneOf` would be known by, and
    `preferred` the values that discriminators ask for. With `strict`, the alternatives of a
    `oneOf` that were not chosen are denied.

    Raises ImpossibleError when the parts contradict each other at first sight.
    """

    document: Document
    decisions: Sequence[int] = ()
    strict: bool = False
    facts: list[Fact] = field(default_factory=list)
    arity: list[int] = field(default_factory=list)
    avoided: set[str] = field(default_factory=set)
    preferred: dict[str, str] = field(default_factory=dict)
    exclusive: bool = False
    active: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    names: list[str] = field(default_factory=list)

    def add(self, part: Part, seen: bool = True, hidden: frozenset[str] = frozenset()) -> None:
        """Take a schema in, with all that it is composed of.

        `hidden` are properties that do not travel, as the schemas around it say.
        """
        if not isinstance(part.value, Mapping):
            if part.value is False:
                raise ImpossibleError(NOTHING)
            return
        key = (part.at, part.scope)
        if key in self.active:
            return  # a schema that leads back to itself adds nothing
        if len(self.facts) > _MOST_FACTS:
            raise ImpossibleError("too many schemas apply to one value")
        self.active.add(key)
        within = Within(seen, hidden | self.document.hidden(part))
        schema = self.document.travelling(part, within.hidden)
        if schema is not part.value:
            part = replace(part, value=schema)
        fact = Fact(part, schema, seen)
        self.facts.append(fact)
        for keyword in schema:
            if keyword in _STEPS:
                _STEPS[keyword](self, part, schema[keyword], within)
        fact.end = len(self.facts)
        self.active.discard(key)

    def start(self, parts: Sequence[Part]) -> None:
        """Take in all schemas of a place."""
        for part in parts:
            self.names = [_name(part)] if part.at.startswith(_COMPONENTS) else []
            self.add(part)

    def pick(self, ways: int) -> int:
        """Which of some ways to go."""
        at = len(self.arity)
        self.arity.append(ways)
        return self.decisions[at] if at < len(self.decisions) else 0

    def deny(self, part: Part) -> None:
        """Take in that a schema does not hold."""
        found = ways(self.document, part)
        if not found:
            raise ImpossibleError("`not` forbids everything")
        self.add(found[self.pick(len(found))], seen=False)


def _reference(into: Gathering, part: Part, reference: Any, within: Within) -> None:
    target = into.document.referred(part, reference)
    if target is not None:
        _named(into, target, within)


def _dynamic(into: Gathering, part: Part, reference: Any, within: Within) -> None:
    target = into.document.dynamic(part, reference)
    if target is not None:
        _named(into, target, within)


def _inside(into: Gathering, part: Part, within: Within) -> None:
    into.add(part, within.seen, within.hidden)


def _named(into: Gathering, target: Part, within: Within) -> None:
    into.names.append(_name(target))
    into.add(target, within.seen, within.hidden)
    into.names.pop()


def _all_of(into: Gathering, part: Part, members: Any, within: Within) -> None:
    for index in range(len(members)):
        _inside(into, into.document.child(part, "allOf", index), within)


def _any_of(into: Gathering, part: Part, members: Any, within: Within) -> None:
    if members:
        _alternative(into, part, "anyOf", into.pick(len(members)), within)


def _one_of(into: Gathering, part: Part, members: Any, within: Within) -> None:
    if not members:
        return
    chosen = into.pick(len(members))
    into.exclusive = into.exclusive or len(members) > 1
    branch = _alternative(into, part, "oneOf", chosen, within)
    others = [into.document.child(part, "oneOf", i) for i in range(len(members)) if i != chosen]
    own = set(_required(into.document, branch))
    for other in others:
        into.avoided |= set(_required(into.document, other)) - own
        if into.strict:
            into.deny(other)


def _alternative(into: Gathering, part: Part, keyword: str, chosen: int, within: Within) -> Part:
    branch = into.document.child(part, keyword, chosen)
    reference = branch.value.get("$ref") if isinstance(branch.value, Mapping) else None
    discriminator = _discriminator(part.value)
    target = into.document.referred(branch, reference) if reference else None
    if discriminator and target is not None:
        _prefer(into, discriminator, _name(target))
    _inside(into, branch, within)
    return branch


def _discriminated(into: Gathering, part: Part, _: Any, within: Within) -> None:
    """A schema others are composed of: the first of them that was referred to is meant."""
    schema: Any = part.value
    if into.names and not (schema.get("oneOf") or schema.get("anyOf")):
        discriminator = _discriminator(schema)
        if discriminator:
            _prefer(into, discriminator, into.names[0])


def _prefer(into: Gathering, discriminator: Mapping[str, Any], name: str) -> None:
    mapping = discriminator.get("mapping")
    pairs = mapping.items() if isinstance(mapping, Mapping) else ()
    meant = (value for value, target in pairs if str(target).rsplit("/", 1)[-1] == name)
    # What the mapping does not name goes by the name of its component.
    into.preferred.setdefault(discriminator["propertyName"], str(next(meant, name)))


def _if(into: Gathering, part: Part, _: Any, within: Within) -> None:
    schema: Any = part.value
    branches = [keyword for keyword in ("then", "else") if keyword in schema]
    if not branches:
        return
    # Whoever writes `then` alone has the case in mind in which it holds.
    chosen = ("then", "else")[into.pick(2)]
    condition = into.document.child(part, "if")
    if chosen == "then":
        into.add(condition, within.seen)
    else:
        into.deny(condition)
    if chosen in schema:
        _inside(into, into.document.child(part, chosen), within)


def _dependent(into: Gathering, part: Part, schemas: Any, within: Within) -> None:
    for name in schemas:
        if into.pick(2) == 0:
            into.add(part.derive(f"with-{name}", {"required": [name]}), seen=False)
            _inside(into, into.document.child(part, "dependentSchemas", name), within)
        else:
            absent = {"properties": {name: False}}
            into.add(part.derive(f"without-{name}", absent), seen=False)


def _not(into: Gathering, part: Part, _: Any, within: Within) -> None:
    into.deny(into.document.child(part, "not"))


_STEPS: dict[Any, Callable[[Gathering, Part, Any, Within], None]] = {
    "$ref": _reference,
    "$dynamicRef": _dynamic,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "if": _if,
    "dependentSchemas": _dependent,
    "not": _not,
    "discriminator": _discriminated,
}


def component(fact: Fact) -> str:
    """The name of the component that a fact is; empty for others."""
    at = fact.part.at
    name = at.removeprefix(_COMPONENTS)
    return name if name != at and "/" not in name else ""


BRANCHING = frozenset({"anyOf", "oneOf", "if", "dependentSchemas", "not"})


def _name(part: Part) -> str:
    return part.at.rsplit("/", 1)[-1]


def _discriminator(schema: Any) -> Mapping[str, Any] | None:
    found = schema.get("discriminator")
    named = isinstance(found, Mapping) and isinstance(found.get("propertyName"), str)
    return found if named else None


def _required(document: Document, part: Part, depth: int = 0) -> Iterator[str]:
    """The properties that a schema requires, also by its references and `allOf`."""
    schema = part.value
    if not isinstance(schema, Mapping) or depth > 8:
        return
    yield from schema.get("required") or ()
    for index in range(len(schema.get("allOf") or ())):
        yield from _required(document, document.child(part, "allOf", index), depth + 1)
    if isinstance(schema.get("$ref"), str):
        target = document.referred(part, schema["$ref"])
        if target is not None:
            yield from _required(document, target, depth + 1)
