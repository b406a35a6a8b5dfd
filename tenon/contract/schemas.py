"""Schemas cut out of a contract so that each stands by itself and can be compiled alone.

A schema of an OpenAPI document refers to others by pointers into that document. Here every
pointer it can reach is copied into its own `$defs`, so the cost of compiling one operation
follows its own schemas and not the size of the contract. Schema resources with an `$id` of
their own keep their references as they are (JSON Schema 2020-12 core, sections 8.2 and 9.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urldefrag, urljoin

from tenon.contract import pointer
from tenon.contract.operation import Schema

# Where schemas stand inside a schema (JSON Schema 2020-12 core and applicator vocabularies).
IN_KEYWORD = frozenset(
    {
        "additionalProperties", "additionalItems", "items", "contains", "not", "if", "then",
        "else", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema",
    }
)  # fmt: skip
IN_LIST = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
IN_MAP = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
# Where a schema judges the same instance as the one it stands in, and asserts what it says.
_IN_PLACE = frozenset({"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"})
# Where a schema can keep properties from travelling.
_HIDING = frozenset({"properties", "$ref", "allOf"})
_NONE = frozenset[str]()


class Direction(StrEnum):
    """Which way a body travels: `readOnly` is kept out of requests, `writeOnly` of replies."""

    REQUEST = "readOnly"
    REPLY = "writeOnly"


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._cuts: dict[Direction | None, _Cut] = {}

    def standalone(self, schema: Schema, direction: Direction | None = None) -> dict[str, Any]:
        """A JSON Schema that means what `schema` means in its document, for one direction.

        Raises KeyError, with the reference, when a reference leads nowhere.
        """
        return self._cut(direction).make(schema)

    def hidden(self, schema: Any, direction: Direction | None) -> frozenset[str]:
        """The properties that a schema, or one that it is composed of, keeps from travelling."""
        return self._cut(direction).hidden(schema)

    def _cut(self, direction: Direction | None) -> _Cut:
        if direction not in self._cuts:
            self._cuts[direction] = _Cut(self, direction)
        return self._cuts[direction]

    def target(self, reference: str, base: str) -> tuple[str, Any] | None:
        """The name and value of what a reference reaches from a base URI; None if unknown."""
        if base and reference.startswith("#"):
            return None  # inside its own resource
        if not base:
            local = pointer.from_reference(reference)
            if local is not None:
                return local, pointer.resolve(self._document, local)
        uri, fragment = urldefrag(urljoin(base, reference))
        if uri in self.resources:
            return uri, {**self.resources[uri], "$id": uri}
        return self.anchors.get(fragment) if not uri else None

    def referred(self, schema: Mapping[str, Any]) -> Any:
        """What the `$ref` of a schema leads to; `True` when it has none, or one into nowhere.

        A reference inside a schema resource with an `$id` of its own is not known here.
        """
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return True
        local = pointer.from_reference(reference)
        if local is None:
            return self.resources.get(reference, True)
        try:
            return pointer.resolve(self._document, local)
        except KeyError:
            return True

    def followed(self, schema: Any) -> Any:
        """What a schema that is only a local reference refers to; others as they are."""
        seen = set()
        while isinstance(schema, Mapping) and "$id" not in schema and "$ref" in schema:
            local = pointer.from_reference(str(schema["$ref"]))
            if local is None or local in seen:
                break
            seen.add(local)
            schema = pointer.resolve(self._document, local)
        return schema

    @cached_property
    def resources(self) -> dict[str, Any]:
        """The schema resources of the document by their `$id`, resolved against each other."""
        return dict(_resources(self._document, ""))

    @cached_property
    def anchors(self) -> dict[str, tuple[str, Any]]:
        """Pointer and value of the schemas named by anchors of the document itself."""
        return dict(_anchors(self._document, ""))


def children(schema: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The schemas directly inside a schema, each with the tokens that lead to it."""
    for key, value in schema.items():
        if key in IN_KEYWORD and isinstance(value, (Mapping, bool)):
            yield (key,), value
        elif key in IN_LIST and isinstance(value, list):
            yield from (((key, index), item) for index, item in enumerate(value))
        elif key in IN_MAP and isinstance(value, Mapping):
            yield from (((key, name), item) for name, item in value.items())


