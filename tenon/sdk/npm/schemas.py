"""Schemas as the generator of types reads them best: no more than types can say, said plainly.

What openapi-typescript would lose or misread is said otherwise: `readOnly` and `writeOnly` by two
schemas, alternatives beside other keywords by `allOf`, several types by `anyOf`, what is required
of a property that stands elsewhere by that property.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tenon.codegen.site import Site
from tenon.contract import Contract
from tenon.contract.schemas import Direction
from tenon.sdk.npm.keywords import listed, literal, mapped, said, texts, types
from tenon.sdk.npm.reach import COMPOSED, Key, Reach, key

_UNIONS = ("anyOf", "oneOf")
_SCALARS = ("string", "number", "integer", "boolean", "null")
_NOTES = frozenset({"description", "format", "deprecated", "default", "readOnly"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a schema stands that is copied: what else judges the same value.

    `known` are the properties that all of it names, `hidden` those that do not travel, `wanted`
    those that must be there; `owner` is the component that it is, or is part of, `either` whether
    it is one of several alternatives, and `within` what was written out on the way, because its
    name would stand for itself.
    """

    way: Direction
    owner: Key | None = None
    known: Mapping[str, Site] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    either: bool = False
    within: frozenset[Key] = frozenset()


class Schemas:
    """Copies schemas for one direction; references lead to components."""

    def __init__(self, contract: Contract, reach: Reach) -> None:
        self._schemas = contract.schemas
        self._reach = reach

    def components(self) -> dict[str, Any]:
        """Every component by its name."""
        found = {
            name: self._placed(site, _Place(way, key(site)))
            for name, site, way in self._reach.components()
        }
        return {name: {"not": {}} if value is False else value for name, value in found.items()}

    def at(self, pointer: str, direction: Direction) -> Any:
        """A copy of the schema at a pointer of the contract."""
        return self.whole(self._reach.sites.at(pointer), direction)

    def whole(self, site: Site, direction: Direction) -> Any:
        """A copy of a schema that stands by itself, not beside others."""
        return self._placed(site, _Place(direction))

    def _placed(self, site: Site, place: _Place) -> Any:
        composed = site.has("$ref") or any(map(site.has, COMPOSED))
        if not composed:
            return self._copy(site, place)
        known = self.properties(site)
        wanted = self._required(site) - known.keys()
        return self._copy(site, replace(place, known=known, wanted=wanted))

    def _copy(self, site: Site, place: _Place, *, unions: bool = True) -> Any:
        if not isinstance(site.value, Mapping):
            return {} if site.value is not False else False
        place = replace(place, hidden=place.hidden | self._schemas.hidden(site.value, place.way))
        pieces = [
            self._reference(site, place),
            self._own(site, place),
            *(self._copy(each, place) for each in listed(site, "allOf")),
            *(self._union(site, keyword, place) for keyword in _UNIONS if unions),
        ]
        kept = [piece for piece in pieces if piece and not _NOTES.issuperset(piece)]
        if False in pieces:
            return False
        whole = kept[0] if len(kept) == 1 else {"allOf": kept} if kept else {}
        return whole | said(site, place.way)

    def _reference(self, site: Site, place: _Place) -> Any:
        target = self._reach.target(site)
        name = self._reach.name(target, place.way) if target is not None else None
        if target is None or name is None:
            return None
        owner = place.owner
        if owner and self._reach.leads_back(target, owner, by_unions=place.either):
            return None if place.either else self._written_out(target, place)
        return {"$ref": f"#/components/schemas/{name}"}

    def _written_out(self, target: Site, place: _Place) -> Any:
        """What a schema says but for its alternatives, of which the one that is copied is one."""
        if key(target) in place.within:
            return None
        within = place.within | {key(target)}
        return self._copy(target, replace(place, within=within), unions=False)

    def _union(self, site: Site, keyword: str, place: _Place) -> Any:
        members = [self._member(site, each, place) for each in listed(site, keyword)]
        left = [member for member in members if member is not False]
        return {"anyOf": left} if left and all(left) else None

    def _member(self, site: Site, member: Site, place: _Place) -> Any:
        """A member of a union, with what is required of it, and what the discriminator says."""
        named = self.properties(member)
        known = {**place.known, **named}
        copy = self._copy(member, replace(place, either=True, known=known))
        if not copy:
            return copy
        required = self._required(member)
        more = {
            name: self.whole(named[name], place.way)
            for name in sorted(place.wanted & named.keys() - required - place.hidden)
        }
        wanted = sorted(more)
        kind = self._kind(site, member, named)
        if kind is not None:
            more |= kind
            wanted += [name for name in kind if name in required | place.wanted]
        if not more:
            return copy
        return {"allOf": [copy, {"type": "object", "properties": more, "required": wanted}]}

    def _kind(self, site: Site, member: Site, named: Mapping[str, Site]) -> Any:
        """The property that a discriminator names, as what it says of a member of its union.

        None where the member says so itself, or does not have it.
        """
        discriminator = site.get("discriminator")
        name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
        target = self._reach.target(member)
        property_ = named.get(name) if isinstance(name, str) else None
        if target is None or property_ is None or property_.has("const") or property_.has("enum"):
            return None
        return {name: literal(self._values(discriminator, site, target))}

    def _values(self, discriminator: Mapping[str, Any], site: Site, target: Site) -> list[str]:
        """The values that stand for a target: those that are mapped to it, else its name."""
        sites, mapping = self._reach.sites, discriminator.get("mapping") or {}
        named = target.pointer.rpartition("/")[2]
        led = [value for value, reference in mapping.items()
               if reference == named or sites.target(site, str(reference)) == target]  # fmt: skip
        return led or [named]

    def _own(self, site: Site, place: _Place) -> Any:
        """What a schema says by itself; None where that is nothing that a type can say."""
        if site.has("const"):
            return literal([site.value["const"]])
        if isinstance(site.get("enum"), list):
            return literal(site.value["enum"])
        parts = [self._typed(site, type_, place) for type_ in types(site)]
        if not parts or None in parts:
            return None
        return parts[0] if len(parts) == 1 else {"anyOf": parts}

    def _typed(self, site: Site, type_: str, place: _Place) -> Any:
        if type_ == "object":
            return self._object(site, place)
        if type_ == "array":
            return self._array(site, place.way)
        return {"type": type_} if type_ in _SCALARS else None

    def _object(self, site: Site, place: _Place) -> Any:
        way, known = place.way, place.known
        named = mapped(site, "properties")
        required = [name for name in texts(site.get("required")) if name not in place.hidden]
        # What is required of a property that stands elsewhere narrows that property.
        elsewhere = {name: known[name] for name in required if name in known and name not in named}
        copies = {
            name: self.whole(each, way)
            for name, each in {**named, **elsewhere}.items()
            if name not in place.hidden
        }
        kept = {name: copy for name, copy in copies.items() if copy is not False}
        more = self._more(site, way, list(kept.values()))
        if not kept and more is None and any(map(site.has, ("$ref", *COMPOSED))):
            return None
        made: dict[str, Any] = {"type": "object"}
        if kept:
            made |= {"properties": kept, "required": [n for n in required if n in kept]}
        elif more is None and site.get("additionalProperties") is not False:
            more = {}
        return made if more is None else {**made, "additionalProperties": more}

    def _more(self, site: Site, way: Direction, named: list[Any]) -> Any:
        """What properties without a name may be; None where nothing is said of them."""
        held = list(mapped(site, "patternProperties").values())
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if isinstance(site.get(keyword), Mapping) or site.get(keyword) is True:
                held.append(site[(keyword,)])
                break
        copies = [copy for each in held if (copy := self.whole(each, way)) is not False]
        if not copies or not all(copies):
            return {} if copies else None
        # TypeScript wants each named property to be one of those without a name, too.
        alternatives: list[Any] = []
        for each in [*copies, *named]:
            if each not in alternatives:
                alternatives.append(each)
        if not all(alternatives):
            return {}
        return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}

    def _array(self, site: Site, way: Direction) -> Any:
        items = self.whole(site[("items",)], way) if site.has("items") else {}
        first = [self.whole(each, way) for each in listed(site, "prefixItems")]
        if not first:
            return {"type": "array", "items": {"not": {}} if items is False else items}
        least, most = site.get("minItems"), site.get("maxItems")
        needed = min(least, len(first)) if isinstance(least, int) else len(first)
        closed = items is False or (isinstance(most, int) and most <= len(first))
        rest = {} if closed else {"items": items}
        held = [{} if each is False else each for each in first]
        return {"type": "array", "prefixItems": held, "x-needed": needed, **rest}

    def properties(self, site: Site) -> dict[str, Site]:
        """The properties that a schema names, and those that it extends."""
        found: dict[str, Site] = {}
        for each in self._extended(site):
            found |= {n: p for n, p in mapped(each, "properties").items() if n not in found}
        return found

    def alternatives(self, site: Site) -> dict[str, list[Site]]:
        """The properties that a schema names, those that it extends, and its alternatives."""
        found: dict[str, list[Site]] = {}
        for each in self._extended(site, _UNIONS):
            for name, property_ in mapped(each, "properties").items():
                found.setdefault(name, []).append(property_)
        return found

    def _required(self, site: Site) -> frozenset[str]:
        return frozenset(
            name for each in self._extended(site) for name in texts(each.get("required"))
        )

    def _extended(self, site: Site, unions: tuple[str, ...] = ()) -> list[Site]:
        """A schema and those that judge the same value, by reference and by `allOf`."""
        found: list[Site] = []
        seen: set[int] = set()
        stack = [site]
        while stack:
            one = stack.pop(0)
            if id(one.value) not in seen:
                seen.add(id(one.value))
                found.append(one)
                target = self._reach.target(one)
                members = [each for keyword in ("allOf", *unions) for each in listed(one, keyword)]
                stack += [*members, *([target] if target else [])]
        return found
