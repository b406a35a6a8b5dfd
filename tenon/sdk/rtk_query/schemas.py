"""Schemas as the generator reads them best: types alone, in the forms that it keeps.

It reads a union or an `allOf` and forgets what stands beside it, takes a tuple with `items` for a
list, falls over a literal that is a list, and lets entries contradict properties.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from tenon.contract import pointer
from tenon.sdk.rtk_query.words import comment

_SECTION = "/components/schemas"
# What tells the type of a schema that does not say it.
_TELLING = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}
BYTES = {"type": "string", "format": "binary"}
_BARE: tuple[Any, ...] = (True, {"type": "object", "additionalProperties": True},
                          {"type": "array", "items": True})  # fmt: skip


class Schemas:
    """Rewrites the schemas of a document; `names` are the new names of its components."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def of(self, schema: Any) -> Any:
        """A schema for the generator: its type holds every value that is valid, and few more."""
        if not isinstance(schema, Mapping):
            return schema is not False
        made = _all(self._parts(schema))
        text = comment(schema.get("description"))
        return {**made, "description": text} if text and isinstance(made, dict) else made

    def _parts(self, schema: Mapping[str, Any]) -> list[Any]:
        """What must all hold."""
        parts = [self.of(member) for member in schema.get("allOf") or ()]
        if isinstance(schema.get("$ref"), str):
            parts.insert(0, self._referred(schema["$ref"]))
        unions = [members for key in ("oneOf", "anyOf") if (members := schema.get(key))]
        parts += [self._union(members, schema.get("discriminator")) for members in unions]
        own = self._own(schema)
        told = any(part is not True for part in parts)
        return parts if told and own in _BARE else [*parts, own]

    def _referred(self, reference: str) -> Any:
        name = _component(reference)
        return {"$ref": f"#{_SECTION}/{self._names[name]}"} if name in self._names else True

    def _union(self, members: list[Any], discriminator: Any) -> Any:
        """A union; where a property tells its members apart, it is a literal in each."""
        said = discriminator if isinstance(discriminator, Mapping) else {}
        values: dict[str, list[str]] = {}
        for value, target in (said.get("mapping") or {}).items():
            values.setdefault(_component(str(target)) or str(target), []).append(value)
        word = said.get("propertyName")
        return _any([self._member(member, word, values) for member in members])

    def _member(self, member: Any, word: Any, values: Mapping[str, list[str]]) -> Any:
        made = self.of(member)
        name = _component(str(member.get("$ref", ""))) if isinstance(member, Mapping) else ""
        if not isinstance(word, str) or name not in values:
            return made
        told = {"type": "object", "properties": {word: {"enum": values[name]}}, "required": [word]}
        return _all([made, told])

    def _own(self, schema: Mapping[str, Any]) -> Any:
        """What a schema says without others."""
        listed = [schema["const"]] if "const" in schema else schema.get("enum")
        if isinstance(listed, list):
            return _any([_literal(value) for value in listed])
        said = schema.get("type") or next((_TELLING[key] for key in _TELLING if key in schema), ())
        kinds = [said] if isinstance(said, str) else said
        return _any([self._typed(kind, schema) for kind in kinds]) if kinds else True

    def _typed(self, kind: str, schema: Mapping[str, Any]) -> Any:
        forms: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": _string,
        }
        return forms[kind](schema) if kind in forms else {"type": kind}

    def _object(self, schema: Mapping[str, Any]) -> Any:
        """Properties, or entries; beside properties, entries may be anything."""
        required = [str(name) for name in schema.get("required") or ()]
        properties = {name: self._property(said)
                      for name, said in (schema.get("properties") or {}).items()}  # fmt: skip
        properties |= {name: {} for name in required if name not in properties}
        # Without a word on them, other entries are allowed, but are nobody's to name.
        rest = schema.get("additionalProperties", not properties)
        if schema.get("patternProperties") or (properties and rest is not False):
            rest = True
        made = {"type": "object", "additionalProperties": self.of(rest)}
        return {**made, "properties": properties, "required": required} if properties else made

    def _property(self, schema: Any) -> Any:
        made = self.of(schema)
        marked = isinstance(schema, Mapping) and isinstance(made, (Mapping, bool))
        marks = [key for key in ("readOnly", "writeOnly") if marked and schema.get(key) is True]
        if not marks or made is False:
            return made
        # A mark beside a reference is not seen.
        base = {} if made is True else {"allOf": [made]} if "$ref" in made else made
        return {**base, **dict.fromkeys(marks, True)}

    def _array(self, schema: Mapping[str, Any]) -> Any:
        """A tuple, or a list of what may stand anywhere in it."""
        first = [self.of(member) for member in schema.get("prefixItems") or ()]
        if first and schema.get("items", False) is False:
            return {"type": "array", "prefixItems": first}
        return {"type": "array", "items": _any([*first, self.of(schema.get("items", True))])}


def _component(reference: str) -> str:
    """The name of the component that a reference leads to; empty for another."""
    at = pointer.from_reference(reference) or ""
    tokens = pointer.tokens(at) if at.startswith(f"{_SECTION}/") else []
    return tokens[2] if len(tokens) == 3 else ""


def _string(schema: Mapping[str, Any]) -> Any:
    return (
        dict(BYTES)
        if schema.get("format") == "binary" or _holds_bytes(schema)
        else {"type": "string"}
    )


def _holds_bytes(schema: Mapping[str, Any]) -> bool:
    """Whether a string is binary content as it is (OpenAPI 3.1, "Working with Binary Data")."""
    type_ = schema.get("contentMediaType")
    if not isinstance(type_, str) or "contentEncoding" in schema:
        return False
    return not type_.startswith("text/") and not type_.endswith(("json", "xml"))


def _literal(value: Any) -> Any:
    if isinstance(value, list):
        return {"type": "array", "items": True}
    if isinstance(value, dict):
        return {"type": "object", "additionalProperties": True}
    finite = not isinstance(value, float) or math.isfinite(value)
    return {"enum": [value]} if finite else {"type": "number"}


def _any(members: list[Any]) -> Any:
    if any(member is True or member == {} for member in members):
        return True
    kept = [member for member in members if member is not False]
    literals = [value for member in kept for value in member.get("enum", ())]
    others = [member for member in kept if "enum" not in member]
    kept = [{"enum": literals}, *others] if literals else others
    return (kept[0] if len(kept) == 1 else {"anyOf": kept}) if kept else False


def _all(parts: list[Any]) -> Any:
    if any(part is False for part in parts):
        return False
    kept = [part for part in parts if part is not True]
    return (kept[0] if len(kept) == 1 else {"allOf": kept}) if kept else True
