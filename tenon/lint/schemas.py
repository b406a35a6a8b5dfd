"""Rules of schemas: what was left over from OpenAPI 3.0, and what says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.contract.types import properties
from tenon.document.grammar import Node
from tenon.document.subject import Found
from tenon.document.wording import did_you_mean, shown
from tenon.lint.bounds import around
from tenon.lint.rule import NOTE, WARNING, Review, Rule

# The keywords that only say something of one type (JSON Schema 2020-12 validation, section 6).
_FOR = {
    "string": ("maxLength", "minLength", "pattern"),
    "number": ("multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
    "array": ("items", "prefixItems", "maxItems", "minItems", "uniqueItems", "contains"),
    "object": (
        "properties", "required", "additionalProperties", "patternProperties", "maxProperties",
        "minProperties", "propertyNames", "dependentRequired",
    ),
}  # fmt: skip
_OPEN = ("patternProperties", "$dynamicRef", "$id")


def nullable(node: Node, _: Review) -> Iterator[Found]:
    """`nullable`, which says nothing since OpenAPI 3.1."""
    if "nullable" in node.value:
        at = join(node.pointer, "nullable")
        if node.value["nullable"] is True:
            yield Found(at, "nullable says nothing in OpenAPI 3.1", "write type: [..., 'null']")
        else:
            yield Found(at, "nullable says nothing in OpenAPI 3.1", "leave it out")


def required(node: Node, review: Review) -> Iterator[Found]:
    """Required properties that no schema of the object names."""
    names = node.value.get("required")
    if not isinstance(names, list) or any(key in node.value for key in _OPEN):
        return
    known: dict[str, Any] = {}
    for schema in around(node, review):
        if any(key in schema for key in _OPEN):
            return
        known |= properties(review.contract.schemas, schema)
    for index, name in enumerate(names if known else ()):
        if isinstance(name, str) and name not in known:
            message = f"{shown(name)} is required, and no property"
            yield Found(join(node.pointer, "required", index), message, did_you_mean(name, known))


def idle(node: Node, _: Review) -> Iterator[Found]:
    """Keywords that say something of another type than the schema's own."""
    said = node.value.get("type")
    types = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    plain = {"number" if name == "integer" else name for name in types}
    for type_, keywords in _FOR.items():
        if plain and type_ not in plain:
            for name in keywords:
                if name in node.value:
                    named = " or ".join(map(str, types))
                    message = f"{name} says nothing of {shown(named)}"
                    yield Found(join(node.pointer, name), message)


def untyped_items(node: Node, _: Review) -> Iterator[Found]:
    """Lists that do not say what they hold."""
    types = node.value.get("type")
    listed = types == "array" or (isinstance(types, list) and "array" in types)
    if listed and not {"items", "prefixItems", "contains", "$ref"} & node.value.keys():
        yield Found(node.pointer, "the array does not say what its items are")


RULES = (
    Rule(
        "nullable-left-over",
        "Null is a type.",
        WARNING, ("schema",), nullable,
        remedy="write type: [..., 'null']",
        reason="OpenAPI 3.1 took nullable out: validators ignore it, and refuse the null that was "
        "meant to be allowed.",
    ),
    Rule(
        "required-undefined",
        "What is required is described.",
        WARNING, ("schema",), required,
        remedy="add it to the properties, or leave it out",
        reason="It is most often a slip of the pen; as it stands, clients must send what nobody "
        "describes.",
    ),
    Rule(
        "idle-keyword",
        "A keyword belongs to the type beside it.",
        WARNING, ("schema",), idle,
        remedy="leave it out, or correct the type",
        reason="It looks like a bound and bounds nothing (JSON Schema 2020-12 validation, section "
        "4.2).",
    ),
    Rule(
        "array-untyped",
        "A list says what it holds.",
        NOTE, ("schema",), untyped_items,
        remedy="add items",
        reason="Its items are unknown to every client, and anything may be sent.",
    ),
)  # fmt: skip