class _Cut:
    """Cuts schemas out for one direction: what one refers to is gathered until nothing is new.

    `hidden` are the names of properties that do not travel. They hold for every schema that
    judges the same object, so a schema that is referred to is copied once for each set of them.
    Copies are kept, and shared by all that refer to them: they must not be changed.
    """

    def __init__(self, schemas: Schemas, direction: Direction | None) -> None:
        self._schemas = schemas
        self._direction = direction
        self._names: dict[tuple[str, frozenset[str]], str] = {}
        self._known: dict[str, tuple[Any, frozenset[str]]] = {}
        self._definitions: dict[str, tuple[Any, list[str]]] = {}
        self._hiding: dict[int, tuple[Any, frozenset[str]]] = {}

    def make(self, schema: Schema) -> dict[str, Any]:
        followed = self._schemas.followed(schema.value)
        own = isinstance(followed, Mapping) and "$id" in followed
        met: list[str] = []
        copy = self._copy(followed if own else schema.value, "", _NONE, met)
        root: dict[str, Any] = {"not": {}} if copy is False else {} if copy is True else copy
        definitions = self._reached(met)
        if isinstance(followed, Mapping) and "$schema" in followed:
            root = {"$schema": followed["$schema"], **root}
        if not definitions:
            return root
        named = root.get("$defs") or {}
        # The references of a resource with an `$id` look at its own definitions first.
        merged = {**definitions, **named} if "$id" in root else {**named, **definitions}
        return {**root, "$defs": merged}

    def _reached(self, names: list[str]) -> dict[str, Any]:
        """The definitions of these names, and of all that they refer to."""
        reached: dict[str, Any] = {}
        while names:
            name = names.pop()
            if name not in reached:
                reached[name], met = self._definition(name)
                names.extend(met)
        return reached

    def _definition(self, name: str) -> tuple[Any, list[str]]:
        """A copy of what a name stands for, and the names that it refers to itself."""
        found = self._definitions.get(name)
        if found is None:
            met: list[str] = []
            value, hidden = self._known[name]
            found = self._definitions[name] = self._copy(value, "", hidden, met), met
        return found

    def _copy(self, value: Any, base: str, hidden: frozenset[str], met: list[str]) -> Any:
        if not isinstance(value, Mapping):
            return value
        if isinstance(value.get("$id"), str):
            base = urljoin(base, value["$id"])
        hidden |= self.hidden(value)
        copy = dict(value)
        for tokens, child in children(value):
            passed = hidden if tokens[0] in _IN_PLACE else _NONE
            _put(copy, value, tokens, self._copy(child, base, passed, met))
        for key in ("$ref", "$dynamicRef"):
            if isinstance(value.get(key), str):
                copy[key] = self._reference(value[key], base, key, hidden, met)
        return _without(copy, hidden) if hidden else copy

    def _reference(
        self, reference: str, base: str, key: str, hidden: frozenset[str], met: list[str]
    ) -> str:
        found = self._schemas.target(reference, base)
        if found is None:
            if base or not reference.startswith("#"):
                return reference
            raise KeyError(reference)
        target, value = found
        renamed = not base and key == "$ref" and pointer.from_reference(reference) is not None
        identity = (target, hidden if renamed else _NONE)
        name = self._names.get(identity)
        if name is None:
            name = f"{len(self._names)}-{target.rsplit('/', 1)[-1]}"
            self._names[identity] = name
            self._known[name] = value, identity[1]
        met.append(name)
        return "#/$defs/" + _fragment(name) if renamed else reference

    def hidden(self, schema: Any) -> frozenset[str]:
        """The properties that a schema, or one that it is composed of, keeps from travelling."""
        if self._direction is None or not isinstance(schema, Mapping):
            return _NONE
        if _HIDING.isdisjoint(schema):
            return _NONE
        if id(schema) in self._hiding:
            return self._hiding[id(schema)][1]
        self._hiding[id(schema)] = (schema, _NONE)  # one that comes back to itself adds nothing
        properties = schema.get("properties")
        named = properties.items() if isinstance(properties, Mapping) else ()
        names = {name for name, value in named if self._stays(value)}
        for member in (self._schemas.referred(schema), *(schema.get("allOf") or ())):
            names |= self.hidden(member)
        self._hiding[id(schema)] = (schema, frozenset(names))
        return self._hiding[id(schema)][1]

    def _stays(self, schema: Any) -> bool:
        """Whether a property does not travel: its schema, or one that it refers to, says so."""
        seen = set()
        while isinstance(schema, Mapping) and id(schema) not in seen:
            if self._direction and schema.get(self._direction.value) is True:
                return True
            seen.add(id(schema))
            schema = self._schemas.referred(schema)
        return False


def _without(copy: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A schema whose hidden properties may not be there, and need not be."""
    if isinstance(copy.get("properties"), Mapping):
        copy["properties"] = {
            name: False if name in hidden else value for name, value in copy["properties"].items()
        }
    if isinstance(copy.get("required"), list):
        copy["required"] = [name for name in copy["required"] if name not in hidden]
    if isinstance(copy.get("dependentRequired"), Mapping):
        copy["dependentRequired"] = {
            name: [other for other in others if other not in hidden]
            for name, others in copy["dependentRequired"].items()
        }
    return copy


def _put(
    copy: dict[str, Any], value: Mapping[str, Any], tokens: tuple[str | int, ...], child: Any
) -> None:
    if len(tokens) == 1:
        copy[str(tokens[0])] = child
        return
    key, inner = str(tokens[0]), tokens[1]
    if copy[key] is value[key]:
        copy[key] = value[key].copy()
    copy[key][inner] = child


def _fragment(name: str) -> str:
    """A token of a pointer, percent-encoded as a URI fragment demands (RFC 6901, section 6)."""
    escaped = pointer.escape(name)
    return "".join(
        c if (c.isalnum() and c.isascii()) or c in "-._~" else _percent(c) for c in escaped
    )


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _resources(value: Any, base: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("$id"), str):
            base = urljoin(base, value["$id"])
            yield base.rstrip("#"), value
        for child in value.values():
            yield from _resources(child, base)
    elif isinstance(value, list):
        for child in value:
            yield from _resources(child, base)


def _anchors(value: Any, at: str) -> Iterator[tuple[str, tuple[str, Any]]]:
    if isinstance(value, Mapping):
        if at and isinstance(value.get("$id"), str):
            return
        for key in ("$anchor", "$dynamicAnchor"):
            if isinstance(value.get(key), str):
                yield value[key], (at, value)
        for key, child in value.items():
            yield from _anchors(child, pointer.join(at, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _anchors(child, pointer.join(at, index))
