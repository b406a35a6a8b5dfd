"""Many files made into one self-contained document.

What other files hold is brought in once: path items at their path, everything else as a
component of its kind. Schemas that name their parts by `$id` or anchors are embedded whole, so
that they keep their meaning (JSON Schema 2020-12 core, section 9.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag, urlsplit

from tenon.contract import pointer
from tenon.document.assembly import assemble
from tenon.document.grammar import SECTIONS
from tenon.document.identity import own_id, uses_anchors, within
from tenon.document.library import Library, minor_version
from tenon.document.reference import KNOWN, Resolver, Target, Unresolved
from tenon.document.source import Source
from tenon.document.unit import Patch, Pieces, Unit
from tenon.document.wording import shown
from tenon.finding import Finding, Severity


class Bundler:
    """Gathers the units of one contract and puts them together."""

    def __init__(self, library: Library, resolver: Resolver) -> None:
        self.library = library
        self.resolver = resolver
        self.findings: list[Finding] = []
        self.units: list[Unit] = []
        self.patches: list[Patch] = []
        self.inlined: dict[Target, tuple[Unit, str]] = {}
        self._wanted: dict[tuple[str, Target], Unit] = {}
        self._embedded: dict[str, Source] = {}
        self._reserved: set[str] = set()

    def run(self) -> Pieces:
        """The bundle of the library's root document; `findings` holds what was wrong with it."""
        from tenon.document.copy import Copier

        root = Unit("document", Target(self.library.root, ""), home="")
        self.units.append(root)
        self._reserve()
        for unit in self.units:  # grows while it is walked
            Copier(self, unit).run()
        return assemble(self.units, self.patches, self.inlined)

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
        """Embeds the schema resource around a node, known as `uri`, and gives its URI."""
        source = target.source
        around = self.resolver.identities(source).around(target.pointer)
        if source is self.library.root:
            return uri
        if around:
            self.want("schema", Target(source, around[0][1]), "")
            return self.identifier(source, *around[-1])
        if self._embedded.get(uri, source) is not source:
            message = f"it would be called {shown(uri)} in the bundle, as another file is"
            self.note(Target(source, ""), "id-clash", message, "give it an $id")
        elif uri not in self._embedded:
            self._enter(Unit("schema", Target(source, ""), embedded=uri))
        return uri

    def identifier(self, source: Source, uri: str, at: str) -> str:
        """The `$id` that a resource has in the bundle: an absolute one as it was written."""
        own = urldefrag(own_id(Target(source, at).value))[0]
        return own if urlsplit(own).scheme else self.library.public(uri)

    def holds(self, target: Target, unit: Unit) -> bool:
        """Whether a node is part of a unit that is copied as it is."""
        return target.source is unit.target.source and within(target.pointer, unit.target.pointer)

    def is_resource(self, target: Target) -> bool:
        """Whether a schema is named, or names its parts, so that it cannot become a plain part.

        A node with an `$id` of its own may stand anywhere.
        """
        source = target.source
        if self.library.minor(source) == 0 or source is self.library.root:
            return False
        found = self.resolver.identities(source)
        around = found.around(target.pointer)
        if around:
            return around[0][1] != target.pointer
        may = bool(found.anchors) or "$dynamicRef" in source.text
        return may and uses_anchors(target.value)

    def goes_by_uri(self, reference: str, target: Target) -> bool:
        """Whether a schema is referred to by a URI, which it keeps in the bundle.

        The schemas of a remote OpenAPI document are taken one by one instead.
        """
        by_uri = bool(urlsplit(reference).scheme) and self.library.minor(self.library.root) > 0
        return by_uri and minor_version(target.source) is None

    def is_reserved(self, at: str) -> bool:
        """Whether a component of the root will be filled with another file's content."""
        return at in self._reserved

    def _enter(self, unit: Unit) -> None:
        self.units.append(unit)
        self._wanted.setdefault((unit.kind, unit.target), unit)
        if unit.embedded:
            self._embedded[unit.embedded] = unit.target.source

    def _reserve(self) -> None:
        """Gives the components of the root that are nothing but a reference to another file
        that file's content, so that no second component is made of it.
        """
        root = self.library.root
        for kind, at, alias in self._components():
            value = alias.value
            alone = isinstance(value, dict) and len(value) == 1
            if not alone or not isinstance(reference := value.get("$ref"), str):
                continue
            target = self._end(reference, alias.source)
            if target is None or target.source is root or (kind, target) in self._wanted:
                continue
            if kind == "schema" and self.goes_by_uri(reference, target):
                continue
            unit = Unit(kind, target, home=at)
            if kind == "schema" and self.is_resource(target):
                if target.pointer:
                    continue
                unit.embedded = self.library.public(target.source.uri)
            self._enter(unit)
            self._reserved.add(at)

    def _components(self) -> Iterator[tuple[str, str, Target]]:
        """Kind, pointer and node of the root's components, whose sections may be elsewhere."""
        components = self._member(Target(self.library.root, ""), "components")
        for section, kind in SECTIONS.items():
            members = self._member(components, section)
            if members is None or not isinstance(members.value, dict):
                continue
            for name in members.value:
                node = Target(members.source, pointer.join(members.pointer, name))
                yield kind, pointer.join("/components", section, name), node

    def _member(self, target: Target | None, name: str) -> Target | None:
        """A member of an object, with a reference in its place followed."""
        if target is None or not isinstance(target.value, dict) or name not in target.value:
            return None
        member = target.value[name]
        if isinstance(member, dict) and isinstance(member.get("$ref"), str):
            return self._end(member["$ref"], target.source)
        return Target(target.source, pointer.join(target.pointer, name))

    def _end(self, reference: str, source: Source) -> Target | None:
        """Where a reference leads in the end; None when that is said where it is met."""
        if KNOWN.fullmatch(urldefrag(reference)[0]):
            return None
        try:
            return self.resolver.final(self.resolver.locate(reference, source))
        except Unresolved:
            return None
