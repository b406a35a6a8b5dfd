"""Keeping what belongs together in step: ids that exist, repeated fields, counts and means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from tenon.contract.types import json_types, keyword
from tenon.mock.state.items import Item, Shelf, folded, text_of
from tenon.mock.state.kinds import Kind
from tenon.mock.state.kinship import Derived, Kinds, Reference


class Shelves(Protocol):
    """The shelves of one session, in one scope."""

    def of(self, kind: Kind) -> Shelf | None:
        """The shelf of a kind; None where it is not there (yet)."""

    def new(self, kind: Kind) -> Shelf | None:
        """An empty shelf for a kind; None where it has one."""


class Relations:
    """How the kinds of a contract hang together."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds
        self._counters: dict[str, tuple[tuple[Reference, Kind], ...]] = {}
        self._counts: dict[str, tuple[_Counted, ...]] = {}

    def indexed(self, kind: Kind) -> tuple[str, ...]:
        """What the items of a kind are found by: what they refer to, and what none shares."""
        references = self._kinds.references(kind)
        names = [reference.field for reference in references if reference.field]
        owners = [reference.owner for reference in references if reference.owner]
        found = {*names, *owners, *kind.unique, *self.natural(kind)}
        return tuple(sorted(found))

    def natural(self, kind: Kind) -> tuple[str, ...]:
        """The fields that others name the items of a kind by."""
        return tuple(
            dict.fromkeys(
                theirs
                for _, reference in self._kinds.referring(kind)
                for _, theirs in reference.companions[:1]
            )
        )

    def link(self, reference: Reference, target: Kind, item: Item, fields: dict[str, Any]) -> None:
        """Let some fields refer to an item, and repeat what they repeat of it."""
        if reference.field is not None and not reference.many:
            fields[reference.field] = item.fields.get(target.id_field or "", item.id)
        for ours, theirs in reference.companions:
            if theirs in item.fields:
                fields[ours] = item.fields[theirs]

    def children(self, kind: Kind, item: Item, shelves: Shelves) -> list[tuple[Kind, list[Item]]]:
        """The items that refer to an item, by kind."""
        found = []
        for child, reference in self._kinds.referring(kind):
            shelf = shelves.of(child)
            if shelf is not None and not reference.many:
                found.append((child, self._referring(shelf, reference, item)))
        return [pair for pair in found if pair[1]]

    def derive_all(self, kind: Kind, shelves: Shelves) -> None:
        """Count anew for all items of a kind."""
        shelf = shelves.of(kind)
        derived = self._kinds.derived(kind)
        if shelf is not None and derived:
            for item in list(shelf):
                self.derive(kind, item, shelves)

    def derive(self, kind: Kind, item: Item, shelves: Shelves) -> None:
        """Count anew for one item; it is another version if a count is another."""
        changed = {}
        for counted in self._counted(kind):
            value = counted.value(item, shelves)
            if value is not _UNKNOWN and item.fields.get(counted.field, _UNKNOWN) != value:
                changed[counted.field] = value
        shelf = shelves.of(kind) if changed else None
        if shelf is not None:
            shelf.put(replace(item, fields={**item.fields, **changed}, kept={}))

    def after(self, kind: Kind, before: Item | None, now: Item | None, shelves: Shelves) -> None:
        """Bring in step what an item that came, changed or went is counted in and repeated by."""
        for reference, target in self._counting(kind):
            shelf = shelves.of(target)
            texts = {_named(reference, item) for item in (before, now) if item is not None}
            for text in texts if shelf is not None else ():
                owner = _by_id(shelf, text) if shelf is not None and text else None
                if owner is not None:
                    self.derive(target, owner, shelves)
        if before is not None and now is not None:
            self._repeat(kind, before, now, shelves)

    def _counting(self, kind: Kind) -> tuple[tuple[Reference, Kind], ...]:
        """What the items of a kind refer to and are counted in."""
        if kind.name not in self._counters:
            found = (
                (reference, self._kinds.by_name[reference.target])
                for reference in self._kinds.references(kind)
                if not reference.many
            )
            counting = tuple(pair for pair in found if self._kinds.derived(pair[1]))
            self._counters[kind.name] = counting
        return self._counters[kind.name]

    def _counted(self, kind: Kind) -> tuple[_Counted, ...]:
        """What is counted for each item of a kind."""
        if kind.name not in self._counts:
            found = (self._of(kind, derived) for derived in self._kinds.derived(kind))
            self._counts[kind.name] = tuple(one for one in found if one is not None)
        return self._counts[kind.name]

    def _of(self, kind: Kind, derived: Derived) -> _Counted | None:
        child = self._kinds.by_name[derived.child]
        schemas, schema = self._kinds.contract.schemas, kind.fields[derived.field]
        types = json_types(schemas, schema)
        least = keyword(schemas, schema, "minimum") or 0
        nothing: Any = None if "null" in types else 0 if least <= 0 else _UNKNOWN
        for reference in self._kinds.references(child):
            if reference.target == kind.name and not reference.many:
                whole = "number" not in types
                return _Counted(derived.field, child, reference, derived.mean_of, whole, nothing)
        return None

    def _repeat(self, kind: Kind, before: Item, now: Item, shelves: Shelves) -> None:
        for child, reference in self._kinds.referring(kind):
            changed = [
                (ours, theirs)
                for ours, theirs in reference.companions
                if before.fields.get(theirs) != now.fields.get(theirs)
            ]
            shelf = shelves.of(child) if changed else None
            if shelf is None:
                continue
            for item in self._referring(shelf, reference, now):
                told = {ours: now.fields.get(theirs) for ours, theirs in changed}
                shelf.put(replace(item, fields={**item.fields, **told}, kept={}))

    def _referring(self, shelf: Shelf, reference: Reference, item: Item) -> list[Item]:
        return shelf.of(*_looked_up(reference, item))


_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class _Counted:
    """A field that is counted, or is a mean; `nothing` is its value where there is nothing."""

    field: str
    child: Kind
    reference: Reference
    mean_of: str
    whole: bool
    nothing: Any

    def value(self, item: Item, shelves: Shelves) -> Any:
        """The value of the field for one item."""
        shelf = shelves.of(self.child)
        if shelf is None:
            return _UNKNOWN
        looked_up = _looked_up(self.reference, item)
        if not self.mean_of:
            return shelf.count(*looked_up)
        numbers = _numbers(one.fields.get(self.mean_of) for one in shelf.of(*looked_up))
        if not numbers:
            return self.nothing
        mean = round(sum(numbers) / len(numbers), 2)
        return round(mean) if self.whole else int(mean) if mean == int(mean) else mean


def _looked_up(reference: Reference, item: Item) -> tuple[str, str]:
    """By what those are found that refer to an item."""
    if reference.field is not None:
        return reference.field, folded(item.id)
    return reference.owner, item.id


def _named(reference: Reference, item: Item) -> str:
    """The id of what an item refers to."""
    if reference.field is not None:
        value = item.fields.get(reference.field)
        return "" if value is None else text_of(value)
    return item.owners.get(reference.owner, "")


def _by_id(shelf: Shelf, text: str) -> Item | None:
    found = shelf.get((text,))
    return found if found is not None else next((i for i in shelf if i.id == text), None)


def _numbers(values: Iterable[Any]) -> list[float]:
    return [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
