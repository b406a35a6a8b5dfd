"""Schemas inside schemas, each with the pointer that it stands at."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.contract.operation import Media, Operation, Reply, Schema

_COMPOSED = ("allOf", "anyOf", "oneOf")
_JSON = ("/json", "+json")


def property_schema(document: Mapping[str, Any], schema: Schema, name: str) -> Schema | None:
    """The schema of a property, also where a schema that it is composed of names it."""
    for found in _alike(document, schema):
        if isinstance(found.value, Mapping):
            named = found.value.get("properties")
            if isinstance(named, Mapping) and name in named:
                return Schema(pointer.join(found.pointer, "properties", name), named[name])
    return None


def items_schema(document: Mapping[str, Any], schema: Schema) -> Schema | None:
    """The schema of the items of a list, where it says one for all of them."""
    for found in _alike(document, schema):
        if isinstance(found.value, Mapping) and "items" in found.value:
            return Schema(pointer.join(found.pointer, "items"), found.value["items"])
    return None


def component(document: Mapping[str, Any], schema: Schema | None) -> str:
    """Where what a schema refers to stands: the same for two that are the same by reference."""
    if schema is None:
        return ""
    try:
        return pointer.follow(document, schema.value, schema.pointer)[1]
    except KeyError:
        return schema.pointer


def json_media(media: Mapping[str, Media]) -> Media | None:
    """The first of some media types that is JSON, whose schema describes the value."""
    for name, found in media.items():
        if name.partition(";")[0].strip().lower().endswith(_JSON):
            return found
    return None


def structured(media: Mapping[str, Media]) -> Media | None:
    """The JSON among some media types, else one whose schema still describes a whole value."""
    found = json_media(media)
    if found is not None:
        return found
    others = (m for m in media.values() if m.item_schema is None and _describes(m))
    return next(others, None)


def success(operation: Operation) -> Reply | None:
    """The first successful reply of an operation, one with a body before one without."""
    replies = [reply for reply in operation.replies.values() if reply.status.startswith("2")]
    bodied = next((reply for reply in replies if reply.media), None)
    return bodied or next(iter(replies), None)


def _describes(media: Media) -> bool:
    name = media.type.partition(";")[0].strip().lower()
    described = ("/xml", "+xml", "x-www-form-urlencoded", "/form-data", "*/*", "application/*")
    return name.endswith(described)


def _alike(
    document: Mapping[str, Any], schema: Schema, seen: set[str] | None = None
) -> Iterator[Schema]:
    """A schema and those that judge the same instance, itself first."""
    seen = set() if seen is None else seen
    if schema.pointer in seen or not isinstance(schema.value, Mapping):
        return
    seen.add(schema.pointer)
    yield schema
    reference = schema.value.get("$ref")
    local = pointer.from_reference(reference) if isinstance(reference, str) else None
    if local is not None:
        with contextlib.suppress(KeyError):
            yield from _alike(document, Schema(local, pointer.resolve(document, local)), seen)
    for key in _COMPOSED:
        for index, member in enumerate(schema.value.get(key) or ()):
            yield from _alike(
                document, Schema(pointer.join(schema.pointer, key, index), member), seen
            )
