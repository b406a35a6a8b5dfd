"""The copy of a contract that is handed to the fuzzer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types

EVENT_STREAM = "text/event-stream"
LINES = (
    "application/jsonl",
    "application/x-ndjson",
    "application/ndjson",
    "application/x-jsonlines",
)
# Beside a format these say which of its texts are meant.
_NARROWING = ("pattern", "minLength", "maxLength")
# The members of these are names that the author chose, not keywords.
_NAMED = frozenset(
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "paths",
        "schemas", "responses", "parameters", "headers", "requestBodies", "links", "callbacks",
        "pathItems", "content", "encoding", "securitySchemes",
    }
)  # fmt: skip
# What these hold are values, however much they look like schemas.
_VALUES = frozenset({"example", "examples", "default", "const", "enum"})
# JSON has no widths, and the verdict knows none; the fuzzer would call wider numbers bad data.
_WIDTHS = ("int32", "int64")
_STREAMS = "x-itemSchema"
_JSON = {"type": "string", "contentMediaType": "application/json"}


@dataclass
class Copy:
    """The document for the fuzzer; `narrowed` has a schema for each format that was renamed.

    A format with other keywords beside it gets a name of its own, so that its sampler can be
    narrowed to what the schema allows.
    """

    document: Any
    narrowed: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


def fuzzed(document: dict[str, Any], formats: Collection[str]) -> Copy:
    """A copy of a contract in the words of the fuzzer; `formats` are the custom ones."""
    copier = _Copier(formats, Schemas(document))
    return Copy(copier.copy(document), copier.narrowed)


class _Copier:
    def __init__(self, formats: Collection[str], schemas: Schemas) -> None:
        self._formats = formats
        self._schemas = schemas
        self.narrowed: dict[str, tuple[str, dict[str, Any]]] = {}

    def copy(self, node: Any, *, names: bool = False) -> Any:
        """A copy of a node; `names` says that its keys are names and not keywords."""
        if isinstance(node, list):
            return [self.copy(item) for item in node]
        if not isinstance(node, dict):
            return node
        if names:
            return {key: self.copy(value) for key, value in node.items()}
        copied = {
            key: value if _is_value(key) else self.copy(value, names=key in _NAMED)
            for key, value in node.items()
        }
        if isinstance(copied.get("content"), dict):
            media = copied["content"].items()
            copied["content"] = {type_: self._stream(type_, each) for type_, each in media}
        return self._format(copied)

    def _format(self, schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("format")
        if name in _WIDTHS:
            return {key: value for key, value in schema.items() if key != "format"}
        if not isinstance(name, str) or name not in self._formats:
            return schema
        narrowing = {key: schema.pop(key) for key in _NARROWING if key in schema}
        if narrowing:
            schema["format"] = self._name(name, narrowing)
        return schema

    def _stream(self, media_type: str, media: Any) -> Any:
        """A media type whose items are described, as the fuzzer describes it."""
        if not isinstance(media, dict) or _STREAMS not in media:
            return media
        item = media[_STREAMS]
        essence = media_type.split(";")[0].strip().lower()
        if essence == EVENT_STREAM:
            # A text is sent as it is, anything else as JSON.
            text = "string" in json_types(self._schemas, item)
            return {
                **media,
                "itemSchema": _event(item if text else {**_JSON, "contentSchema": item}),
            }
        if essence in LINES and "schema" not in media:
            return {**media, "schema": {"type": "array", "items": item}}
        return media

    def _name(self, name: str, narrowing: dict[str, Any]) -> str:
        for known, value in self.narrowed.items():
            if value == (name, narrowing):
                return known
        fresh = f"{name}-{len(self.narrowed) + 1}"
        self.narrowed[fresh] = (name, narrowing)
        return fresh


def _is_value(key: str) -> bool:
    return key in _VALUES or (key.startswith("x-") and key != _STREAMS)


def _event(data: Any) -> dict[str, Any]:
    """The schema of an event whose data is an item, or ends the stream, or tells an error."""
    ends = {"required": ["data"], "properties": {"data": {"const": "[DONE]"}}}
    fails = {"required": ["event"], "properties": {"event": {"const": "error"}}}
    return {"if": {"anyOf": [ends, fails]}, "else": {"properties": {"data": data}}}
