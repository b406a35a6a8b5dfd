"""Which JSON types a schema lets through: what text has to be read as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract.schemas import Schemas

JSON_TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_DEPTH = 32  # a schema that refers to itself says nothing new further down


def json_types(schemas: Schemas, schema: Any, depth: int = 0) -> frozenset[str]:
    """The JSON types that an instance of the schema may have; all of them when it is silent."""
    schema = schemas.followed(schema)
    if not isinstance(schema, Mapping) or depth > _DEPTH:
        return JSON_TYPES
    types = _own(schema)
    for member in schema.get("allOf") or ():
        types &= json_types(schemas, member, depth + 1)
    for key in ("anyOf", "oneOf"):
        if isinstance(schema.get(key), list):
            types &= frozenset[str]().union(
                *(json_types(schemas, member, depth + 1) for member in schema[key])
            )
    return types


def properties(schemas: Schemas, schema: Any, depth: int = 0) -> dict[str, Any]:
    """The properties a schema names, by itself and by the schemas it is composed of."""
    schema = schemas.followed(schema)
    if not isinstance(schema, Mapping) or depth > _DEPTH:
        return {}
    found: dict[str, Any] = {}
    for key in ("allOf", "anyOf", "oneOf"):
        for member in schema.get(key) or ():
            found |= properties(schemas, member, depth + 1)
    return found | dict(schema.get("properties") or {})


def keyword(schemas: Schemas, schema: Any, name: str, depth: int = 0) -> Any:
    """The value of a keyword in a schema or in what it is composed of; None when absent."""
    schema = schemas.followed(schema)
    if not isinstance(schema, Mapping) or depth > _DEPTH:
        return None
    if name in schema:
        return schema[name]
    members = [m for key in ("allOf", "anyOf", "oneOf") for m in schema.get(key) or ()]
    found = (keyword(schemas, member, name, depth + 1) for member in members)
    return next((value for value in found if value is not None), None)


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
