"""Puts the units of a bundle together: names them, places them, turns references to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import pointer
from tenon.document.component import Names, fragment
from tenon.document.reference import Target
from tenon.document.source import Source
from tenon.document.unit import Patch, Pieces, Unit

Inlined = dict[Target, tuple[Unit, str]]


def assemble(units: list[Unit], patches: Iterable[Patch], inlined: Inlined) -> Pieces:
    """One document of all units, the first of which is the root.

    `inlined` tells what was put in its place in some unit, and where in it.
    """
    root, covered = units[0], _covered(units, inlined)
    document = root.value
    kept = [unit for unit in units if unit not in covered]
    names = Names(document.get("components"))
    for unit in kept:
        if unit.home is None:
            unit.home = names.place(unit.kind, unit.name, unit.target, unit.embedded)
        if unit is not root:
            _put(document, unit.home, unit.value)
    homes = _homes(root.target.source, kept, inlined)
    for patch in patches:
        home = homes.of(patch.kind, patch.target)
        if home is not None:
            patch.holder[patch.key] = fragment(home)
    origins = {
        (unit.home or "") + at: target
        for unit in kept
        for at, target in {"": unit.target, **unit.origins}.items()
    }
    found = frozenset((unit.home or "") + at for unit in kept for at in unit.path_items)
    return Pieces(document, origins, found, tuple(kept))


def _covered(units: list[Unit], inlined: Inlined) -> set[Unit]:
    """Units that are part of another one: no component of their own is made of them."""
    by_target = {unit.target: (unit, "") for unit in units[1:] if not unit.embedded}
    return {
        unit
        for unit, _ in by_target.values()
        if unit.home is None
        and (
            any(_holds(by_target.get(outer), outer, unit) for outer in _around(unit.target))
            or any(
                _holds(inlined.get(outer), outer, unit)
                for outer in (unit.target, *_around(unit.target))
            )
        )
    }


def _holds(holder: tuple[Unit, str] | None, outer: Target, inner: Unit) -> bool:
    """Whether a node held by a unit, at a pointer in it, brings an inner one along."""
    if holder is None or holder[0] is inner:
        return False
    unit, at = holder
    try:
        pointer.resolve(unit.value, at + inner.target.pointer[len(outer.pointer) :])
    except KeyError:
        return False
    return True


def _homes(root: Source, units: list[Unit], inlined: Inlined) -> Homes:
    homes = Homes(root)
    for unit in units:
        homes.by_kind[unit.kind, unit.target] = unit.home or ""
        homes.by_target.setdefault(unit.target, unit.home or "")
    for target, (unit, at) in inlined.items():
        home = unit.home if unit.home is not None else homes.of(unit.kind, unit.target)
        if home is not None:
            homes.by_target.setdefault(target, home + at)
    return homes


@dataclass(frozen=True)
class Homes:
    """Where the nodes of all sources stand in the bundle."""

    root: Source
    by_kind: dict[tuple[str, Target], str] = field(default_factory=dict)
    by_target: dict[Target, str] = field(default_factory=dict)

    def of(self, kind: str, target: Target) -> str | None:
        """The pointer of a node in the bundle; None when it is not part of it."""
        if target.source is self.root:
            return target.pointer
        if (kind, target) in self.by_kind:
            return self.by_kind[kind, target]
        for outer in (target, *_around(target)):
            if outer in self.by_target:
                return self.by_target[outer] + target.pointer[len(outer.pointer) :]
        return None


def _around(target: Target) -> Iterator[Target]:
    """The nodes that a node stands in, the nearest first."""
    at = target.pointer
    while at:
        at = at.rpartition("/")[0]
        yield Target(target.source, at)


def _put(document: dict[str, Any], home: str, value: Any) -> None:
    *outer, name = pointer.tokens(home)
    holder = document
    for token in outer:
        holder = holder.setdefault(token, {})
    holder[name] = value
