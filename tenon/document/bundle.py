"""Many files made into one self-contained document.

What other files hold is brought in once: path items at their path, everything else as a
component of its kind. Schemas that name their parts by `$id` or anchors are embedded whole, so
that they keep their meaning (JSON Schema 2020-12 core, section 9.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import pointer
from tenon.document.component import Names, fragment
from tenon.document.grammar import SECTIONS
from tenon.document.identity import own_id, uses_anchors, within
from tenon.document.library import Library, minor_version
from tenon.document.reference import KNOWN, Resolver, Target, Unresolved
from tenon.finding import Finding, Severity

Key = tuple[str, Target]


@dataclass(eq=False)
class Unit:
    """One piece of the bundle: the root document, or something brought in from elsewhere.

    `embedded` is the `$id` given to a schema document that has none of its own. `origins` tells
    where its parts were written, by pointers inside it.
    """

    kind: str
    target: Target
    name: str = ""
    home: str | None = None
    embedded: str = ""
    value: Any = None
    origins: dict[str, Target] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patch:
    """A `$ref` (or another key) still to be written, when all homes are known."""

    holder: dict[str, Any]
    key: str
    kind: str
    target: Target


@dataclass(frozen=True)
class Pieces:
    """A finished bundle: the document, where its parts were written, and its units."""

    document: dict[str, Any]
    origins: dict[str, Target]
    units: tuple[Unit, ...]
    patches: tuple[tuple[Patch, str], ...]


class Bundler:
    """Gathers the units of one contract and puts them together."""

    def __init__(self, library: Library, resolver: Resolver) -> None:
        self.library = library
        self.resolver = resolver
        self.findings: list[Finding] = []
        self.units: list[Unit] = []
        self.patches: list[Patch] = []
        self.inlined: dict[Target, tuple[Unit, str]] = {}
        self._wanted: dict[Key, Unit] = {}
        self._embedded: dict[str, Unit] = {}

    def run(self) -> Pieces:
        """The bundle of the library's root document; `findings` holds what was wrong with it."""
        from tenon.document.copy import Copier

        root = Unit("document", Target(self.library.root, ""), home="")
        self.units.append(root)
        self._reserve()
        for unit in self.units:  # grows while it is walked
            Copier(self, unit).run()
        return self._assembled(root)

    def note(
        self,
        target: Target,
        rule: str,
        message: str,
        remedy: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Keeps a finding about a node of a source."""
        place = target.source.place(target.pointer)
        self.findings.append(Finding(place, rule, message, remedy, severity))

    def want(self, kind: str, target: Target, name: str) -> None:
        """Makes sure that a node is in the bundle, as a component when it is not there anyway."""
        if target.source is not self.library.root and (kind, target) not in self._wanted:
            self._enter(Unit(kind, target, name))

    def want_resource(self, target: Target, uri: str) -> str:
        """Embeds the schema resource around a node, known as `uri`, and gives its `$id`."""
        source = target.source
        at = self.resolver.identities(source).enclosing(target.pointer)
        own = own_id(Target(source, at).value)
        if source is self.library.root:
            return uri
        if own:
            self.want("schema", Target(source, at), "")
            named = self.resolver.identities(source).resources
            return next(known for known, where in named.items() if where == at)
        if uri not in self._embedded:
            self._embedded[uri] = self._enter(Unit("schema", Target(source, ""), embedded=uri))
        return uri

    def holds(self, target: Target, unit: Unit) -> bool:
        """Whether a node is part of a unit that is copied as it is."""
        return target.source is unit.target.source and within(target.pointer, unit.target.pointer)

    def is_resource(self, target: Target) -> bool:
        """Whether a schema must keep its own identity instead of becoming plain parts."""
        source = target.source
        if self.library.minor(source) == 0 or source is self.library.root:
            return False
        found = self.resolver.identities(source)
        at = found.enclosing(target.pointer)
        if own_id(Target(source, at).value) and at != target.pointer:
            return True
        return bool(found.anchors) and uses_anchors(target.value)

    def is_plain_document(self, target: Target) -> bool:
        """Whether a source is an OpenAPI document, whose schemas are taken one by one."""
        return minor_version(target.source) is not None

    def _enter(self, unit: Unit) -> Unit:
        self.units.append(unit)
        if not unit.embedded:
            self._wanted[unit.kind, unit.target] = unit
        return unit

    def _reserve(self) -> None:
        """Gives the components of the root that are nothing but a reference to another file
        that file's content, so that no second component is made of it.
        """
        for kind, at, reference in _alias_components(self.library.root.value):
            try:
                target = self.resolver.final(
                    self.resolver.locate(reference, self.library.root)
                )
            except Unresolved:
                continue  # said when the reference is met
            outside = target.source is not self.library.root
            if outside and (kind, target) not in self._wanted and not KNOWN.fullmatch(reference):
                if not (kind == "schema" and self.is_resource(target)):
                    self._enter(Unit(kind, target, home=at))

    def reserved(self, kind: str, at: str) -> bool:
        """Whether a component of the root will be filled with another file's content."""
        return any(unit.home == at and unit.kind == kind for unit in self._wanted.values())

    def _assembled(self, root: Unit) -> Pieces:
        document = root.value
        covered = self._covered()
        names = Names(document.get("components"))
        for unit in self.units:
            if unit.home is None and unit not in covered:
                unit.home = names.place(unit.kind, unit.name, unit.target, unit.embedded)
        for unit in self.units:
            if unit is not root and unit.home and unit not in covered:
                _put(document, unit.home, unit.value)
        origins = {
            (unit.home or "") + at: target
            for unit in self.units
            if unit not in covered
            for at, target in {"": unit.target, **unit.origins}.items()
        }
        patched = tuple((patch, self._home(patch, covered)) for patch in self.patches)
        for patch, home in patched:
            patch.holder[patch.key] = fragment(home)
        return Pieces(document, origins, tuple(self.units), patched)

    def _covered(self) -> dict[Unit, str]:
        """Units that are part of another one: no component of their own is made of them."""
        covered: dict[Unit, str] = {}
        by_source: dict[str, list[Unit]] = {}
        for unit in self.units[1:]:
            if not unit.embedded:
                by_source.setdefault(unit.target.source.uri, []).append(unit)
        for units in by_source.values():
            for unit in units:
                outer = next((o for o in units if o is not unit and _covers(o, unit)), None)
                if outer is not None and unit.home is None:
                    covered[unit] = unit.target.pointer[len(outer.target.pointer) :]
        return covered

    def _home(self, patch: Patch, covered: dict[Unit, str]) -> str:
        target = patch.target
        if target.source is self.library.root:
            return target.pointer
        unit = self._wanted.get((patch.kind, target))
        if unit is not None and unit not in covered:
            return unit.home or ""
        return self._inside(target) or ""

    def _inside(self, target: Target) -> str | None:
        """The pointer in the bundle of a node that is part of some unit or inlined part."""
        at = target.pointer
        while True:
            for unit in self.units[1:]:
                if unit.target == Target(target.source, at) and unit.home and not unit.embedded:
                    return unit.home + target.pointer[len(at) :]
            if (found := self.inlined.get(Target(target.source, at))) is not None:
                unit, inside = found
                return (unit.home or "") + inside + target.pointer[len(at) :]
            if not at:
                return None
            at = at.rpartition("/")[0]


def _alias_components(root: Any) -> Iterator[tuple[str, str, str]]:
    components = root.get("components") if isinstance(root, dict) else None
    for section, members in (components or {}).items() if isinstance(components, dict) else ():
        for name, value in members.items() if isinstance(members, dict) else ():
            alone = isinstance(value, dict) and len(value) == 1
            if section in SECTIONS and alone and isinstance(value.get("$ref"), str):
                yield SECTIONS[section], pointer.join("/components", section, name), value["$ref"]


def _covers(outer: Unit, inner: Unit) -> bool:
    """Whether a unit already holds another one, at the same place below it."""
    start, end = outer.target.pointer, inner.target.pointer
    if outer.target.source is not inner.target.source or not end.startswith(start + "/"):
        return False
    try:
        pointer.resolve(outer.value, end[len(start) :])
    except KeyError:
        return False
    return True


def _put(document: dict[str, Any], home: str, value: Any) -> None:
    *outer, name = pointer.tokens(home)
    holder = document
    for token in outer:
        holder = holder.setdefault(token, {})
    holder[name] = value
