"""A schema that may also be null, as 3.0 says it: `anyOf: [X, {type: null}]` is X, or null."""

from __future__ import annotations

from typing import Any

from tenon.document.raise_30 import ANNOTATIONS
from tenon.publish.null import NULL, types

_CHOICES = ("anyOf", "oneOf")
# What would judge null as well, so that a type that allows null would not be enough.
_JUDGING = frozenset({"$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "$schema"})


def optional(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of the same meaning, in which such a choice is a list of types; else itself."""
    for key in _CHOICES:
        branches = schema.get(key)
        if isinstance(branches, list) and len(branches) == 2:
            others = [one for one in branches if one != {"type": NULL}]
            if len(others) == 1 and _fits(others[0], schema, key):
                return _merged(schema, key, others[0])
    return schema


def _fits(branch: Any, schema: dict[str, Any], key: str) -> bool:
    if not isinstance(branch, dict) or "type" not in branch or NULL in types(branch):
        return False
    around = schema.keys() - {key}
    plain = all(name in ANNOTATIONS or name.startswith("x-") for name in around)
    return plain and not (branch.keys() & (_JUDGING | around))


def _merged(schema: dict[str, Any], key: str, branch: dict[str, Any]) -> dict[str, Any]:
    inner = {**branch, "type": [*types(branch), NULL]}
    if "const" in inner:
        inner["enum"] = [inner.pop("const"), *inner.pop("enum", ())][:1]
    if "enum" in inner:
        inner["enum"] = [*inner["enum"], None]
    merged: dict[str, Any] = {}
    for name, value in schema.items():
        merged.update(inner if name == key else {name: value})
    return merged
