"""What objects and arrays hold: properties, their presence, and the schemas to go on with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tenon.contract.operation import Schema
from tenon.contract.schemas import Direction
from tenon.diff.change import Audience, Verdict
from tenon.diff.lifetime import over
from tenon.diff.naming import label
from tenon.diff.shape import Shape
from tenon.diff.side import Side
from tenon.diff.way import Found, Way
from tenon.document.wording import shown

Node = tuple[Schema, ...]


class Pair(NamedTuple):
    """Schemas of both sides that judge the same values."""

    base: Node
    head: Node


def properties(
    sides: tuple[Side, Side], base: Shape, head: Shape, way: Way, today: date
) -> Iterator[Found]:
    """Properties that came, went, or changed whether they must be there."""
    names = dict.fromkeys((*base.properties, *head.properties, *base.required, *head.required))
    for name in names:
        property_ = _Property(name, sides, (base, head), way)
        yield from property_.compared(today)
    yield from _closing(base, head, way)


class _Property:
    """One property by its name, on both sides."""

    def __init__(
        self, name: str, sides: tuple[Side, Side], shapes: tuple[Shape, Shape], way: Way
    ) -> None:
        self._name, self._shapes, self._way = name, shapes, way
        self._nodes = tuple(shape.properties.get(name) for shape in shapes)
        self._marks = tuple(
            _marks(side, node or ()) for side, node in zip(sides, self._nodes, strict=True)
        )
        self._label = label(self._at(1) if self._nodes[1] else self._at(0), way.subject)
        if self._nodes == (None, None):
            self._label = shown(name)

    def compared(self, today: date) -> Iterator[Found]:
        direction = self._way.direction
        hidden = [bool(direction and direction.value in marks) for marks in self._marks]
        base, head = self._nodes
        if base is None and head is None:
            yield from self._presence()
        elif base is None:
            yield from () if hidden[1] else self._added()
            yield from self._presence() if self._needed(0) and not hidden[1] else ()
        elif head is None:
            yield from () if hidden[0] else self._removed(today)
            yield from self._presence() if self._needed(1) and not hidden[0] else ()
        elif hidden[0] != hidden[1]:
            yield from self._hidden(now=hidden[1])
        elif not hidden[1]:
            yield from self._presence()
            yield from self._deprecation()

    def _at(self, side: int) -> str:
        node = self._nodes[side]
        return node[0].pointer if node else self._shapes[side].pointer

    def _required_at(self, side: int) -> str:
        return self._shapes[side].required.get(self._name, self._at(side))

    def _needed(self, side: int) -> bool:
        return self._name in self._shapes[side].required

    def _added(self) -> Iterator[Found]:
        at = self._at(0), self._at(1)
        verdict, where = None, ""
        if self._way.audience is Audience.RECEIVING and self._shapes[0].closed():
            verdict, where = Verdict.DANGEROUS, ", where nothing else was to come"
        elif self._written_down():
            verdict, where = Verdict.DANGEROUS, ", where anything could be said"
        if not self._needed(1):
            yield Found("optional-property-added", f"{self._label} is new{where}", *at, verdict)
        elif self._needed(0):  # it was asked for, though not described
            message = f"{self._label} is described{where}"
            yield Found("optional-property-added", message, *at, verdict)
        else:
            message = f"{self._label} is new and required{where}"
            yield Found("required-property-added", message, *at, verdict)

    def _written_down(self) -> bool:
        """Whether those who send may have said it otherwise, as it was not described.

        That is so where it was required all the same, and where an object named no property, so
        that all of its properties are such as nobody described.
        """
        base = self._shapes[0]
        if self._way.audience is Audience.RECEIVING or base.closed():
            return False
        says = any(schema.value not in (True, {}) for schema in self._nodes[1] or ())
        free = not (base.properties or base.applying(self._name))
        return says and (free or self._needed(0))

    def _removed(self, today: date) -> Iterator[Found]:
        at = self._at(0), self._at(1)
        verdict = None
        if self._way.audience is not Audience.RECEIVING and self._shapes[1].closed():
            verdict = Verdict.BREAKING  # not passed over but refused
        message = f"{self._label} is gone"
        if over(self._marks[0], today):
            verdict, message = Verdict.SAFE, f"{message} after its sunset"
        read = self._way.audience is Audience.RECEIVING and self._needed(0)
        rule = "required-property-removed" if read else "property-removed"
        yield Found(rule, message, *at, verdict)

    def _presence(self) -> Iterator[Found]:
        before, after = self._needed(0), self._needed(1)
        if before == after:
            return
        at = self._required_at(0), self._required_at(1)
        if after:
            yield Found("property-became-required", f"{self._label} is required", *at)
        else:
            yield Found("property-became-optional", f"{self._label} may be missing", *at)

    def _hidden(self, *, now: bool) -> Iterator[Found]:
        read_only = self._way.direction is Direction.REQUEST
        kind = "read-only" if read_only else "write-only"
        at = self._at(0), self._at(1)
        if now:
            severe = not read_only and self._needed(0)
            verdict = Verdict.BREAKING if severe else None
            yield Found(f"became-{kind}", f"{self._label} is {kind}", *at, verdict)
        else:
            severe = read_only and self._needed(1)
            verdict = Verdict.BREAKING if severe else None
            message = f"{self._label} is not {kind} any more"
            message += ", and required" if severe else ""
            yield Found(f"became-not-{kind}", message, *at, verdict)

    def _deprecation(self) -> Iterator[Found]:
        before, after = ("deprecated" in marks for marks in self._marks)
        at = self._at(0), self._at(1)
        if after and not before:
            yield Found("property-deprecated", f"{self._label} is deprecated", *at)
        if before and not after:
            message = f"{self._label} is not deprecated any more"
            yield Found("property-reactivated", message, *at)


def _marks(side: Side, node: Node) -> dict[str, object]:
    """What a property is marked with: readOnly, writeOnly, deprecated, x-sunset."""
    marks: dict[str, object] = {}
    for schema in node:
        for link in side.chain(schema):
            said = link.value if isinstance(link.value, dict) else {}
            for key in ("readOnly", "writeOnly", "deprecated"):
                if said.get(key) is True:
                    marks[key] = True
            if "x-sunset" in said:
                marks.setdefault("x-sunset", said["x-sunset"])
    return marks


def _closing(base: Shape, head: Shape, way: Way) -> Iterator[Found]:
    before, after = base.closed(), head.closed()
    name = label(head.pointer, way.subject)
    if after and not before:
        message = f"{name} may hold no other properties"
        yield Found("additional-properties-closed", message, base.pointer, after.pointer)
    if before and not after:
        message = f"{name} may hold other properties"
        # Objects are open unless it is said: that is no promise, but a map is one.
        free = not head.properties or head.schemas("additionalProperties")
        meant = free and way.audience is Audience.RECEIVING
        verdict = Verdict.DANGEROUS if meant else None
        yield Found("additional-properties-opened", message, before.pointer, head.pointer, verdict)


def pairs(base: Shape, head: Shape) -> Iterator[Pair]:
    """The schemas inside both that judge the same values."""
    for name in dict.fromkeys((*base.properties, *head.properties)):
        node, other = base.applying(name), head.applying(name)
        if node and other:
            yield Pair(node, other)
    if all("array" in shape.types for shape in (base, head)) and (
        base.all("items") or head.all("items")
    ):
        yield Pair(_or_any(base, "items"), _or_any(head, "items"))
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        before, after = base.schemas(keyword), head.schemas(keyword)
        if before and after:
            yield Pair(before, after)
        elif after and not base.closed() and _names_others(base):
            yield Pair(_or_any(base, keyword), after)
        elif before and not head.closed():
            yield Pair(before, _or_any(head, keyword))
    yield from _positions(base, head)


def _names_others(shape: Shape) -> bool:
    """Whether properties are meant that it does not describe: all are, or some by their names."""
    by_name = shape.first("propertyNames") or shape.first("patternProperties")
    return not shape.properties or by_name is not None


def _positions(base: Shape, head: Shape) -> Iterator[Pair]:
    """Items by their position; one that is said on one side only may be anything on the other."""
    before, after = (shape.first("prefixItems") for shape in (base, head))
    lists = [said.value if said else [] for said in (before, after)]
    for index in range(max(map(len, lists))):
        node: list[Node] = []
        for shape, said, listed in zip((base, head), (before, after), lists, strict=True):
            if said is not None and index < len(listed):
                node.append((Schema(f"{said.pointer}/{index}", listed[index]),))
            else:
                node.append(_or_any(shape, "items"))
        yield Pair(node[0], node[1])


def _or_any(shape: Shape, keyword: str) -> Node:
    """The schemas under a keyword, or the one that lets all pass where none is said."""
    found = shape.all(keyword)
    if not found:
        return (Schema(shape.pointer, True),)
    return tuple(Schema(said.pointer, said.value) for said in found)
