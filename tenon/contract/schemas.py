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


class Direction(StrEnum):
    """Which way a body travels: `readOnly` is kept out of requests, `writeOnly` of replies."""

    REQUEST = "readOnly"
    REPLY = "writeOnly"


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def standalone(self, schema: Schema, direction: Direction | None = None) -> dict[str, Any]:
        """A JSON Schema that means what `schema` means in its document, for one direction.

        Raises KeyError, with the reference, when a reference leads nowhere.
        """
        return _Cut(self, direction).make(schema)

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
    """One schema being cut out: what it refers to is gathered until nothing new is met."""

    def __init__(self, schemas: Schemas, direction: Direction | None) -> None:
        self._schemas = schemas
        self._direction = direction
        self._names: dict[str, str] = {}
        self._queue: list[tuple[str, Any]] = []

    def make(self, schema: Schema) -> dict[str, Any]:
        value = self._schemas.followed(schema.value)
        if not (isinstance(value, Mapping) and "$id" in value):
            value = schema.value
        root = self._copy(value, "", frozenset())
        root = {"not": {}} if root is False else {} if root is True else root
        definitions: dict[str, Any] = {}
        while self._queue:
            name, value = self._queue.pop()
            definitions[name] = self._copy(value, "", frozenset())
        if not definitions:
            return dict(root)
        if "$id" in root:  # its references do not look at the names given here
            return {**root, "$defs": {**definitions, **root.get("$defs", {})}}
        return {"allOf": [root], "$defs": definitions}

    def _copy(self, value: Any, base: str, hidden: frozenset[str]) -> Any:
        if not isinstance(value, Mapping):
            return value
        if isinstance(value.get("$id"), str):
            base = urljoin(base, value["$id"])
        hidden |= self._hidden(value)
        copy = dict(value)
        for tokens, child in children(value):
            passed = hidden if tokens[0] in ("allOf", "anyOf", "oneOf") else frozenset[str]()
            _put(copy, value, tokens, self._copy(child, base, passed))
        for key in ("$ref", "$dynamicRef"):
            if isinstance(value.get(key), str):
                copy[key] = self._reference(value[key], base, key)
        return self._without(copy, hidden) if hidden else copy

    def _reference(self, reference: str, base: str, key: str) -> str:
        found = self._schemas.target(reference, base)
        if found is None:
            if base or not reference.startswith("#"):
                return reference
            raise KeyError(reference)
        target, value = found
        if target not in self._names:
            name = f"{len(self._names)}-{target.rsplit('/', 1)[-1]}"
            self._names[target] = name
            self._queue.append((name, value))
        if base or key == "$dynamicRef" or pointer.from_reference(reference) is None:
            return reference
        return "#/$defs/" + _fragment(self._names[target])

    def _hidden(self, schema: Mapping[str, Any]) -> frozenset[str]:
        """The names of the properties that do not travel in this direction."""
        if self._direction is None:
            return frozenset()
        names = set()
        for name, value in (schema.get("properties") or {}).items():
            found = self._schemas.followed(value)
            if _says(value, self._direction) or _says(found, self._direction):
                names.add(name)
        for member in schema.get("allOf") or ():
            if isinstance(member, Mapping):
                names |= self._hidden(member)
        return frozenset(names)

    def _without(self, copy: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
        if isinstance(copy.get("properties"), Mapping):
            copy["properties"] = {
                name: False if name in hidden else value
                for name, value in copy["properties"].items()
            }
        if isinstance(copy.get("required"), list):
            copy["required"] = [name for name in copy["required"] if name not in hidden]
        return copy


def _says(schema: Any, direction: Direction) -> bool:
    return isinstance(schema, Mapping) and schema.get(direction.value) is True


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
