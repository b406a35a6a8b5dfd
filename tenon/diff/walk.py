"""Compares schemas, and all that they lead to, each pair of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tenon.contract.operation import Schema
from tenon.diff import limits, members, notes, texts, values
from tenon.diff.alternatives import Alternatives, lopsided
from tenon.diff.inclusion import Inclusion
from tenon.diff.members import Node, Pair
from tenon.diff.naming import label
from tenon.diff.same import Same
from tenon.diff.shape import CONDITIONS, Shape
from tenon.diff.side import Side
from tenon.diff.way import Found, Medium, Way

Key = tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...], Way]
_Check = Callable[[Shape, Shape, Way, str], Iterator[Found]]
_CHECKS: tuple[_Check, ...] = (values.types, values.enum, limits.limits, texts.texts)
_NOTES: tuple[_Check, ...] = (
    notes.default,
    notes.parts,
    notes.discriminator,
)
# What may stand beside a reference without saying anything of values.
_ONLY_REFERS = frozenset({"$ref", "description", "summary", "readOnly", "writeOnly", "deprecated"})
_XML = ("name", "namespace", "prefix", "attribute", "wrapped", "nodeType")


@dataclass
class _Visit:
    """What was found of one pair by itself, and the pairs inside it."""

    found: list[Found] = field(default_factory=list)
    inside: list[Key] = field(default_factory=list)


@dataclass(frozen=True)
class Walk:
    """Compares the schemas of two contracts. What is asked twice is compared once."""

    sides: tuple[Side, Side]
    same: Same
    inclusion: Inclusion
    today: date
    _visits: dict[Key, _Visit] = field(default_factory=dict)

    def compare(self, base: Schema | None, head: Schema | None, way: Way, at: Pair) -> Key | None:
        """Compare two schemas; where none is said, at a place, anything is let through.

        The key under which what was found is kept; None when there is nothing.
        """
        pair = Pair((base or at.base[0],), (head or at.head[0],))
        waiting: list[tuple[Pair, Key]] = []
        key = self._registered(pair, way, waiting)
        while waiting:
            inner, inner_key = waiting.pop()
            self._visit(inner, inner_key, waiting)
        return key

    def fruitful(self) -> frozenset[Key]:
        """The pairs of which something was found, or of what is inside them."""
        users: dict[Key, list[Key]] = {}
        for key, visit in self._visits.items():
            for inner in visit.inside:
                users.setdefault(inner, []).append(key)
        waiting = [key for key, visit in self._visits.items() if visit.found]
        seen = set(waiting)
        while waiting:
            fresh = [user for user in users.get(waiting.pop(), ()) if user not in seen]
            seen.update(fresh)
            waiting += fresh
        return frozenset(seen)

    def found(self, key: Key, fruitful: frozenset[Key]) -> Iterator[tuple[Key, Found]]:
        """What was found of a pair and of all inside it, each once."""
        seen = {key} & fruitful
        waiting = list(seen)
        while waiting:
            at = waiting.pop()
            visit = self._visits[at]
            yield from ((at, found) for found in visit.found)
            fresh = [k for k in dict.fromkeys(visit.inside) if k in fruitful and k not in seen]
            seen.update(fresh)
            waiting += reversed(fresh)

    def _registered(self, pair: Pair, way: Way, waiting: list[tuple[Pair, Key]]) -> Key | None:
        if self._alike(pair):
            return None
        pair = Pair(*(_met(side, node) for side, node in zip(self.sides, pair, strict=True)))
        key = (_identity(pair.base), _identity(pair.head), way)
        if key not in self._visits:
            self._visits[key] = _Visit()
            waiting.append((pair, key))
        return key

    def _alike(self, pair: Pair) -> bool:
        return len(pair.base) == len(pair.head) and all(
            self.same(one.value, other.value)
            for one, other in zip(pair.base, pair.head, strict=True)
        )

    def _visit(self, pair: Pair, key: Key, waiting: list[tuple[Pair, Key]]) -> None:
        way, visit = key[2], self._visits[key]
        shapes = Shape(self.sides[0], pair.base), Shape(self.sides[1], pair.head)
        name = label(pair.head[0].pointer, way.subject)
        several: list[tuple[Pair, Way]] = []
        if values.disjoint(*shapes, way):
            visit.found += values.types(*shapes, way, name)
            return
        if lopsided(*shapes):
            visit.found += values.limited(*shapes, way, name)
        else:
            visit.found += self._keywords(pair, shapes, way, name)
            several += [(inside, way) for inside in members.pairs(*shapes)]
        for note in _NOTES:
            visit.found += note(*shapes, way, name)
        alternatives = Alternatives(self.sides, self.inclusion)
        found, pairs, inner = alternatives.compared(pair, shapes, way, name)
        visit.found += found
        several += [(inside, inner) for inside in pairs]
        for child, child_way in several:
            child_key = self._registered(child, child_way, waiting)
            if child_key is not None:
                visit.inside.append(child_key)

    def _keywords(
        self, pair: Pair, shapes: tuple[Shape, Shape], way: Way, name: str
    ) -> Iterator[Found]:
        for check in _CHECKS:
            yield from check(*shapes, way, name)
        yield from members.properties(self.sides, *shapes, way, self.today)
        yield from _xml(*shapes, way, name)
        yield from self._conditions(pair, shapes, way, name)

    def _conditions(
        self, nodes: Pair, shapes: tuple[Shape, Shape], way: Way, name: str
    ) -> Iterator[Found]:
        """Keywords that only inclusion can compare, the rest of the schema left aside."""
        said_of_names = [[s.value for s in shape.all("patternProperties")] for shape in shapes]
        closing = not self.same(*said_of_names)
        before, after = (shape.conditions(closing=closing) for shape in shapes)
        if self._alike(Pair(before, after)):
            return
        pair = Pair(
            before or (Schema(shapes[0].pointer, True),),
            after or (Schema(shapes[1].pointer, True),),
        )
        said = ", ".join(k for k in CONDITIONS if any(shape.first(k) for shape in shapes))
        about = f"{name} ({said})" if said else name
        yield from Alternatives(self.sides, self.inclusion).conditions(nodes, pair, way, about)


def _met(side: Side, node: Node) -> Node:
    """The schemas that are met behind references that say nothing else, each once."""
    return tuple({met.pointer: met for schema in node for met in [_behind(side, schema)]}.values())


def _behind(side: Side, schema: Schema) -> Schema:
    for link in side.chain(schema):
        if not isinstance(link.value, Mapping) or not link.value.keys() <= _ONLY_REFERS:
            return link
        if "$ref" not in link.value:
            return link
    return schema


def _identity(node: Node) -> tuple[tuple[str, bool], ...]:
    return tuple((schema.pointer, isinstance(schema.value, Mapping)) for schema in node)


def _xml(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    if way.medium is not Medium.XML:
        return
    before, after = base.first("xml"), head.first("xml")
    said = [found.value if found and isinstance(found.value, Mapping) else {} for found in
            (before, after)]  # fmt: skip
    for key in _XML:
        if said[0].get(key) != said[1].get(key):
            at = [f.pointer if f else shape.pointer
                  for f, shape in ((before, base), (after, head))]  # fmt: skip
            message = f"the {key} of {name} in XML is another"
            yield Found("xml-changed", message, at[0], at[1])
            return
