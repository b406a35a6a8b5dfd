"""Schemas projected onto shapes, and the definitions that the shapes name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tenon.codegen import inheritance, scalars
from tenon.codegen.conjunction import (
    Part,
    Parts,
    alternatives,
    flat,
    identity,
    kinds_of,
    property_names,
    reference,
)
from tenon.codegen.kinds import ALL
from tenon.codegen.names import Names
from tenon.codegen.shape import (
    NULL,
    Anything,
    Definition,
    Entries,
    Items,
    Named,
    Property,
    Record,
    Scalar,
    Shape,
    Vocabulary,
)
from tenon.codegen.site import Site, Sites
from tenon.codegen.union import either
from tenon.contract import naming, pointer

_DEEPEST = 40  # schemas nested inline deeper than this are not spelt out


@dataclass(frozen=True, slots=True)
class Hint:
    """How to name what a schema without a name defines, and where to put it."""

    name: str
    module: str
    file: str | None = None
    depth: int = 0

    def child(self, *words: str) -> Hint:
        """The hint for a part of what this one names."""
        name = self.name + "".join(map(naming.pascal, words))
        return replace(self, name=name, depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    site: Site
    hint: Hint


class Projection:
    """Projects the schemas of one document; every definition made is in `vocabulary`."""

    def __init__(self, document: Mapping[str, Any], names: Names) -> None:
        self.sites = Sites(document)
        self.vocabulary = Vocabulary()
        self._names = names
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._hoisted: dict[frozenset[tuple[str, str, bool]], str] = {}
        self._queue: list[_Entry] = []

    def declare(self, site: Site, hint: Hint) -> None:
        """Give the schema at a site a name of its own; references to it will use that name."""
        name = self._names.take(hint.name)
        entry = _Entry(name, site, replace(hint, name=name))
        self._entries[site.uri, site.pointer] = entry
        self._queue.append(entry)

    def finish(self) -> Vocabulary:
        """Define all that was declared or referred to."""
        for entry in self._queue:  # grows while it is walked
            self._define(entry)
        return self.vocabulary

    def shape(self, sites: Iterable[Site], hint: Hint) -> Shape:
        """The shape of the values that satisfy the schemas at all of the sites."""
        return self._shape(tuple(map(Part, sites)), hint)

    def _shape(self, given: Parts, hint: Hint) -> Shape:
        if hint.depth > _DEEPEST:
            return Anything()
        target = reference(self.sites, given)
        if target is not None:
            return self._referred(target, hint)
        parts = flat(self.sites, given)
        choices = [c for c in alternatives(self.sites, parts) if self._possible(c)]
        if choices:
            return either(self._chosen(choices, hint))
        return either(self._of_kind(parts, kinds_of(self.sites, parts), hint))

    def _possible(self, parts: Parts) -> bool:
        return bool(kinds_of(self.sites, flat(self.sites, parts)))

    def _chosen(self, choices: list[Parts], hint: Hint) -> Iterator[Shape]:
        for number, choice in enumerate(choices, 1):
            several = sum(kinds_of(self.sites, c) != {"null"} for c in choices) > 1
            yield self._shape(choice, hint.child(f"Variant{number}") if several else hint)

    def _of_kind(self, parts: Parts, kinds: frozenset[str], hint: Hint) -> Iterator[Shape]:
        """A shape for each JSON type; for what says nothing of its type, anything besides."""
        if "object" in kinds and (property_names(parts) or kinds < ALL):
            yield self._object(parts, hint)
        if "array" in kinds and (_says_items(parts) or kinds < ALL):
            yield Items(self._item(parts, hint.child("Item")))
        if kinds == ALL:
            yield Anything()
            return
        if "string" in kinds:
            yield scalars.text(_values(parts))
        if "integer" in kinds:
            yield scalars.number(_values(parts), whole="number" not in kinds)
        if "boolean" in kinds:
            yield Scalar("bool")
        if "null" in kinds:
            yield NULL

    def _object(self, parts: Parts, hint: Hint) -> Shape:
        if not property_names(parts):
            return Entries(self._entry_value(parts, hint))
        key = identity(parts)
        if key not in self._hoisted:
            name = self._hoisted[key] = self._names.take(hint.name)
            self.vocabulary.definitions[name] = Definition(name, hint.module, Anything())
            body = self._record(parts, replace(hint, name=name))
            described = next((t for part in reversed(parts) if (t := _description(part))), "")
            definition = Definition(name, hint.module, body, described, hint.file)
            self.vocabulary.definitions[name] = definition
        return Named(self._hoisted[key])

    def _entry_value(self, parts: Parts, hint: Hint) -> Shape:
        patterns = [p.site for p in parts if p.get("patternProperties")]
        rest = [p.site for p in parts if isinstance(p.get("additionalProperties"), Mapping)]
        if rest and not patterns:
            return self.shape([rest[0]["additionalProperties",]], hint.child("Value"))
        if len(patterns) == 1 and not rest:
            names = list(patterns[0].get("patternProperties"))
            if len(names) == 1 and patterns[0].get("additionalProperties") is False:
                value = patterns[0]["patternProperties", names[0]]
                return self.shape([value], hint.child("Value"))
        return Anything()

    def _item(self, parts: Parts, hint: Hint) -> Shape:
        sites = [p.site for p in parts if p.site.has("items") or p.site.has("prefixItems")]
        for site in sites:
            if isinstance(site.get("prefixItems"), list):
                return either(self._positions(site, hint))
        schemas = [s["items",] for s in sites if isinstance(s.get("items"), (Mapping, bool))]
        return self.shape(schemas, hint) if schemas else Anything()

    def _positions(self, site: Site, hint: Hint) -> Iterator[Shape]:
        for index in range(len(site.value["prefixItems"])):
            yield self.shape([site["prefixItems", index]], hint.child(str(index + 1)))
        if isinstance(site.get("items"), Mapping):
            yield self.shape([site["items",]], hint)
        elif site.get("items") is not False:
            yield Anything()

    def _record(self, parts: Parts, hint: Hint, base: str | None = None) -> Record:
        sites: dict[str, list[Site]] = {}
        for part in parts:
            for name in part.get("properties") or {}:
                sites.setdefault(name, []).append(part.site["properties", name])
        required = {name for part in parts for name in part.get("required") or ()}
        kept = {name: found for name, found in sites.items() if _usable(name, found)}
        closed = any(
            part.get("additionalProperties") is False and not part.get("patternProperties")
            for part in parts
        )
        return Record(
            tuple(self.property(n, s, hint, required=n in required) for n, s in kept.items()),
            closed=closed and len(kept) == len(sites),
            base=base,
        )

    def property(self, name: str, sites: list[Site], hint: Hint, *, required: bool) -> Property:
        """A property whose values satisfy the schemas at all of the sites."""
        said = [part.site for part in reversed(flat(self.sites, map(Part, sites)))]
        defaults = [site.get("default") for site in said if site.has("default")]
        return Property(
            name=name,
            shape=self.shape(sites, hint.child(name)),
            required=required,
            default=tuple(defaults[:1]),
            description=next((t for site in sites if (t := _description(Part(site)))), ""),
            read_only=any(site.get("readOnly") is True for site in said),
            write_only=any(site.get("writeOnly") is True for site in said),
        )

    def _referred(self, target: Site, hint: Hint) -> Shape:
        """The name of the target, and what else it may be than an object of that class."""
        key = (target.uri, target.pointer)
        if key not in self._entries:
            self.declare(target, replace(hint, name=_last_name(target) or hint.name, depth=0))
        entry = self._entries[key]
        parts = self._class_parts(entry)
        if parts is None:
            return Named(entry.name)
        others = kinds_of(self.sites, parts) - {"object"}
        rest = Anything() if others == ALL - {"object"} else None
        shapes = [rest] if rest else list(self._of_kind(parts, others, entry.hint))
        return either([Named(entry.name), *shapes])

    def _class_parts(self, entry: _Entry) -> Parts | None:
        """The parts of an entry that is defined as a class; None when it becomes an alias."""
        given = (Part(entry.site),)
        if reference(self.sites, given) is not None:
            return None
        parts = flat(self.sites, given)
        if any(self._possible(choice) for choice in alternatives(self.sites, parts)):
            return None
        return parts if property_names(parts) and "object" in kinds_of(self.sites, parts) else None

    def _base(self, entry: _Entry) -> tuple[str, Parts] | None:
        """Name and parts of the class that `allOf` refers to, when there is exactly one."""
        site = inheritance.referred(self.sites, entry.site)
        base = self._entries.get((site.uri, site.pointer)) if site else None
        if base is None or self._referred(base.site, base.hint) != Named(base.name):
            return None
        parts = self._class_parts(base)
        return None if parts is None else (base.name, parts)

    def _define(self, entry: _Entry) -> None:
        parts = self._class_parts(entry)
        body: Record | Shape
        if parts is None:
            body = self._shape((Part(entry.site),), entry.hint)
        else:
            self._hoisted.setdefault(identity(parts), entry.name)
            base = self._base(entry)
            own = inheritance.own(entry.site, parts, base[1]) if base else None
            if base and own is not None:
                body = self._record(own, entry.hint, base[0])
            else:
                body = self._record(parts, entry.hint)
        self.vocabulary.definitions[entry.name] = Definition(
            entry.name, entry.hint.module, body, _description(Part(entry.site)), entry.hint.file
        )


def _says_items(parts: Parts) -> bool:
    return any(part.get("items") or part.get("prefixItems") for part in parts)


def _values(parts: Parts) -> list[Mapping[str, Any]]:
    return [part.site.value for part in reversed(parts) if isinstance(part.site.value, Mapping)]


def _usable(name: str, sites: list[Site]) -> bool:
    return scalars.sound(name) and all(site.value is not False for site in sites)


def _description(part: Part) -> str:
    text = part.get("description", "")
    return text if isinstance(text, str) else ""


def _last_name(site: Site) -> str:
    """The last token of a pointer that says what stands there: `Limit` for a parameter's schema."""
    skipped = {"schema", "items", "properties", "allOf", "anyOf", "oneOf", "additionalProperties"}
    for token in reversed(pointer.tokens(site.pointer)):
        if token not in skipped and not token.isdigit():
            return token
    return site.uri.rstrip("/").rsplit("/", 1)[-1].split(".")[0]
