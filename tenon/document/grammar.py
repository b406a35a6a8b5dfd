"""Where each kind of OpenAPI object may stand, as data: the one place that knows the tree's shape.

Every walk over a document (bundling, raising, lowering, checking) is led by these tables, so a
`$ref` is a reference only where an object of some kind is expected; inside an example, a default,
an enum or an extension it is data (OpenAPI 3.0, 3.1 and 3.2, section "Schema"; JSON Schema
2020-12 core, section 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from tenon.contract.pointer import join


class Holder(Enum):
    """How a field holds its objects: by itself, by name, or in order."""

    ONE = "one"
    MAP = "map"
    LIST = "list"


class Shape(NamedTuple):
    """What stands in a field: objects of a kind, held in a way."""

    kind: str
    holder: Holder = Holder.ONE


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object: its fields that hold others, and the section of its components.

    `rest` is what stands under every other key that is no extension (Paths, Responses, Callback).
    """

    fields: Mapping[str, Shape] = field(default_factory=dict)
    rest: Shape | None = None
    section: str = ""

    def shape(self, key: str) -> Shape | None:
        """What stands under a key; None for data."""
        found = self.fields.get(key)
        if found is None and self.rest is not None and not key.startswith("x-"):
            return self.rest
        return found


def _one(kind: str, *names: str) -> dict[str, Shape]:
    return {name: Shape(kind) for name in names}


def _map(kind: str, *names: str) -> dict[str, Shape]:
    return {name: Shape(kind, Holder.MAP) for name in names}


def _list(kind: str, *names: str) -> dict[str, Shape]:
    return {name: Shape(kind, Holder.LIST) for name in names}


METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_TEXT = _one("text", "description")
_EXAMPLES = _map("example", "examples")
_CONTENT = _map("mediaType", "content")
_HEADERS = _map("header", "headers")

KINDS: Mapping[str, Kind] = {
    "text": Kind(),
    "document": Kind(
        _one("info", "info")
        | _list("server", "servers")
        | _one("paths", "paths")
        | _map("pathItem", "webhooks")
        | _one("components", "components")
        | _list("tag", "tags")
    ),
    "info": Kind(_TEXT),
    "server": Kind(_TEXT),
    "tag": Kind(_TEXT),
    "paths": Kind(rest=Shape("pathItem")),
    "pathItem": Kind(
        _TEXT
        | _list("server", "servers")
        | _list("parameter", "parameters")
        | _one("operation", *METHODS, "query")
        | _map("operation", "additionalOperations"),
        section="pathItems",
    ),
    "operation": Kind(
        _TEXT
        | _list("parameter", "parameters")
        | _one("requestBody", "requestBody")
        | _one("responses", "responses")
        | _map("callback", "callbacks")
        | _list("server", "servers")
    ),
    "parameter": Kind(
        _TEXT | _one("schema", "schema") | _CONTENT | _EXAMPLES, section="parameters"
    ),
    "header": Kind(_TEXT | _one("schema", "schema") | _CONTENT | _EXAMPLES, section="headers"),
    "requestBody": Kind(_TEXT | _CONTENT, section="requestBodies"),
    "mediaType": Kind(
        _one("schema", "schema", "itemSchema", "x-itemSchema")
        | _EXAMPLES
        | _map("encoding", "encoding")
        | _list("encoding", "prefixEncoding")
        | _one("encoding", "itemEncoding"),
        section="mediaTypes",
    ),
    "encoding": Kind(
        _HEADERS
        | _map("encoding", "encoding")
        | _list("encoding", "prefixEncoding")
        | _one("encoding", "itemEncoding")
    ),
    "responses": Kind(rest=Shape("response")),
    "response": Kind(_TEXT | _HEADERS | _CONTENT | _map("link", "links"), section="responses"),
    "callback": Kind(rest=Shape("pathItem"), section="callbacks"),
    "example": Kind(_TEXT, section="examples"),
    "link": Kind(_TEXT | _one("server", "server"), section="links"),
    "securityScheme": Kind(_TEXT, section="securitySchemes"),
    "schema": Kind(
        _TEXT
        | _one(
            "schema", "additionalItems", "additionalProperties", "contains", "contentSchema",
            "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems",
            "unevaluatedProperties",
        )
        | _list("schema", "allOf", "anyOf", "oneOf", "prefixItems")
        | _map(
            "schema", "$defs", "definitions", "dependentSchemas", "patternProperties",
            "properties",
        ),
        section="schemas",
    ),
}  # fmt: skip

SECTIONS: Mapping[str, str] = {kind.section: name for name, kind in KINDS.items() if kind.section}
KINDS = {
    **KINDS,
    "components": Kind({section: Shape(name, Holder.MAP) for section, name in SECTIONS.items()}),
}


class Node(NamedTuple):
    """An object met on a walk: its kind, its value and its JSON Pointer."""

    kind: str
    value: Any
    pointer: str


def children(kind: str, value: Any, pointer: str = "") -> list[Node]:
    """The objects directly inside an object, in the order of the document."""
    found: list[Node] = []
    if type(value) is not dict:
        return found
    shape_of = KINDS[kind].shape
    for key, child in value.items():
        shape = shape_of(key) if isinstance(key, str) else None
        if shape is not None:
            _hold(found, shape, child, join(pointer, key))
    return found


def _hold(found: list[Node], shape: Shape, value: Any, pointer: str) -> None:
    kind, holder = shape
    if holder is Holder.ONE and not isinstance(value, list):
        found.append(Node(kind, value, pointer))
    elif holder is Holder.MAP:
        if isinstance(value, dict):
            found += [Node(kind, item, join(pointer, name)) for name, item in value.items()]
    elif isinstance(value, list):  # `items: [..]` of older drafts too
        found += [Node(kind, item, f"{pointer}/{index}") for index, item in enumerate(value)]


def walk(kind: str, value: Any, pointer: str = "") -> Iterator[Node]:
    """An object and all objects inside it, each before its own; references are not followed."""
    stack = [Node(kind, value, pointer)]
    while stack:
        node = stack.pop()
        yield node
        stack += children(*node)[::-1]
