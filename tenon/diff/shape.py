"""What a schema says of a value, however it is put together.

`$ref` and `allOf` only put schemas together, so a shape gathers all that hold for the same value
(JSON Schema 2020-12 core, sections 8.2.3.1 and 10.2.1.1). `X or null` is X that may be null, and
alternatives that are single values are an enumeration. So two ways to say one thing have one shape.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tenon.contract import pointer
from tenon.contract.operation import Schema
from tenon.diff.side import Side

NUMBER = frozenset({"integer", "fraction"})
TYPES = frozenset({"null", "boolean", "string", "array", "object"}) | NUMBER
CONDITIONS = (
    "not", "if", "then", "else", "contains", "minContains", "maxContains", "dependentRequired",
    "dependentSchemas", "patternProperties", "propertyNames", "unevaluatedItems",
    "contentSchema", "$dynamicRef",
)  # fmt: skip
_ANNOTATED = frozenset({"const", "enum", "type", "title", "description", "deprecated", "x-enum"})
_BARE = frozenset(
    {
        "$ref", "allOf", "anyOf", "oneOf", "type", "title", "description", "discriminator",
        "default", "deprecated", "example", "examples", "externalDocs", "readOnly", "writeOnly",
        "xml", "$comment",
    }
)  # fmt: skip
_OF_NULL = frozenset({"not", "if", "$dynamicRef"})  # conditions that null may fail
_NULL = {"type": "null"}
_COMPONENTS, _COMPONENT_DEPTH = "/components/schemas/", 3
_DEEPEST = 6  # alternatives inside alternatives whose types are looked at


@dataclass(frozen=True, slots=True)
class Said:
    """What a keyword says, and where."""

    value: Any
    pointer: str


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives: `anyOf` or `oneOf`, with its members and where it stands."""

    keyword: str
    pointer: str
    members: tuple[Schema, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the schemas that hold together; `nullable` where null is let past it."""

    schema: Schema
    nullable: bool

    @property
    def value(self) -> Mapping[str, Any]:
        """What it says itself."""
        return self.schema.value if isinstance(self.schema.value, Mapping) else {}


class Shape:
    """All that some schemas, which hold together, say of a value."""

    def __init__(self, side: Side, schemas: Iterable[Schema], depth: int = 0) -> None:
        several = tuple(schemas)
        self._side, self._depth = side, depth
        self.pointer = several[0].pointer if several else ""
        self.never = False
        self.parts: list[Part] = []
        self.members: dict[str, str] = {}
        self.groups: list[Group] = []
        self.unknown: list[Said] = []
        self._enums: list[tuple[Said, bool, list[Any]]] = []
        self._refuses_null = False
        self._seen: set[str] = set()
        for schema in several:
            self._gather(schema, nullable=False)

    def first(self, keyword: str) -> Said | None:
        """What the first part that has a keyword says by it."""
        return next(iter(self.all(keyword)), None)

    def all(self, keyword: str) -> list[Said]:
        """What each part that has a keyword says by it."""
        return [
            Said(part.value[keyword], pointer.join(part.schema.pointer, keyword))
            for part in self.parts
            if keyword in part.value
        ]

    @cached_property
    def own_types(self) -> frozenset[str]:
        """The types that it lets through by itself, its alternatives left aside."""
        types = frozenset[str]() if self.never else TYPES
        for part in self.parts:
            if "type" in part.value:
                types &= _named(part.value["type"]) | _null(part.nullable)
        if self._refuses_null:
            types -= {"null"}
        if self.enum is not None:
            types &= {type_of(said.value) for said in self.enum.values()}
        return types

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that it lets through."""
        types = self.own_types
        for group in self.groups if self._depth < _DEEPEST else ():
            shapes = (Shape(self._side, (m,), self._depth + 1) for m in group.members)
            types &= frozenset[str]().union(*(shape.types for shape in shapes))
        return types

    @cached_property
    def enum(self) -> dict[str, Said] | None:
        """The only values that it lets through, by their text; None when there are others."""
        found: dict[str, Said] | None = None
        for said, nullable, values in self._enums:
            named = {
                key_of(value): Said(value, _member(said.pointer, index))
                for index, value in enumerate(values)
            }
            if nullable:
                named.setdefault("null", Said(None, said.pointer))
            found = named if found is None else {k: v for k, v in found.items() if k in named}
        return found

    @cached_property
    def properties(self) -> dict[str, tuple[Schema, ...]]:
        """The schemas of each property that it names."""
        found: dict[str, tuple[Schema, ...]] = {}
        for part in self.parts:
            named = part.value.get("properties")
            for name, value in named.items() if isinstance(named, Mapping) else ():
                at = pointer.join(part.schema.pointer, "properties", name)
                found[name] = (*found.get(name, ()), Schema(at, value))
        return found

    def applying(self, name: str) -> tuple[Schema, ...]:
        """The schemas that hold for a property, named or as one of the others.

        For `additionalProperties` only those count as named that stand beside it (core, section
        10.3.2.3), so that it may refuse what another part names.
        """
        found = list(self.properties.get(name, ()))
        for part in self.parts:
            others = part.value.get("additionalProperties", True)
            refused = others is False and name in self.properties
            if (refused or isinstance(others, Mapping)) and not _names(part.value, name):
                at = pointer.join(part.schema.pointer, "additionalProperties")
                found.append(Schema(at, others))
        return tuple(found) or self.schemas("unevaluatedProperties")

    @cached_property
    def required(self) -> dict[str, str]:
        """The names of properties that must be there, and where that is said."""
        listed = (said for said in self.all("required") if isinstance(said.value, list))
        return {name: said.pointer for said in listed for name in said.value}

    @property
    def alone(self) -> tuple[Schema, ...]:
        """The schema that says it all: the first with a name, or that says something itself.

        Beside it null, where that is let past it.
        """
        for part in self.parts:
            if name_of(part.schema) or not part.value.keys() <= _BARE - {"allOf", "type"}:
                return (part.schema, Schema(self.pointer, _NULL))[: 1 + part.nullable]
        return (self.parts[0].schema if self.parts else Schema(self.pointer, not self.never),)

    @property
    def bare(self) -> bool:
        """Whether its alternatives are all that it says of a value."""
        return all(part.value.keys() <= _BARE for part in self.parts)

    def schemas(self, keyword: str) -> tuple[Schema, ...]:
        """The schemas under a keyword that holds one."""
        found = self.all(keyword)
        return tuple(Schema(s.pointer, s.value) for s in found if isinstance(s.value, Mapping))

    def closed(self) -> Said | None:
        """Where it says that an object may have no other properties.

        What `additionalProperties` lets through is evaluated (core, section 11.3).
        """
        said = self.all("additionalProperties") or self.all("unevaluatedProperties")
        return next((found for found in said if found.value is False), None)

    def conditions(self, *, closing: bool = False) -> tuple[Schema, ...]:
        """What it says by keywords that are compared by inclusion alone, a schema a part.

        With `closing`, also which other properties there may be, for patterns make exceptions.
        """
        found = []
        for part in self.parts:
            said = {k: part.value[k] for k in CONDITIONS if k in part.value}
            if closing:
                said |= _closing(part.value)
            if part.nullable and said.keys() & _OF_NULL:
                said = {"anyOf": [_NULL, said]}
            if said:
                found.append(Schema(part.schema.pointer, said))
        return (*found, *(Schema(s.pointer, {"$ref": s.value}) for s in self.unknown))

    def _gather(self, schema: Schema, *, nullable: bool) -> None:
        if schema.value is False:
            self.never = True
        if not isinstance(schema.value, Mapping) or schema.pointer in self._seen:
            return
        self._seen.add(schema.pointer)
        value = schema.value
        self.parts.append(Part(schema, nullable))
        for keyword in ("const", "enum"):
            if keyword in value:
                values = value[keyword] if keyword == "enum" else [value["const"]]
                said = Said(value[keyword], pointer.join(schema.pointer, keyword))
                self._enums.append((said, nullable, list(values)))
        self._refer(schema, nullable)
        for index, member in enumerate(value.get("allOf") or ()):
            inside = Schema(pointer.join(schema.pointer, "allOf", index), member)
            name = name_of(inside)
            if name:
                self.members[name] = inside.pointer
            self._gather(inside, nullable=nullable)
        for keyword in ("anyOf", "oneOf"):
            if value.get(keyword):
                self._alternatives(schema, keyword, nullable)

    def _refer(self, schema: Schema, nullable: bool) -> None:
        value = schema.value if isinstance(schema.value, Mapping) else {}
        if "$ref" in value:
            target = self._side.referred(schema)
            if target is None:
                self.unknown.append(Said(value["$ref"], pointer.join(schema.pointer, "$ref")))
            else:
                self._gather(target, nullable=nullable)

    def _alternatives(self, schema: Schema, keyword: str, nullable: bool) -> None:
        at = pointer.join(schema.pointer, keyword)
        listed = schema.value[keyword] if isinstance(schema.value, Mapping) else ()
        members = [Schema(pointer.join(at, i), value) for i, value in enumerate(listed)]
        kinds = [m for m in members if not _is_null(m.value)]
        values = [_single(m.value) for m in kinds]
        if len(kinds) == 1:
            null = len(kinds) < len(members)
            if null and keyword == "oneOf" and self._takes_null(kinds[0]):
                null, self._refuses_null = False, not nullable  # of two alternatives, so of none
            self._gather(kinds[0], nullable=nullable or null)
        elif kinds and all(v is not None for v in values):
            several = [value for found in values for value in found or ()]
            several += [None] if len(kinds) < len(members) else []
            if keyword == "oneOf":  # a value of two alternatives is of none
                keys = Counter(map(key_of, several))
                several = [value for value in several if keys[key_of(value)] == 1]
            self._enums.append((Said(listed, at), nullable, several))
        else:
            if nullable and len(kinds) == len(members):
                members.append(Schema(at, _NULL))
            self.groups.append(Group(keyword, at, tuple(members)))

    def _takes_null(self, schema: Schema) -> bool:
        if self._depth >= _DEEPEST:
            return False
        return "null" in Shape(self._side, (schema,), self._depth + 1).types


def _closing(value: Mapping[str, Any]) -> dict[str, Any]:
    """What a schema says of the properties that it does not name, and the names of the others."""
    said = {k: value[k] for k in ("additionalProperties", "unevaluatedProperties") if k in value}
    names = value.get("properties")
    return said | ({"properties": dict.fromkeys(names, True)} if names else {})


def _names(value: Mapping[str, Any], name: str) -> bool:
    """Whether a schema itself names a property, or by a pattern."""
    return name in (value.get("properties") or ()) or any(
        _matches(pattern, name) for pattern in value.get("patternProperties") or ()
    )


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:  # of another dialect: it may match
        return True


def _member(at: str, index: int) -> str:
    """Where one of the values of an enumeration stands; that of `const` stands where it does."""
    return pointer.join(at, index) if at.endswith("/enum") else at


def name_of(schema: Schema) -> str:
    """What a schema is called: the component it is or refers to, else its title; or nothing."""
    value = schema.value if isinstance(schema.value, Mapping) else {}
    reference = value.get("$ref")
    if isinstance(reference, str):
        return reference
    if schema.pointer.startswith(_COMPONENTS) and schema.pointer.count("/") == _COMPONENT_DEPTH:
        return "#" + schema.pointer
    title = value.get("title")
    return f"title {title}" if isinstance(title, str) and title else ""


def key_of(value: Any) -> str:
    """A text that two values share when JSON Schema holds them equal (core, section 4.2.2)."""
    return json.dumps(_normal(value), sort_keys=True)


def type_of(value: Any) -> str:
    """The type of a value; numbers are integers or fractions."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if value == int(value) else "fraction"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _normal(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _normal(item) for key, item in value.items()}
    return [_normal(item) for item in value] if isinstance(value, list) else value


def _named(types: Any) -> frozenset[str]:
    named = [types] if isinstance(types, str) else list(types)
    return frozenset(named) - {"number"} | (NUMBER if "number" in named else frozenset())


def _null(nullable: bool) -> frozenset[str]:
    return frozenset({"null"}) if nullable else frozenset()


def _is_null(value: Any) -> bool:
    return isinstance(value, Mapping) and (
        value.get("type") == "null" or value.get("enum") == [None] or value.get("const", 0) is None
    )


def _single(value: Any) -> list[Any] | None:
    """The only values of an alternative that says nothing else; None for other ones."""
    if not isinstance(value, Mapping) or not (value.keys() <= _ANNOTATED):
        return None
    values = [value["const"]] if "const" in value else value.get("enum")
    if not isinstance(values, list):
        return None
    types = _named(value["type"]) if "type" in value else TYPES
    return [one for one in values if type_of(one) in types]
