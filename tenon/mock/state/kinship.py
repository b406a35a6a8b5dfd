"""How the kinds of a contract belong together: what refers to what, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenon.contract import Contract, Resource
from tenon.contract.inference import singular
from tenon.contract.listing import by_plain, plain
from tenon.contract.types import json_types
from tenon.mock.state.collections import resources
from tenon.mock.state.kinds import Kind, owners_of


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that holds the id of an item of another kind.

    `companions` are fields that repeat fields of that item: `author_name` its `name`.
    `owner` is the path of the owner, where items are made below it; `field` may then be None.
    """

    field: str | None
    target: str
    companions: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """A field that follows from the items of another kind that refer to this one.

    Their number where `mean_of` is empty, else the mean of that field of theirs.
    """

    field: str
    child: str
    mean_of: str = ""


class Kinds:
    """All kinds of a contract, and how they refer to each other."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.by_name: dict[str, Kind] = {}
        leading: dict[str, list[Resource]] = {}
        for resource in resources(contract):
            leading.setdefault(resource.view_of or resource.name, []).append(resource)
        for name, several in leading.items():
            self.by_name[name] = Kind(name, tuple(several), contract)
        self.by_owner = {
            owner: kind
            for kind in self.by_name.values()
            for resource in kind.resources
            for owner in tuple(owners_of(resource.item or ""))[-1:]
            if resource.id_parameter
        }
        self._references: dict[str, tuple[Reference, ...]] = {}
        self._referring: dict[str, tuple[tuple[Kind, Reference], ...]] = {}
        self._derived: dict[str, tuple[Derived, ...]] = {}
        self._free: dict[str, tuple[str, ...]] = {}
        self._by_word = self._words()

    def references(self, kind: Kind) -> tuple[Reference, ...]:
        """What the items of a kind refer to: the nearest owner first, for it says the others."""
        if kind.name not in self._references:
            nearest = sorted(self._found(kind), key=lambda found: -found.owner.count("{}"))
            self._references[kind.name] = tuple(nearest)
        return self._references[kind.name]

    def referring(self, kind: Kind) -> tuple[tuple[Kind, Reference], ...]:
        """The kinds whose items refer to those of a kind."""
        if kind.name not in self._referring:
            self._referring[kind.name] = tuple(
                (other, reference)
                for other in self.by_name.values()
                for reference in self.references(other)
                if reference.target == kind.name
            )
        return self._referring[kind.name]

    def derived(self, kind: Kind) -> tuple[Derived, ...]:
        """The fields of a kind that follow from the items that refer to it."""
        if kind.name not in self._derived:
            self._derived[kind.name] = self._following(kind)
        return self._derived[kind.name]

    def _following(self, kind: Kind) -> tuple[Derived, ...]:
        found = []
        for child, reference in self.referring(kind):
            if reference.many or (reference.field is None and not reference.owner):
                continue
            names = _names(child)
            for name in kind.fields:
                if plain(name) in _counts(names):
                    found.append(Derived(name, child.name))
                elif (of := _mean(plain(name), child)) is not None:
                    found.append(Derived(name, child.name, of))
        return tuple({derived.field: derived for derived in reversed(found)}.values())

    def free(self, kind: Kind) -> tuple[str, ...]:
        """The owners in an item path whose items are not known: they may be any."""
        known = self._free.get(kind.name)
        if known is None:
            free = (owner for owner in kind.scopes if owner not in self.by_owner)
            known = self._free[kind.name] = tuple(free)
        return known

    def _words(self) -> dict[str, Kind]:
        words: dict[str, Kind] = {}
        for kind in self.by_name.values():
            if kind.resource.id_parameter is not None and not kind.scopes:
                for name in _names(kind):
                    words.setdefault(name, kind)
        return words

    def _found(self, kind: Kind) -> Iterator[Reference]:
        owners = list(self._owners(kind))
        taken: set[str] = set()
        for name in kind.fields:
            bare, many = _referred(plain(name))
            above = [one for one in owners if bare and bare in _names(self.by_owner[one])]
            owner = above[-1] if above and not many else ""
            target = self.by_owner[owner] if owner else self._by_word.get(bare)
            if target is None or name == kind.id_field:
                continue
            companions = tuple(self._companions(kind, bare, target))
            yield Reference(name, target.name, companions, owner, many)
            taken.add(target.name)
        last = owners[-1] if owners else None
        if last is not None and self.by_owner[last].name not in taken:
            yield Reference(None, self.by_owner[last].name, (), last)

    def _owners(self, kind: Kind) -> Iterator[str]:
        """The known owners that the items of a kind are made below; none where the last is not."""
        path = kind.resource.collection or kind.resource.item or ""
        owners = list(owners_of(path))
        if path == kind.resource.item and kind.resource.id_parameter:
            owners = owners[:-1]
        if not owners or self.by_owner.get(owners[-1], kind) is kind:
            return
        yield from (one for one in owners if self.by_owner.get(one, kind) is not kind)

    def _companions(self, kind: Kind, word: str, target: Kind) -> Iterator[tuple[str, str]]:
        theirs = by_plain(target.fields)
        for name in kind.fields:
            rest = plain(name).removeprefix(f"{word}_")
            if rest != plain(name) and rest in theirs and rest != "id":
                yield name, theirs[rest]


def _names(kind: Kind) -> tuple[str, ...]:
    """The words for one and for many of a kind."""
    word = plain((kind.resource.item or kind.name).rpartition("/{")[0].rpartition("/")[2])
    return tuple(dict.fromkeys((singular(word), word)))


def _referred(name: str) -> tuple[str, bool]:
    """The word of what a field refers to, and whether to many: `author_id`, `author_ids`."""
    for suffix, many in (("_id", False), ("_uuid", False), ("_ids", True), ("_sid", False)):
        if name.endswith(suffix):
            return name.removesuffix(suffix), many
    return "", False


def _counts(names: tuple[str, ...]) -> frozenset[str]:
    forms = ("{}_count", "num_{}", "number_of_{}", "total_{}", "{}_total", "count_{}")
    return frozenset(form.format(name) for form in forms for name in names)


def _mean(name: str, child: Kind) -> str | None:
    """The field of a child whose mean a field is: `average_rating` that of `rating`."""
    match = re.fullmatch(r"(?:average|avg|mean)_(\w+)|(\w+)_(?:average|avg|mean)", name)
    if match is None:
        return None
    field_ = by_plain(child.fields).get(match[1] or match[2])
    types = json_types(child.contract.schemas, child.fields.get(field_)) if field_ else frozenset()
    return field_ if types & {"number", "integer"} else None
