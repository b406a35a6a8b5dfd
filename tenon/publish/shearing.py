"""Examples and defaults without the members that are internal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tenon.contract import pointer
from tenon.document.grammar import Node, walk
from tenon.publish.internal import Internal

_SHOWN = ("example", "default", "const")


def shear(document: dict[str, Any], internal: Internal) -> None:
    """Takes internal properties out of all values that a document shows."""
    shearing = _Shearing(document, internal)
    for node in walk("document", document):
        if not isinstance(node.value, dict):
            continue
        if node.kind == "schema":
            shearing.schema(node.value)
        elif node.kind in ("mediaType", "parameter", "header"):
            shearing.holder(node.value)


class _Shearing:
    def __init__(self, document: dict[str, Any], internal: Internal) -> None:
        self._document, self._internal = document, internal

    def schema(self, schema: dict[str, Any]) -> None:
        """Shears what a schema shows itself."""
        shown = [schema[key] for key in _SHOWN if key in schema]
        for key in ("examples", "enum"):
            shown += schema[key] if isinstance(schema.get(key), list) else ()
        for value in shown:
            self._shear(value, [schema])

    def holder(self, holder: dict[str, Any]) -> None:
        """Shears the examples of a body, a parameter or a header."""
        schemas = [holder[key] for key in ("schema", "itemSchema", "x-itemSchema") if key in holder]
        self._shear(holder.get("example"), schemas)
        examples = holder.get("examples")
        for example in examples.values() if isinstance(examples, dict) else ():
            found, _ = pointer.follow(self._document, example, "")
            self._shear(found.get("value") if isinstance(found, dict) else None, schemas)

    def _shear(self, value: Any, schemas: Iterable[Any]) -> None:
        if not isinstance(value, (dict, list)):
            return
        judging = [one for schema in schemas for one in self._internal.together(schema)]
        if isinstance(value, list):
            for index, item in enumerate(value):
                self._shear(item, [one for schema in judging for one in _of_item(schema, index)])
            return
        for name in list(value):
            inside = [one for schema in judging for one in _of_member(schema, name)]
            if any(self._internal.has(Node("schema", one, "")) for one in inside):
                del value[name]
            else:
                self._shear(value[name], inside)


def _of_item(schema: dict[str, Any], index: int) -> list[Any]:
    prefix = schema.get("prefixItems", [])
    return [prefix[index]] if index < len(prefix) else [schema.get("items")]


def _of_member(schema: dict[str, Any], name: str) -> list[Any]:
    properties = schema.get("properties", {})
    if name in properties:
        return [properties[name]]
    return [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
