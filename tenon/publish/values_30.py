"""What a schema says of a value itself, and shows of it, in OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.publish.saying import Row, Saying

NOTHING: dict[str, Any] = {"not": {}}
_BYTES = "application/octet-stream"


def _const(saying: Saying, _: str, value: Any) -> dict[str, Any]:
    if "enum" in saying.schema:
        saying.also.append({"enum": [value]})
        return {}
    kind = {str: "string", bool: "boolean", int: "integer"}.get(type(value))
    return ({"type": kind} if kind and "type" not in saying.schema else {}) | {"enum": [value]}


def _enum(_: Saying, keyword: str, value: Any) -> dict[str, Any]:
    return {keyword: value} if value else dict(NOTHING)


def _required(_: Saying, keyword: str, value: Any) -> dict[str, Any]:
    return {keyword: value} if value else {}


def _minimum(saying: Saying, _: str, __: Any) -> dict[str, Any]:
    """`exclusiveMinimum: 1` is `minimum: 1, exclusiveMinimum: true`; the narrower of two counts."""
    inclusive, exclusive = (saying.schema.get(key) for key in ("minimum", "exclusiveMinimum"))
    if exclusive is None or (inclusive is not None and inclusive > exclusive):
        return {"minimum": inclusive}
    return {"minimum": exclusive, "exclusiveMinimum": True}


def _maximum(saying: Saying, _: str, __: Any) -> dict[str, Any]:
    inclusive, exclusive = (saying.schema.get(key) for key in ("maximum", "exclusiveMaximum"))
    if exclusive is None or (inclusive is not None and inclusive < exclusive):
        return {"maximum": inclusive}
    return {"maximum": exclusive, "exclusiveMaximum": True}


def _examples(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, list):
        return {"x-examples": value}
    if len(value) > 1:
        message = "a schema of OpenAPI 3.0 has one example; all are kept as x-examples"
        saying.only(keyword, message)
    kept = {"x-examples": value} if len(value) > 1 else {}
    return kept if "example" in saying.schema or not value else {"example": value[0], **kept}


def _encoding(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    if value == "base64" and "format" not in saying.schema:
        return {"format": "byte"}
    saying.unknown(keyword)
    return {f"x-{keyword}": value}


def _media_type(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    plain = "contentEncoding" not in saying.schema and "format" not in saying.schema
    textual = str(value).startswith("text/") or str(value).endswith(("json", "xml"))
    binary = {"format": "binary"} if plain and not textual else {}
    if binary and value == _BYTES:
        return binary
    saying.unknown(keyword)
    return binary | {f"x-{keyword}": value}


def _content(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    saying.unknown(keyword)
    return {f"x-{keyword}": saying.part(keyword, value)}


def _nullable(saying: Saying, keyword: str, _: Any) -> dict[str, Any]:
    message = "nullable says nothing in OpenAPI 3.1, and is left out"
    remedy = "write type: [string, 'null'], or leave it out"
    saying.only(keyword, message, remedy)
    return {}


ROWS: Mapping[str, Row] = {
    "const": _const,
    "contentEncoding": _encoding,
    "contentMediaType": _media_type,
    "contentSchema": _content,
    "enum": _enum,
    "examples": _examples,
    "exclusiveMaximum": _maximum,
    "exclusiveMinimum": _minimum,
    "maximum": _maximum,
    "minimum": _minimum,
    "nullable": _nullable,
    "required": _required,
}
