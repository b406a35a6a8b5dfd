"""Which Python type stands for a string or a number of a schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tenon.codegen.shape import TEXT, Choice, Scalar, Shape

IMPORTED = {
    "BoundedDecimal": "tenon.runtime.model",
    "ByteStream": "tenon.runtime.upload",
    "Date": "tenon.runtime.model",
    "DateTime": "tenon.runtime.model",
    "JsonDecimal": "tenon.runtime.model",
    "PartStream": "tenon.runtime.upload",
    "UUID": "uuid",
}
"""The module of each scalar type that is not a builtin."""

# Formats whose every valid text has a Python value. Others stay text: Pydantic judges e-mail
# addresses, URIs, times and durations differently from JSON Schema.
_FORMATS = {"date-time": "DateTime", "date": "Date", "uuid": "UUID", "binary": "bytes"}

_TEXT_BOUNDS = ("minLength", "maxLength")
_INTEGER_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_LARGEST = 2**63 - 1

Schemas = Iterable[Mapping[str, Any]]


def text(schemas: Schemas) -> Shape:
    """The shape of the strings that all of the schemas let through."""
    values = _values(schemas)
    if values is not None:
        texts = tuple(dict.fromkeys(v for v in values if isinstance(v, str)))
        return Choice(texts) if texts and all(map(sound, texts)) else TEXT
    for schema in schemas:
        if schema.get("format") in _FORMATS:
            return Scalar(_FORMATS[schema["format"]])
        if _holds_bytes(schema):
            return Scalar("bytes")
    return Scalar("str", _bounds(schemas, _TEXT_BOUNDS, 2**31))


def number(schemas: Schemas, *, whole: bool) -> Shape:
    """The shape of the numbers that all of the schemas let through."""
    if whole:
        return Scalar("int", _bounds(schemas, _INTEGER_BOUNDS, _LARGEST))
    if any(_decimal_places(schema.get("multipleOf")) for schema in schemas):
        return Scalar("BoundedDecimal" if _is_bounded(schemas) else "JsonDecimal")
    return Scalar("float")


def _is_bounded(schemas: Schemas) -> bool:
    """Whether all the numbers are smaller than the whole numbers that a double skips."""
    said = {key for schema in schemas for key in _INTEGER_BOUNDS if _within(schema.get(key))}
    return bool(said & {"maximum", "exclusiveMaximum"} and said & {"minimum", "exclusiveMinimum"})


def _within(bound: Any) -> bool:
    return isinstance(bound, (int, float)) and abs(bound) <= 2**53


def _holds_bytes(schema: Mapping[str, Any]) -> bool:
    """Whether a string is binary content as it is (OpenAPI 3.1, "Working with Binary Data")."""
    type_ = schema.get("contentMediaType")
    if not isinstance(type_, str) or "contentEncoding" in schema:
        return False
    return not type_.startswith("text/") and not type_.endswith(("json", "xml"))


def sound(text: str) -> bool:
    """Whether a text can be written in UTF-8: it holds no lone surrogate."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _values(schemas: Schemas) -> list[Any] | None:
    for schema in schemas:
        if "const" in schema:
            return [schema["const"]]
        if isinstance(schema.get("enum"), list):
            return list(schema["enum"])
    return None


def _decimal_places(multiple: Any) -> int:
    """How many decimal places a step of 0.1, 0.01, 0.001, ... leaves; 0 for any other step."""
    if not isinstance(multiple, float) or not 0 < multiple < 1:
        return 0
    _, digits, exponent = Decimal(repr(multiple)).as_tuple()
    return -int(exponent) if digits == (1,) else 0


def _bounds(schemas: Schemas, keywords: tuple[str, ...], limit: int) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for schema in schemas:
        for key in keywords:
            value = schema.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= limit:
                found.setdefault(key, value)
    return tuple(found.items())
