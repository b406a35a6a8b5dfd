"""Copies one unit of a bundle, so that every reference in it can be turned to its new home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from tenon.contract import pointer
from tenon.document.bundle import Bundler, Patch, Unit
from tenon.document.grammar import KINDS, Holder, Shape
from tenon.document.identity import own_id, references
from tenon.document.reference import KNOWN, Target, Unresolved
from tenon.document.wording import did_you_mean, shown
from tenon.finding import Severity

# Where a reference is what the standard foresees (OpenAPI 3.1; mediaType since 3.2).
_REFERABLE = frozenset(name for name, kind in KINDS.items() if kind.section)
_IN_PLACE = frozenset({"pathItem", "mediaType"})
_BESIDE = frozenset({"$ref", "summary", "description"})  # OpenAPI 3.1, Reference Object


class Copier:
    """Walks one unit. What it cannot resolve it reports, and leaves as it was."""

    def __init__(self, bundler: Bundler, unit: Unit) -> None:
        self._bundler = bundler
        self._unit = unit
        self._path: list[str | int] = []
        self._frames: list[tuple[Target, int]] = [(unit.target, 0)]
        self._inlining: set[Target] = {unit.target}

    def run(self) -> None:
        """Fills in the unit's value and origins."""
        unit = self._unit
        value = unit.target.value
        if unit.embedded:
            unit.value = self._resource(value, unit.embedded)
        elif unit.home == "" and not isinstance(value, dict):
            unit.value = {}
        else:
            unit.value = self._copy(unit.kind, value)

    def _copy(self, kind: str, value: Any) -> Any:
        if type(value) is not dict:
            return value
        if type(value.get("$ref")) is str:
            return self._reference(kind, value, value["$ref"])
        if kind == "schema" and "$id" in value and own_id(value) and self._minor() > 0:
            return self._resource(value)
        return self._members(kind, value)

    def _members(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        shape_of = KINDS[kind].shape
        for key, child in value.items():
            shape = shape_of(key)
            if shape is None:
                out[key] = child
            else:
                self._path.append(key)
                out[key] = self._held(shape, child)
                self._path.pop()
        if kind == "schema":
            self._schema(out)
        elif kind == "link" and isinstance(out.get("operationRef"), str):
            self._redirect(out, "operationRef", "operation")
        return out

    def _held(self, shape: Shape, value: Any) -> Any:
        kind, holder = shape
        if holder is Holder.ONE and type(value) is not list:
            return self._copy(kind, value)
        if type(value) is dict:
            if type(value.get("$ref")) is str:
                return self._inlined(value["$ref"], {}, lambda v: self._held(shape, v))
            if holder is Holder.MAP:
                return {name: self._item(kind, name, item) for name, item in value.items()}
        if type(value) is list:
            return [self._item(kind, index, item) for index, item in enumerate(value)]
        return value

    def _item(self, kind: str, key: str | int, value: Any) -> Any:
        self._path.append(key)
        copy = self._copy(kind, value)
        self._path.pop()
        return copy

    def _reference(self, kind: str, value: dict[str, Any], reference: str) -> Any:
        if self._is_reserved(kind):
            return None  # filled in when the bundle is put together
        if kind == "schema" and KNOWN.fullmatch(urldefrag(reference)[0]):
            return self._members(kind, value)
        target = self._located(reference)
        if target is None:
            return dict(value)
        beside = self._beside(kind, value)
        if kind not in _REFERABLE or kind == "mediaType" or self._goes_in_place(kind, target):
            return self._inlined(reference, beside, lambda v: self._copy(kind, v), kind)
        out = self._members(kind, {**value, **beside} if len(beside) + 1 == len(value) else beside)
        out = {key: out.get(key, reference) for key in value if key in out or key == "$ref"}
        self._turn(out, kind, target, reference)
        return out

    def _goes_in_place(self, kind: str, target: Target) -> bool:
        """Path items stand at their path; in callbacks, only those of other files."""
        if kind != "pathItem":
            return False
        root = self._bundler.library.root
        inside = self._unit.target.source is root and self._path[:1] in (["paths"], ["webhooks"])
        return (inside and len(self._path) == 2) or target.source is not root

    def _beside(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        """What stands beside a reference and counts (OpenAPI 3.1: all of it in a schema)."""
        beside = {key: item for key, item in value.items() if key != "$ref"}
        if not beside or kind == "pathItem":
            return beside
        if self._minor() == 0:
            kept: dict[str, Any] = {}
        elif kind == "schema":
            return beside
        else:
            kept = {key: item for key, item in beside.items() if key in _BESIDE}
        for key in beside.keys() - kept.keys():
            if not key.startswith("x-") and key not in _BESIDE:
                message = f"{shown(key)} beside a $ref is ignored"
                remedy = "move it to what is referred to, or leave it out"
                self._note(key, "ignored-sibling", message, remedy, Severity.WARNING)
        return kept

    def _turn(self, out: dict[str, Any], kind: str, target: Target, reference: str) -> None:
        """Makes a `$ref` lead to where its target will stand in the bundle."""
        bundler, source = self._bundler, self._source()
        if target.source is bundler.library.root:
            if source is not bundler.library.root and not _by_uri(reference):
                bundler.patches.append(Patch(out, "$ref", kind, target))
            return
        if kind == "schema" and self._keeps_identity(reference, target):
            self._turn_to_resource(out, target, reference)
            return
        end = self._final(target)
        if end is None:
            return
        if end.source is not bundler.library.root:
            bundler.want(kind, end, _last(target))
        bundler.patches.append(Patch(out, "$ref", kind, end))

    def _keeps_identity(self, reference: str, target: Target) -> bool:
        if self._bundler.is_resource(target):
            return True
        by_uri = _by_uri(reference) and self._minor() > 0
        return by_uri and not self._bundler.is_plain_document(target)

    def _turn_to_resource(self, out: dict[str, Any], target: Target, reference: str) -> None:
        bundler = self._bundler
        if _by_uri(reference):
            uri = urldefrag(reference)[0]
        else:
            uri = bundler.library.given_id(target.source)
        known = bundler.want_resource(target, uri)
        if _by_uri(reference) and known == uri:
            return
        if own_id(target.value) and bundler.resolver.identities(target.source).enclosing(
            target.pointer
        ) == target.pointer:
            bundler.patches.append(Patch(out, "$ref", "schema", target))
            return
        out["$ref"] = f"{known}#{urldefrag(reference)[1]}".rstrip("#")

    def _resource(self, value: Any, given: str = "") -> Any:
        """A schema with an `$id`: copied as it is, all that it refers to being embedded too."""
        bundler, at = self._bundler, self._target()
        if not isinstance(value, dict):
            value = {} if value is True else {"not": {}}
        base = at.source.uri
        if given and urlsplit(given).scheme != "file":
            base = given
        for reference, inside, where in references(value, base, at.pointer):
            if not KNOWN.fullmatch(urldefrag(urljoin(inside, reference))[0]):
                self._embed(reference, inside, Target(at.source, where))
        if at.source is bundler.library.root:
            return value
        own = own_id(value)
        if not own:
            return {"$id": given, **value}
        if urlsplit(own).scheme:
            return value
        return {**value, "$id": urljoin(bundler.library.given_id(at.source), own)}

    def _embed(self, reference: str, base: str, at: Target) -> None:
        bundler = self._bundler
        try:
            target = bundler.resolver.locate(reference, at.source, base)
        except Unresolved as error:
            if error.rule:
                bundler.note(at, error.rule, error.message, error.remedy)
            return
        if bundler.holds(target, self._unit) or target.source is bundler.library.root:
            return
        uri = urldefrag(urljoin(base, reference))[0]
        if urlsplit(uri).scheme == "file":
            uri = bundler.library.given_id(target.source)
        known = bundler.want_resource(target, uri)
        if known != uri and not reference.startswith("#") and urlsplit(known).scheme != "file":
            message = f"{shown(uri)} calls itself {shown(known)}"
            bundler.note(at, "id-mismatch", message, "refer to it by the name it has")

    def _inlined(
        self,
        reference: str,
        beside: dict[str, Any],
        copy: Callable[[Any], Any],
        kind: str = "",
    ) -> Any:
        """What a reference leads to, put in its place, with what stood beside it."""
        target = self._located(reference)
        end = self._final(target) if target is not None else None
        if end is None or end in self._inlining:
            if end is not None:
                message = f"{shown(reference)} leads back to what it stands in"
                self._note("$ref", "ref-cycle", message, "break the circle")
            return {}
        if kind not in _IN_PLACE:
            message = f"a $ref is not allowed here; {shown(reference)} was put in its place"
            remedy = "refer from an object that may be a Reference Object"
            self._note("$ref", "misplaced-ref", message, remedy, Severity.WARNING)
        at = pointer.join("", *self._path)
        self._unit.origins[at] = end
        self._bundler.inlined.setdefault(end, (self._unit, at))
        self._frames.append((end, len(self._path)))
        self._inlining.add(end)
        out = copy(end.value)
        self._inlining.discard(end)
        self._frames.pop()
        if beside and isinstance(out, dict):
            out = {**out, **self._members(kind, beside)}
        return out

    def _schema(self, out: dict[str, Any]) -> None:
        """The references of a schema that are no `$ref`."""
        discriminator = out.get("discriminator")
        if isinstance(discriminator, dict) and isinstance(discriminator.get("mapping"), dict):
            out["discriminator"] = {**discriminator, "mapping": {**discriminator["mapping"]}}
            self._path += ["discriminator", "mapping"]
            self._mapping(out["discriminator"]["mapping"])
            del self._path[-2:]
        dynamic = out.get("$dynamicRef")
        if isinstance(dynamic, str) and self._minor() > 0 and not KNOWN.match(dynamic):
            self._located(dynamic, "$dynamicRef")

    def _mapping(self, mapping: dict[str, Any]) -> None:
        """Turns the values of a discriminator mapping: names of schemas, or references."""
        for key, value in mapping.items():
            if isinstance(value, str) and not self._is_component(value):
                if _looks_like_reference(value):
                    self._redirect(mapping, key, "schema")
                else:
                    self._unknown_name(key, value)

    def _is_component(self, name: str) -> bool:
        return name in self._component_names()

    def _component_names(self) -> dict[str, Any]:
        root = self._bundler.library.root.value
        for source in (root, self._source().value):
            components = source.get("components") if isinstance(source, dict) else None
            schemas = components.get("schemas") if isinstance(components, dict) else None
            if isinstance(schemas, dict):
                return schemas
        return {}

    def _unknown_name(self, key: str, value: str) -> None:
        names = [*self._component_names(), *_siblings(self._source().value)]
        if value not in names:
            message = f"no schema is called {shown(value)}"
            remedy = did_you_mean(value, names) or "name a schema of the components"
            self._note(key, "unknown-mapping", message, remedy, Severity.WARNING)

    def _redirect(self, holder: dict[str, Any], key: str, kind: str) -> None:
        """Turns a reference that is not a `$ref`: of a link or a discriminator."""
        reference = holder[key]
        if _by_uri(reference) and kind == "operation":
            return  # an operation of another API
        target = self._located(reference, key)
        if target is None:
            return
        root, bundler = self._bundler.library.root, self._bundler
        if target.source is root:
            if self._source() is not root:
                bundler.patches.append(Patch(holder, key, kind, target))
        elif kind == "operation":
            bundler.patches.append(Patch(holder, key, kind, target))
        elif not _by_uri(reference):
            end = self._final(target)
            if end is not None:
                bundler.want(kind, end, _last(target))
                bundler.patches.append(Patch(holder, key, kind, end))

    def _located(self, reference: str, key: str = "$ref") -> Target | None:
        try:
            target = self._bundler.resolver.locate(reference, self._source())
            self._bundler.resolver.final(target)
        except Unresolved as error:
            if error.rule:
                self._note(key, error.rule, error.message, error.remedy)
            return None
        return target

    def _final(self, target: Target) -> Target | None:
        try:
            return self._bundler.resolver.final(target)
        except Unresolved:
            return None

    def _is_reserved(self, kind: str) -> bool:
        if len(self._path) != 3 or self._path[0] != "components" or self._unit.home != "":
            return False
        return self._bundler.reserved(kind, pointer.join("", *self._path))

    def _source(self) -> Any:
        return self._frames[-1][0].source

    def _minor(self) -> int:
        return self._bundler.library.minor(self._source())

    def _target(self, *below: str) -> Target:
        target, depth = self._frames[-1]
        return Target(target.source, pointer.join(target.pointer, *self._path[depth:], *below))

    def _note(
        self,
        key: str,
        rule: str,
        message: str,
        remedy: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._bundler.note(self._target(key), rule, message, remedy, severity)


def _by_uri(reference: str) -> bool:
    return bool(urlsplit(reference).scheme)


def _looks_like_reference(value: str) -> bool:
    return "/" in value or "#" in value or value.endswith((".json", ".yaml", ".yml"))


def _last(target: Target) -> str:
    found = pointer.tokens(target.pointer)
    return found[-1] if found else unquote(target.source.uri.rpartition("/")[2]).partition(".")[0]


def _siblings(value: Any) -> list[str]:
    return list(value) if isinstance(value, dict) else []
