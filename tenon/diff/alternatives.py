"""Alternatives (`anyOf`, `oneOf`): which belong together, which came and which went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tenon.contract.operation import Schema
from tenon.diff.change import Audience, Verdict
from tenon.diff.inclusion import Inclusion
from tenon.diff.members import Pair
from tenon.diff.shape import Group, Shape, key_of, name_of
from tenon.diff.side import Side
from tenon.diff.way import Found, Proof, Way, judged
from tenon.document.wording import shown

_OBJECT = frozenset({"object"})
# By whether clients receive.
_OVERLAPS = {
    False: ("schema-narrowed", "of two alternatives at once, which oneOf refuses"),
    True: ("schema-widened", "what was of two alternatives at once, which oneOf refused"),
}


@dataclass
class Pairing:
    """Alternatives of both sides that belong together, and those that have no other."""

    pairs: list[Pair] = field(default_factory=list)
    removed: list[Schema] = field(default_factory=list)
    added: list[Schema] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        """Whether each alternative has its other, known by its name or its words."""
        return not (self.removed or self.added) and all(
            name_of(one) or _same_text(one, other) for (one,), (other,) in self.pairs
        )


def paired(base: Sequence[Schema], head: Sequence[Schema]) -> Pairing:
    """Alternatives matched by name, then those that say the same, then the rest in order.

    Only those without a name are matched in order, for a name says that it is something else.
    """
    result = Pairing()
    left, right = list(base), list(head)
    for same in (_same_name, _same_text, _nameless):
        for one in list(left):
            other = next((candidate for candidate in right if same(one, candidate)), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                result.pairs.append(Pair((one,), (other,)))
    result.removed, result.added = left, right
    return result


def _same_name(one: Schema, other: Schema) -> bool:
    return bool(name_of(one)) and name_of(one) == name_of(other)


def _same_text(one: Schema, other: Schema) -> bool:
    return key_of(one.value) == key_of(other.value)


def _nameless(one: Schema, other: Schema) -> bool:
    return not name_of(one) and not name_of(other)


@dataclass(frozen=True)
class Alternatives:
    """Compares the alternatives of two schemas."""

    sides: tuple[Side, Side]
    inclusion: Inclusion

    def compared(
        self, nodes: Pair, shapes: tuple[Shape, Shape], way: Way, name: str
    ) -> tuple[list[Found], list[Pair], Way]:
        """What is different, the pairs to go on with, and the way by which to judge them."""
        groups = self._aligned(shapes)
        if groups is None:
            alone = Pair(*(_conditions(shape) for shape in shapes))
            return list(self.conditions(nodes, alone, way, name)), [], way
        if not groups:
            return [], [], way
        pairings = [paired(before.members, after.members) for before, after in groups]
        settled = all(pairing.settled for pairing in pairings)
        inner = way if settled else replace(way, proof=self.proof(nodes, way))
        found: list[Found] = []
        pairs: list[Pair] = []
        for (before, after), pairing in zip(groups, pairings, strict=True):
            pairs += pairing.pairs
            found += self._gone(pairing, before, after, inner, name)
            found += self._new(pairing, before, after, inner, name)
            if inner.proof is Proof.NONE and not settled:
                found += self._overlapping(nodes, pairing, (before, after), way, name)
            if before.keyword != after.keyword and len(before.members) > 1 < len(after.members):
                found += self.proved(nodes, inner, name)
        return list(_settled(found, inner)), pairs, inner

    def conditions(self, nodes: Pair, conditions: Pair, way: Way, name: str) -> Iterator[Found]:
        """What inclusion says of keywords that nothing else compares.

        They are compared by themselves, so that what else changed is not told twice; what is
        proved of the whole schemas comes first.
        """
        inner = replace(way, proof=self.proof(nodes, way))
        if inner.proof is not Proof.SAME:
            yield from _settled(self.proved(conditions, way, name), inner)

    def proof(self, nodes: Pair, way: Way) -> Proof:
        """What inclusion shows of two schemas as wholes."""
        base, head = (self.sides[0], nodes.base), (self.sides[1], nodes.head)
        covers = self.inclusion.covers
        if way.proof is Proof.SAME:
            return Proof.SAME
        if all(
            covers(outer, inner, way.direction, closed=False)
            for outer, inner in ((base, head), (head, base))
        ):
            return Proof.SAME
        outer, inner = (base, head) if way.audience is Audience.RECEIVING else (head, base)
        return Proof.HARMLESS if covers(outer, inner, way.direction) else way.proof

    def proved(self, nodes: Pair, way: Way, name: str) -> Iterator[Found]:
        """What inclusion alone can say of two schemas that are put together differently."""
        base, head = (self.sides[0], nodes.base), (self.sides[1], nodes.head)
        wider = self.inclusion.covers(head, base, way.direction)
        narrower = self.inclusion.covers(base, head, way.direction)
        at = nodes.base[0].pointer, nodes.head[0].pointer
        if wider and narrower:
            return
        harmless = narrower if way.audience is Audience.RECEIVING else wider
        if None in (wider, narrower) and not harmless:
            message = f"whether {name} still means what it did is not told"
            yield Found("schema-undecided", message, *at)
        elif wider:
            yield Found("schema-widened", f"{name} lets all values through and more", *at)
        elif narrower:
            yield Found("schema-narrowed", f"{name} lets fewer values through", *at)
        else:
            yield Found("schema-changed", f"{name} lets other values through", *at)

    def _aligned(self, shapes: tuple[Shape, Shape]) -> list[tuple[Group, Group]] | None:
        """The groups of alternatives to compare; None where it is not told which."""
        before, after = shapes[0].groups, shapes[1].groups
        if len(before) == len(after):
            return list(zip(before, after, strict=True))
        if not before and len(after) == 1 and shapes[1].bare:
            return [(_alone(shapes[0], after[0]), after[0])]
        if not after and len(before) == 1 and shapes[0].bare:
            return [(before[0], _alone(shapes[1], before[0]))]
        return None

    def _gone(
        self, pairing: Pairing, before: Group, after: Group, way: Way, name: str
    ) -> Iterator[Found]:
        for schema in pairing.removed:
            message = f"{name} may not be {_called(schema)} any more"
            at = schema.pointer, after.pointer
            sending = way.audience is not Audience.RECEIVING
            if sending and self._is_kind(self.sides[0], schema):
                yield Found("alternative-removed", message, *at, firm=True)
            else:
                covered = sending and self._covers(1, after.members, 0, schema, way)
                verdict = Verdict.SAFE if covered else None
                yield Found("alternative-removed", message, *at, verdict)

    def _new(
        self, pairing: Pairing, before: Group, after: Group, way: Way, name: str
    ) -> Iterator[Found]:
        for schema in pairing.added:
            message = f"{name} may be {_called(schema)}"
            receiving = way.audience is Audience.RECEIVING
            covered = receiving and self._covers(0, before.members, 1, schema, way)
            known = way.proof is Proof.SAME and self._is_kind(self.sides[1], schema)
            verdict = Verdict.SAFE if covered or known else None
            at = before.pointer, schema.pointer
            yield Found("alternative-added", message, *at, verdict, firm=known)

    def _overlapping(
        self, nodes: Pair, pairing: Pairing, groups: tuple[Group, Group], way: Way, name: str
    ) -> Iterator[Found]:
        """What oneOf refuses as it is of two alternatives, though each lets it through: those who
        send meet what it refuses now, those who receive what it refused before.
        """
        receiving = way.audience is Audience.RECEIVING
        outer, inner = (0, 1) if receiving else (1, 0)
        alone = pairing.added if receiving else pairing.removed
        members = groups[outer].members
        if groups[outer].keyword != "oneOf":
            return

        def covers(pair: Pair) -> bool | None:
            asked = [(self.sides[side], pair[side]) for side in (outer, inner)]
            return self.inclusion.covers(asked[0], asked[1], way.direction)

        each = all(map(covers, pairing.pairs)) and all(
            self._covers(outer, members, inner, schema, way) for schema in alone
        )
        whole = covers(nodes)
        if each and not whole:
            at = nodes.base[0].pointer, nodes.head[0].pointer
            rule, message = _OVERLAPS[receiving]
            rule = "schema-undecided" if whole is None else rule
            yield Found(rule, f"{name} may be {message}", *at)

    def _covers(
        self, outer: int, members: Sequence[Schema], inner: int, schema: Schema, way: Way
    ) -> bool:
        """Whether one of the alternatives of a side covers one of the other."""
        sides = self.sides
        return any(
            self.inclusion.covers((sides[outer], (m,)), (sides[inner], (schema,)), way.direction)
            for m in members
        )

    def _is_kind(self, side: Side, schema: Schema) -> bool:
        """Whether an alternative is a kind of object with a name.

        Objects may say more than they name, so that another kind lets one through does not mean
        that it is still understood as what it is.
        """
        return bool(name_of(schema)) and Shape(side, (schema,)).types == _OBJECT


def _alone(shape: Shape, other: Group) -> Group:
    """A schema without alternatives, as the only one."""
    return Group(other.keyword, shape.pointer, shape.alone)


def _settled(found: Iterable[Found], way: Way) -> Iterator[Found]:
    """What was found, with the verdicts that a proof leaves to it."""
    for one in found:
        verdict = judged(one, way)
        if verdict is not None:
            yield replace(one, verdict=verdict)


def lopsided(base: Shape, head: Shape) -> bool:
    """Whether one side is a choice of alternatives where the other is one of them, or none."""
    one, other = (base, head) if base.groups else (head, base)
    return len(one.groups) == 1 and not other.groups and one.bare


def _conditions(shape: Shape) -> tuple[Schema, ...]:
    """The alternatives of a schema as all that it says."""
    groups = tuple(
        Schema(shape.pointer, {g.keyword: [m.value for m in g.members]}) for g in shape.groups
    )
    return groups or (Schema(shape.pointer, True),)


def _called(schema: Schema) -> str:
    name = name_of(schema).rpartition("/")[2].removeprefix("title ")
    if name:
        return shown(name)
    said = schema.value.get("type") if isinstance(schema.value, dict) else None
    return shown(said) if isinstance(said, str) else "something"
