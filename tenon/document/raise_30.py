"""Raises what was written for OpenAPI 3.0 to the same meaning in 3.1, in place.

It follows the Initiative's guide for the upgrade. `nullable` is taken as it is meant in practice:
null is allowed although an `enum`, an `allOf` or a `$ref` beside it does not name it.
"""

from __future__ import annotations

from typing import Any

from tenon.document.grammar import walk

# What says something about a value without judging it: it stays outside when a schema is wrapped.
ANNOTATIONS = frozenset(
    {
        "default", "deprecated", "description", "example", "examples", "externalDocs",
        "readOnly", "title", "writeOnly", "xml",
    }
)  # fmt: skip
_QUERY_ONLY = ("allowEmptyValue", "allowReserved")  # without effect elsewhere in 3.0
_COMBINING = ("$ref", "allOf", "oneOf", "anyOf")
_NULL = {"type": "null"}
_CONTENT = {
    "binary": ("contentMediaType", "application/octet-stream"),
    "byte": ("contentEncoding", "base64"),
    "base64": ("contentEncoding", "base64"),
}

Move = tuple[str, str]


def raise_30(kind: str, value: Any) -> list[Move]:
    """Raises an object of some kind and all in it.

    Gives the pointers of what changed its place, old and new, in the order of the changes.
    """
    moves: list[Move] = []
    if kind == "document":
        value["openapi"] = "3.1.1"
    for node in walk(kind, value):
        if type(node.value) is not dict:
            continue
        if node.kind == "parameter" and node.value.get("in", "query") != "query":
            for name in _QUERY_ONLY:
                node.value.pop(name, None)
        elif node.kind == "schema":
            moves += [(node.pointer + old, node.pointer + new) for old, new in _schema(node.value)]
    return moves


def _schema(schema: dict[str, Any]) -> list[Move]:
    _bound(schema, "exclusiveMinimum", "minimum")
    _bound(schema, "exclusiveMaximum", "maximum")
    _example(schema)
    _format(schema)
    return _nullable(schema) if schema.pop("nullable", None) is True else []


def _bound(schema: dict[str, Any], exclusive: str, inclusive: str) -> None:
    """`minimum: 1, exclusiveMinimum: true` says `exclusiveMinimum: 1`."""
    flag = schema.get(exclusive)
    if not isinstance(flag, bool):
        return
    del schema[exclusive]
    if flag and inclusive in schema:
        _replace(schema, {inclusive: {exclusive: schema[inclusive]}})


def _example(schema: dict[str, Any]) -> None:
    if "examples" in schema and not isinstance(schema["examples"], list):
        _replace(schema, {"examples": {"x-examples": schema["examples"]}})
    if "example" in schema:
        example = schema["example"]
        listed = {} if "examples" in schema else {"examples": [example]}
        _replace(schema, {"example": listed})


def _format(schema: dict[str, Any]) -> None:
    content = _CONTENT.get(str(schema.get("format")))
    if content is not None and schema.get("type", "string") == "string":
        keyword, value = content
        _replace(schema, {"format": {} if keyword in schema else {keyword: value}})


def _nullable(schema: dict[str, Any]) -> list[Move]:
    if any(keyword in schema for keyword in _COMBINING):
        return _wrap(schema)
    if isinstance(schema.get("type"), str) and schema["type"] != "null":
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    return []


def _wrap(schema: dict[str, Any]) -> list[Move]:
    """What judges goes into one branch of an `anyOf`, null into the other."""
    judging = [k for k in schema if k not in ANNOTATIONS and not k.startswith("x-")]
    if judging == ["anyOf"] and isinstance(schema["anyOf"], list):
        schema["anyOf"] = [*schema["anyOf"], dict(_NULL)]
        return []
    inner = {key: schema[key] for key in judging}
    moves = [(f"/{key}", f"/anyOf/0/{key}") for key in judging]
    if judging == ["allOf"] and isinstance(inner["allOf"], list) and len(inner["allOf"]) == 1:
        inner, moves = inner["allOf"][0], [("/allOf/0", "/anyOf/0")]
    first = {judging[0]: {"anyOf": [inner, dict(_NULL)]}}
    _replace(schema, first | {key: {} for key in judging[1:]})
    return moves


def _replace(schema: dict[str, Any], by: dict[str, dict[str, Any]]) -> None:
    """Puts other members in the place of some, so that the order of the author is kept."""
    members = list(schema.items())
    schema.clear()
    for key, value in members:
        schema.update(by.get(key, {key: value}))
