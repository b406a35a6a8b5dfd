"""The contract's books as an OpenAPI 3.0 document, which is what connexion reads."""

from collections.abc import Mapping
from typing import Any

from tenon.contract import Body, Contract, Media, Operation, Parameter, Reply

_IN_MAP = frozenset({"properties"})
_IN_LIST = frozenset({"allOf", "anyOf", "oneOf"})
_IN_KEYWORD = frozenset({"items", "not", "additionalProperties"})
_KEPT = frozenset(
    {
        *("title", "description", "format", "enum", "default", "required", "pattern", "minimum"),
        *("maximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
        *("minProperties", "maxProperties", "readOnly", "writeOnly"),
    }
)
"""What means the same in both. `multipleOf` is left out: connexion divides binary floats by it."""


_NULL = {"type": "null"}


def lowered(contract: Contract, tag: str) -> dict[str, Any]:
    """An OpenAPI 3.0.3 document of the operations with that tag."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in contract.operations:
        if tag in operation.tags:
            method = operation.method.lower()
            paths.setdefault(operation.path, {})[method] = _operation(operation)
    schemas = contract.document.get("components", {}).get("schemas", {})
    return {
        "openapi": "3.0.3",
        "info": {"title": contract.title, "version": contract.version},
        "paths": paths,
        "components": {"schemas": {name: _schema(value) for name, value in schemas.items()}},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "operationId": operation.id,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {status: _reply(reply) for status, reply in operation.replies.items()},
    }
    return plain | ({"requestBody": _body(operation.body)} if operation.body else {})


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": str(parameter.location),
        "required": parameter.required,
        "style": parameter.style,
        "explode": parameter.explode,
        "schema": _schema(parameter.schema.value if parameter.schema else {}),
    }


def _body(body: Body) -> dict[str, Any]:
    return {"required": body.required, "content": _content(body.media)}


def _reply(reply: Reply) -> dict[str, Any]:
    return {"description": reply.description, "content": _content(reply.media)}


def _content(media: Mapping[str, Media]) -> dict[str, Any]:
    return {
        name: {"schema": _schema(one.schema.value if one.schema else {})}
        for name, one in media.items()
    }


def _schema(schema: Any) -> Any:
    """One schema; a keyword beside `$ref` is lost, as OpenAPI 3.0 demands."""
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    plain: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "type":
            plain |= _type(value)
        elif key == "const":
            plain["enum"] = [value]
        elif key in _IN_MAP:
            plain[key] = {name: _schema(one) for name, one in value.items()}
        elif key in _IN_LIST:
            plain[key] = [_schema(one) for one in value if one != _NULL]
            plain |= {"nullable": True} if _NULL in value else {}
        elif key in _IN_KEYWORD:
            plain[key] = _schema(value)
        elif key in _KEPT:
            plain[key] = value
    return plain


def _type(value: str | list[str]) -> dict[str, Any]:
    if isinstance(value, str):
        return {"type": value}
    types = [one for one in value if one != "null"]
    nullable = {"nullable": True} if "null" in value else {}
    if len(types) == 1:
        return {"type": types[0], **nullable}
    return {"anyOf": [{"type": one} for one in types], **nullable}
