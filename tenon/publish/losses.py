"""What a schema says that OpenAPI 3.0 cannot: a row for each keyword.

A row tells, of one schema and not of what is in it, what is lost of that keyword. All else has an
exact form in 3.0. Where something is lost, the schema in 3.0 allows more, and never less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tenon.contract.schemas import Schemas
from tenon.document.grammar import children, walk
from tenon.publish.evaluated import evaluated

_STANDARD = "https://json-schema.org/draft/2020-12/schema"
_COMPONENTS = "#/components/schemas/"
_ANY_NAME = ("", "^", ".*", "^.*")
_IN_PLACE = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "contains")
_UNUSED = ("$defs", "definitions", "contentSchema", "additionalItems")


def is_any(schema: Any) -> bool:
    """Whether a schema allows everything and says nothing."""
    return schema is True or schema == {}


def uniform_tuple(schema: Mapping[str, Any]) -> bool:
    """Whether the items of a tuple are all alike, so that a list says it as well."""
    first, *others = schema["prefixItems"]
    alike = all(same(first, other) for other in others)
    rest = schema.get("items", True)
    return alike and (rest is False or same(rest, first))


def same(one: Any, other: Any) -> bool:
    """Whether two values are alike to the letter: `1`, `1.0` and `true` are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def any_name(schema: Mapping[str, Any]) -> bool:
    """Whether the only pattern of properties is one that every name matches."""
    patterns = list(schema["patternProperties"])
    return not patterns or (
        len(patterns) == 1 and patterns[0] in _ANY_NAME and not schema.get("properties")
    )


def named(schema: Any) -> list[str] | None:
    """The only names that `propertyNames` allows; None where it says it in another way."""
    if not isinstance(schema, dict) or not {*schema} <= {"type", "enum", "const"}:
        return None
    if schema.get("type", "string") != "string" or len({"enum", "const"} & {*schema}) != 1:
        return None
    listed = schema["enum"] if "enum" in schema else [schema["const"]]
    return [name for name in listed if isinstance(name, str)]


def _reference(schema: dict[str, Any], _: Schemas) -> str:
    known = str(schema["$ref"]).startswith(_COMPONENTS)
    return "" if known else "a meta-schema is not judged by"


def _tuple(schema: dict[str, Any], _: Schemas) -> str:
    return "" if uniform_tuple(schema) else "any item may stand in any place"


def _pattern(schema: dict[str, Any], _: Schemas) -> str:
    return "" if any_name(schema) else "properties are not told apart by the pattern of their name"


def _names(schema: dict[str, Any], _: Schemas) -> str:
    names = schema["propertyNames"]
    exact = isinstance(names, bool) or is_any(names) or named(names) is not None
    return "" if exact else "the names of properties are not judged"


def _least(schema: dict[str, Any], _: Schemas) -> str:
    several = "contains" in schema and schema["minContains"] > 1
    return "how many items have to match is not counted" if several else ""


def _most(schema: dict[str, Any], _: Schemas) -> str:
    return "how many items may match is not counted" if "contains" in schema else ""


def _other_properties(schema: dict[str, Any], schemas: Schemas) -> str:
    found = evaluated(schema, schemas)
    certain = schema["unevaluatedProperties"] is True or found.certain
    return "" if certain else "properties of any alternative are allowed"


def _other_items(schema: dict[str, Any], _: Schemas) -> str:
    plain = "items" in schema or not any(key in schema for key in _IN_PLACE)
    exact = plain or is_any(schema["unevaluatedItems"])
    return "" if exact else "items that no part of the schema knows are allowed"


def _dynamic(_: dict[str, Any], __: Schemas) -> str:
    return "a schema that is chosen dynamically is not judged by"


def _dialect(schema: dict[str, Any], _: Schemas) -> str:
    dialect = str(schema["$schema"]).rstrip("#")
    if dialect.startswith("https://spec.openapis.org/oas/3.1/"):
        return ""
    if dialect != _STANDARD:
        return "a schema of another dialect is read as one of OpenAPI"
    inside = (node.value for node in walk("schema", schema))
    formats = any(isinstance(one, dict) and "format" in one for one in inside)
    return "formats may be judged, which are remarks in that dialect" if formats else ""


LOSSES: Mapping[str, Callable[[dict[str, Any], Schemas], str]] = {
    "$schema": _dialect,
    "$ref": _reference,
    "$dynamicRef": _dynamic,
    "prefixItems": _tuple,
    "patternProperties": _pattern,
    "propertyNames": _names,
    "minContains": _least,
    "maxContains": _most,
    "unevaluatedProperties": _other_properties,
    "unevaluatedItems": _other_items,
}


def losses(schema: dict[str, Any], schemas: Schemas) -> Iterator[tuple[str, str]]:
    """The keywords of a schema of which something is lost, each with what is lost."""
    for keyword, row in LOSSES.items():
        if keyword in schema and (message := row(schema, schemas)):
            yield keyword, message


class Inexact:
    """The schemas of a document that cannot be said in 3.0 to the full, or refer to such."""

    def __init__(self, document: dict[str, Any], schemas: Schemas) -> None:
        self.schemas = schemas
        self._ids: set[int] = set()
        users: dict[int, list[int]] = {}
        pending = []
        for node in walk("document", document):
            schema = node.value
            if node.kind != "schema" or not isinstance(schema, dict):
                continue
            for part in (*_judging(schema), schemas.referred(schema)):
                users.setdefault(id(part), []).append(id(schema))
            if any(losses(schema, schemas)):
                pending.append(id(schema))
        while pending:
            found = pending.pop()
            if found not in self._ids:
                self._ids.add(found)
                pending += users.get(found, ())

    def __contains__(self, schema: object) -> bool:
        return isinstance(schema, dict) and id(schema) in self._ids


def _judging(schema: dict[str, Any]) -> Iterator[Any]:
    """The schemas directly inside a schema, besides those that judge nothing there."""
    kept = {key: value for key, value in schema.items() if key not in _UNUSED}
    return (node.value for node in children("schema", kept))
