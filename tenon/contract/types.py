"""Which JSON types a schema lets through: what text has to be read as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract.schemas import Schemas

JSON_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_COMPOSED = ("allOf", "anyOf", "oneOf")


def json_types(schemas: Schemas, schema: Any) -> frozenset[str]:
    """The JSON types that an instance of the schema may have; all of them when it is silent."""
    return _types(schemas, schema, {})


def _types(schemas: Schemas, schema: Any, known: dict[int, frozenset[str]]) -> frozenset[str]:
    if not isinstance(schema, Mapping):
        return frozenset() if schema is False else JSON_TYPES
    if id(schema) in known:
        return known[id(schema)]
    known[id(schema)] = JSON_TYPES  # a schema that comes back to itself says nothing new
    types = _own(schema) & _types(schemas, schemas.referred(schema), known)
    for member in schema.get("allOf") or ():
        types &= _types(schemas, member, known)
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list):
            members = (_types(schemas, member, known) for member in schema[key])
            types &= frozenset[str]().union(*members)
    known[id(schema)] = types
    return types


def properties(schemas: Schemas, schema: Any, seen: set[int] | None = None) -> dict[str, Any]:
    """The properties a schema names, by itself and by the schemas it is composed of."""
    seen = set() if seen is None else seen
    if not isinstance(schema, Mapping) or id(schema) in seen:
        return {}
    seen.add(id(schema))
    found: dict[str, Any] = {}
    for member in _members(schemas, schema):
        found |= properties(schemas, member, seen)
    return found | dict(schema.get("properties") or {})


def keyword(schemas: Schemas, schema: Any, name: str, seen: set[int] | None = None) -> Any:
    """The value of a keyword in a schema or in what it is composed of; None when absent."""
    seen = set() if seen is None else seen
    if not isinstance(schema, Mapping) or id(schema) in seen:
        return None
    if name in schema:
        return schema[name]
    seen.add(id(schema))
    found = (keyword(schemas, member, name, seen) for member in _members(schemas, schema))
    return next((value for value in found if value is not None), None)


def _members(schemas: Schemas, schema: Mapping[str, Any]) -> list[Any]:
    """The schemas that judge the same instance as this one, the one it refers to first."""
    composed = [member for key in _COMPOSED for member in schema.get(key) or ()]
    return [schemas.referred(schema), *composed]


def _own(schema: Mapping[str, Any]) -> frozenset[str]:
    types = JSON_TYPES
    if "type" in schema:
        named = schema["type"]
        types = frozenset([named] if isinstance(named, str) else named)
        types |= {"integer"} if "number" in types else set()
    if "const" in schema:
        types &= _of(schema["const"])
    if isinstance(schema.get("enum"), list):
        types &= frozenset[str]().union(*map(_of, schema["enum"]))
    return types


def _of(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset({"null"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, (int, float)):
        return frozenset({"integer", "number"})
    if isinstance(value, str):
        return frozenset({"string"})
    return frozenset({"array"} if isinstance(value, list) else {"object"})
