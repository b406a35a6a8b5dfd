"""Definitions as the schemas that the model generator is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.codegen import literal, names
from tenon.codegen.scalars import IMPORTED
from tenon.codegen.shape import (
    NULL,
    Choice,
    Definition,
    Either,
    Entries,
    Items,
    Named,
    Property,
    Record,
    Scalar,
    Shape,
)

TYPES_FILE = "types.json"
"""A file that does not exist: references into it become imports of the runtime's types."""

_TYPES: Mapping[str, Mapping[str, Any]] = {
    "None": {"type": "null"},
    "UUID": {"type": "string", "format": "uuid"},
    "bool": {"type": "boolean"},
    "bytes": {"type": "string", "format": "binary"},
    "float": {"type": "number"},
    "int": {"type": "integer"},
    "str": {"type": "string"},
    **{
        name: {"$ref": f"{TYPES_FILE}#/components/schemas/{name}"}
        for name, module in IMPORTED.items()
        if module == "tenon.runtime.model"
    },
}


def document(definitions: Mapping[str, Definition]) -> dict[str, Any]:
    """An OpenAPI document that holds every definition as `module.Name`."""
    copy = _Copy(definitions)
    return {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {
            "schemas": {
                f"{definition.module}.{name}": copy.definition(definition)
                for name, definition in definitions.items()
            }
        },
    }


def aliases(definitions: Mapping[str, Definition]) -> dict[str, str]:
    """The field name of every property, keyed as the generator looks them up."""
    return {
        f"{definition.module}.{name}.{property_}": field
        for name, definition in definitions.items()
        if isinstance(definition.body, Record)
        for property_, field in fields(definitions, definition.body).items()
        if property_ != field
    }


def fields(definitions: Mapping[str, Definition], record: Record) -> dict[str, str]:
    """The field name of each property of a record; none hides one that it inherits."""
    taken: dict[str, str] = {}
    base = definitions[record.base].body if record.base else None
    if isinstance(base, Record):
        taken = fields(definitions, base)
    own = [property_.name for property_ in record.properties]
    return dict(zip(own, names.fields(own, taken.values()), strict=True))


class _Copy:
    """Writes definitions as the schemas the generator is given."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions

    def definition(self, definition: Definition) -> dict[str, Any]:
        """The schema of a definition."""
        body = definition.body
        schema = self._record(body) if isinstance(body, Record) else self._alias(body)
        return {**schema, **_described(definition.description)}

    def _record(self, record: Record) -> dict[str, Any]:
        own: dict[str, Any] = {
            "type": "object",
            "properties": {p.name: self._property(p) for p in record.properties},
            "required": [p.name for p in record.properties if p.required],
        }
        if record.closed:
            own["additionalProperties"] = False
        if record.base is None:
            return own
        return {"allOf": [self._named(record.base), own]}

    def _property(self, given: Property) -> dict[str, Any]:
        schema = self._bounded(given.shape)
        if given.default:
            schema["default"] = given.default[0]
        return {**schema, **_described(given.description)}

    def _alias(self, shape: Shape) -> dict[str, Any]:
        schema = self._bounded(shape)
        # Alone, an enumeration or a reference would be taken for the thing itself.
        return {"anyOf": [schema]} if isinstance(shape, (Choice, Named)) else schema

    def _bounded(self, shape: Shape) -> dict[str, Any]:
        match shape:
            case Scalar(_, bounds) if bounds:
                return {**self.schema(shape), **dict(bounds)}
            case Either((Scalar(type_, bounds), other)) if bounds and other == NULL:
                return {"type": [_TYPES[type_]["type"], "null"], **dict(bounds)}
            case _:
                return self.schema(shape)

    def schema(self, shape: Shape) -> dict[str, Any]:
        """The schema of a shape, without bounds."""
        match shape:
            case Scalar(type_):
                return dict(_TYPES[type_])
            case Choice(values):
                return {"type": "string", "enum": list(values)}
            case Items(item):
                return {"type": "array", "items": self.schema(item)}
            case Entries(value):
                return {"type": "object", "additionalProperties": self.schema(value)}
            case Named(name):
                return self._named(name)
            case Either(members):
                return {"anyOf": [self.schema(member) for member in members]}
            case _:
                return {}

    def _named(self, name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{self._definitions[name].module}.{name}"}


def _described(text: str) -> dict[str, str]:
    told = literal.prose(text)
    return {"description": told} if told else {}
