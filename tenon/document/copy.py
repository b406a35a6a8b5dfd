"""Copies one unit of a bundle, so that every reference in it can be turned to its new home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urldefrag, urlsplit

from tenon.contract import pointer
from tenon.document import resource
from tenon.document.bundle import Bundler
from tenon.document.component import fragment, stem
from tenon.document.grammar import KINDS, Holder, Shape
from tenon.document.identity import own_id
from tenon.document.reference import KNOWN, Target, Unresolved
from tenon.document.unit import Patch, Unit
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
            unit.value = resource.keep(self._bundler, unit, unit.target, value, unit.embedded)
        elif unit.home == "" and not isinstance(value, dict):
            unit.value = {}
        else:
            unit.value = self._copy(unit.kind, value)

    def _copy(self, kind: str, value: Any) -> Any:
        if type(value) is not dict:
            return value
        if kind == "schema" and "$id" in value and own_id(value) and self._minor() > 0:
            return resource.keep(self._bundler, self._unit, self._target(), value)
        if type(value.get("$ref")) is str:
            return self._reference(kind, value, value["$ref"])
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
        if self._is_reserved():
            return None  # filled in when the bundle is put together
        if kind == "schema" and KNOWN.fullmatch(urldefrag(reference)[0]):
            return self._members(kind, value)
        target = self._located(reference)
        if target is None:
            return dict(value)
        beside = self._beside(kind, value)
        if kind not in _REFERABLE or kind == "mediaType" or self._goes_in_place(kind, target):
            return self._inlined(reference, beside, lambda v: self._copy(kind, v), kind)
        kept = {key: item for key, item in value.items() if key == "$ref" or key in beside}
        out = self._members(kind, kept)
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
            nullable = kind == "schema" and beside.get("nullable") is True
            kept = {"nullable": True} if nullable else {}
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
        bundler, root = self._bundler, self._bundler.library.root
        if target.source is root:
            named = bundler.resolver.identities(root).around(target.pointer)
            if not named if _by_uri(reference) else self._source() is not root:
                bundler.patches.append(Patch(out, "$ref", kind, target))
            return
        if kind == "schema" and bundler.goes_by_uri(reference, target):
            uri = urldefrag(reference)[0]
            if bundler.want_resource(target, uri) == uri:
                return
        end = self._final(target)
        if end is None:
            return
        if kind == "schema" and bundler.is_resource(end):
            self._turn_to_resource(out, end)
            return
        if end.source is not root:
            bundler.want(kind, end, _last(target))
        bundler.patches.append(Patch(out, "$ref", kind, end))

    def _turn_to_resource(self, out: dict[str, Any], target: Target) -> None:
        bundler = self._bundler
        uri = bundler.library.public(target.source.uri)
        known = bundler.want_resource(target, uri)
        around = bundler.resolver.identities(target.source).around(target.pointer)
        if target.pointer == "":
            bundler.patches.append(Patch(out, "$ref", "schema", target))
        else:
            below = target.pointer[len(around[-1][1] if around else "") :]
            out["$ref"] = known + (fragment(below) if below else "")

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
        if kind == "pathItem":
            self._unit.path_items.append(at)
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
        dialect = out.get("$schema")
        if isinstance(dialect, str) and dialect.startswith(resource.OPENAPI_DIALECT):
            del out["$schema"]
        elif isinstance(dialect, str) and not KNOWN.fullmatch(dialect):
            at = self._target("$schema")
            resource.embed(self._bundler, self._unit, dialect, "", at)
        dynamic = out.get("$dynamicRef")
        if isinstance(dynamic, str) and self._minor() > 0 and not KNOWN.match(dynamic):
            self._located(dynamic, "$dynamicRef")

    def _mapping(self, mapping: dict[str, Any]) -> None:
        """Turns the values of a discriminator mapping: names of schemas, or references."""
        source = self._source()
        components = _component_schemas(self._bundler.library.root.value)
        beside = source.value if source is not self._bundler.library.root else None
        for key, value in mapping.items():
            if not isinstance(value, str) or value in components:
                continue
            if isinstance(beside, dict) and value in beside:
                mapping[key] = f"#{pointer.join('', value)}"
                self._redirect(mapping, key, "schema")
            elif "/" in value or "#" in value or value.endswith((".json", ".yaml", ".yml")):
                self._redirect(mapping, key, "schema")
            else:
                message = f"no schema is called {shown(value)}"
                remedy = did_you_mean(value, components) or "name a schema of the components"
                self._note(key, "unknown-mapping", message, remedy, Severity.WARNING)

    def _redirect(self, holder: dict[str, Any], key: str, kind: str) -> None:
        """Turns a reference that is not a `$ref`: of a link or a discriminator."""
        reference, root, bundler = holder[key], self._bundler.library.root, self._bundler
        if _by_uri(reference):
            return  # an operation of another API, or a schema that keeps its name
        target = self._located(reference, key, Severity.WARNING)
        if target is None or (target.source is root and self._source() is root):
            return
        end = self._final(target) if kind == "schema" else target
        if end is not None:
            if kind == "schema":
                bundler.want(kind, end, _last(target))
            bundler.patches.append(Patch(holder, key, kind, end))

    def _located(
        self, reference: str, key: str = "$ref", severity: Severity = Severity.ERROR
    ) -> Target | None:
        try:
            target = self._bundler.resolver.locate(reference, self._source())
            self._bundler.resolver.final(target)
        except Unresolved as error:
            if error.rule:
                self._note(key, error.rule, error.message, error.remedy, severity)
            return None
        return target

    def _final(self, target: Target) -> Target | None:
        try:
            return self._bundler.resolver.final(target)
        except Unresolved:
            return None

    def _is_reserved(self) -> bool:
        if len(self._path) != 3 or self._path[0] != "components" or self._unit.home != "":
            return False
        return self._bundler.is_reserved(pointer.join("", *self._path))

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


def _last(target: Target) -> str:
    found = pointer.tokens(target.pointer)
    return found[-1] if found else stem(target.source.uri)


def _component_schemas(root: Any) -> dict[str, Any]:
    components = root.get("components") if isinstance(root, dict) else None
    schemas = components.get("schemas") if isinstance(components, dict) else None
    return schemas if isinstance(schemas, dict) else {}
