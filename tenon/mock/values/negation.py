"""What a value has to be in order not to satisfy a schema: `not`, said without `not`.

Each way to break a schema is a schema of its own; a value that satisfies one of them breaks it.
What cannot be said so is left open, and the judge decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any

from tenon.mock.values.part import Document, Part

Schema = dict[Any, Any]


class Unlike(Enum):
    """Keywords that JSON Schema lacks: what a value must not be."""

    VALUES = "none of these values"
    WHOLE = "not an integer"
    STEP = "no multiple of these"
    PATTERN = "matches none of these"
    UNIQUE = "holds an item twice"


ALL_TYPES = ("object", "array", "string", "number", "boolean", "null")
_SOME = {"type": "object", "minProperties": 1}
_ANNOTATIONS = frozenset(
    {
        "title", "description", "default", "example", "examples", "deprecated", "readOnly",
        "writeOnly", "$comment", "$id", "$schema", "$anchor", "$dynamicAnchor", "$defs",
        "$vocabulary", "definitions", "discriminator", "xml", "externalDocs", "then", "else",
        "minContains", "maxContains", "contentMediaType", "contentEncoding", "contentSchema",
    }
)  # fmt: skip


def ways(document: Document, part: Part, depth: int = 0) -> list[Part]:
    """The ways to break a schema; none when every value satisfies it."""
    value = part.value
    if not isinstance(value, Mapping):
        return [] if value else [part.derive("not", True)]
    found = [
        part.derive(f"not-{keyword}-{index}", way)
        for keyword in sorted(value, key=lambda keyword: keyword == "type")
        for index, way in enumerate(_broken(keyword, value))
    ]
    for keyword, follow in (("$ref", document.referred), ("$dynamicRef", document.dynamic)):
        if isinstance(value.get(keyword), str) and depth < 16:
            target = follow(part, value[keyword])
            found += ways(document, target, depth + 1) if target else [part.derive("any", True)]
    if any(_unsaid(keyword) for keyword in value):
        found.append(part.derive("not-said", True))
    return found


def _broken(keyword: Any, schema: Mapping[Any, Any]) -> Iterator[Schema]:
    if keyword in _WAYS:
        yield from _WAYS[keyword](schema[keyword], schema)


def _unsaid(keyword: Any) -> bool:
    known = keyword in _WAYS or keyword in _ANNOTATIONS or keyword in ("$ref", "$dynamicRef")
    return not known and not str(keyword).startswith("x-")


def _type(value: Any, _: Any) -> Iterator[Schema]:
    named = [value] if isinstance(value, str) else list(value)
    others = [one for one in ALL_TYPES if one not in named]
    if "integer" in named and "number" not in named:
        yield {"type": "number", Unlike.WHOLE: True}
        others.remove("number")
    if others:
        yield {"type": others}


def _bound(kind: str, opposite: str, by: int = 0) -> Callable[[Any, Any], Iterator[Schema]]:
    def broken(value: Any, _: Any) -> Iterator[Schema]:
        if not by or value + by >= 0:
            yield {"type": kind, opposite: value + by}

    return broken


def _required(value: Any, _: Any) -> Iterator[Schema]:
    yield from ({"type": "object", "properties": {name: False}} for name in value)


def _properties(value: Any, _: Any) -> Iterator[Schema]:
    for name, schema in value.items():
        yield _member(name, {"not": schema})


def _member(name: str, schema: Any) -> Schema:
    return {"type": "object", "required": [name], "properties": {name: schema}}


def _additional(value: Any, schema: Mapping[Any, Any]) -> Iterator[Schema]:
    known = schema.get("properties") or {}
    if value is True:
        return
    name = next(name for name in _fresh() if name not in known)
    yield _member(name, {"not": value})
    # Any name but those that are known: which one is left to `propertyNames`.
    absent = dict.fromkeys(known, False)
    yield {**_SOME, "properties": absent, "additionalProperties": {"not": value}}


def _patterned(value: Any, _: Any) -> Iterator[Schema]:
    for pattern, schema in value.items():
        if schema is not True:
            names = {"pattern": pattern}
            yield {**_SOME, "propertyNames": names, "additionalProperties": {"not": schema}}


def _fresh() -> Iterator[str]:
    yield "other"
    number = 1
    while True:
        number += 1
        yield f"other{number}"


def _items(value: Any, schema: Mapping[Any, Any]) -> Iterator[Schema]:
    before = len(schema.get("prefixItems") or ())
    if value is not True:
        yield _item(before, {"not": value})


def _prefix(value: Any, _: Any) -> Iterator[Schema]:
    yield from (_item(index, {"not": one}) for index, one in enumerate(value))


def _item(index: int, schema: Any) -> Schema:
    return {"type": "array", "minItems": index + 1, "prefixItems": [True] * index + [schema]}


def _contains(value: Any, schema: Mapping[Any, Any]) -> Iterator[Schema]:
    least = schema.get("minContains", 1)
    if least:
        yield {"type": "array", "contains": value, "minContains": 0, "maxContains": least - 1}
    if "maxContains" in schema:
        yield {"type": "array", "contains": value, "minContains": schema["maxContains"] + 1}


def _if(value: Any, schema: Mapping[Any, Any]) -> Iterator[Schema]:
    if "then" in schema:
        yield {"allOf": [value, {"not": schema["then"]}]}
    if "else" in schema:
        yield {"allOf": [{"not": value}, {"not": schema["else"]}]}


def _one_of(value: Any, _: Any) -> Iterator[Schema]:
    yield {"allOf": [{"not": one} for one in value]}
    yield from ({"allOf": [value[0], other]} for other in value[1:4])


def _dependent_required(value: Any, _: Any) -> Iterator[Schema]:
    for name, others in value.items():
        for other in others:
            yield {"type": "object", "required": [name], "properties": {other: False}}


def _dependent_schemas(value: Any, _: Any) -> Iterator[Schema]:
    for name, schema in value.items():
        yield {"type": "object", "required": [name], "not": schema}


def _names(value: Any, _: Any) -> Iterator[Schema]:
    yield {**_SOME, "propertyNames": {"not": value}}


_WAYS: dict[Any, Callable[[Any, Mapping[Any, Any]], Iterator[Schema]]] = {
    "const": lambda value, _: iter([{Unlike.VALUES: [value]}]),
    "enum": lambda value, _: iter([{Unlike.VALUES: value}]),
    "minimum": _bound("number", "exclusiveMaximum"),
    "maximum": _bound("number", "exclusiveMinimum"),
    "exclusiveMinimum": _bound("number", "maximum"),
    "exclusiveMaximum": _bound("number", "minimum"),
    "multipleOf": lambda value, _: iter([{"type": "number", Unlike.STEP: value}]),
    "minLength": _bound("string", "maxLength", -1),
    "maxLength": _bound("string", "minLength", 1),
    "pattern": lambda value, _: iter([{"type": "string", Unlike.PATTERN: value}]),
    "format": lambda value, _: iter([{"type": "string"}]),
    "minItems": _bound("array", "maxItems", -1),
    "maxItems": _bound("array", "minItems", 1),
    "uniqueItems": lambda value, _: iter([{"type": "array", Unlike.UNIQUE: True}] if value else []),
    "minProperties": _bound("object", "maxProperties", -1),
    "maxProperties": _bound("object", "minProperties", 1),
    "required": _required,
    "properties": _properties,
    "patternProperties": _patterned,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "prefixItems": _prefix,
    "contains": _contains,
    "unevaluatedProperties": _additional,
    "unevaluatedItems": _items,
    "dependentRequired": _dependent_required,
    "dependentSchemas": _dependent_schemas,
    "allOf": lambda value, _: iter([{"not": one} for one in value]),
    "anyOf": lambda value, _: iter([{"allOf": [{"not": one} for one in value]}]),
    "oneOf": _one_of,
    "not": lambda value, _: iter([{"allOf": [value]}]),
    "if": _if,
    "type": _type,
}
