"""Types as OpenAPI 3.0 names them: one a schema, and null by `nullable` beside it."""

from __future__ import annotations

from typing import Any

from tenon.publish.null import NULL, types

_NUMERIC = ("multipleOf", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum")
# The keywords that judge values of one type only.
_OWN = {
    "string": ("maxLength", "minLength", "pattern"),
    "number": _NUMERIC,
    "integer": _NUMERIC,
    "array": ("items", "maxItems", "minItems", "uniqueItems"),
    "object": (
        "properties", "required", "additionalProperties", "maxProperties", "minProperties",
    ),
}  # fmt: skip
_NULLABLE = {"nullable": True}


def typed(members: dict[str, Any], schema: dict[str, Any], null: bool) -> dict[str, Any]:
    """What a schema says, with its types; `null` says whether all of it allows null.

    Null is only named where it is allowed: beside `nullable`, an `enum` holds null, and what is
    combined with it allows null (OpenAPI 3.0.4, section 4.7.24.1).
    """
    if "enum" in members and not null:
        members["enum"] = [one for one in members["enum"] if one is not None]
        if not members["enum"]:
            return {**members, "enum": [None], "type": "object"}
    if "type" not in schema:
        return members
    named = types(schema)
    several = [one for one in named if one != NULL and not (one == "integer" and "number" in named)]
    flag = _NULLABLE if null else {}
    if not several:
        return _only_null(members, null)
    if len(several) == 1:
        items: dict[str, Any] = {} if several[0] != "array" or "items" in members else {"items": {}}
        return _said(members, {"type": several[0], **flag}) | items
    if len(several) == 5 and null:
        return _said(members, {})
    branches = [_branch(one, members) | flag for one in several]
    taken = {key for one in several for key in _OWN.get(one, ())}
    return _choice(branches, {k: v for k, v in _said(members, {}).items() if k not in taken})


def _only_null(members: dict[str, Any], null: bool) -> dict[str, Any]:
    """Null has no type of its own in 3.0; where even null is refused, an object never is null."""
    flag = _NULLABLE if null else {}
    return _said(members, {"type": "object", **flag}) | {"enum": [None]}


def _branch(name: str, members: dict[str, Any]) -> dict[str, Any]:
    own = {key: members[key] for key in _OWN.get(name, ()) if key in members}
    items: dict[str, Any] = {"items": {}} if name == "array" and "items" not in own else {}
    return {"type": name, **own, **items}


def _choice(branches: list[dict[str, Any]], members: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" not in members:
        return {**members, "anyOf": branches}
    return {**members, "allOf": [{"anyOf": branches}, *members.get("allOf", ())]}


def _said(members: dict[str, Any], of_type: dict[str, Any]) -> dict[str, Any]:
    """The members of a schema, with what is said of its type where the author said it."""
    made: dict[str, Any] = {}
    for key, value in members.items():
        made.update(of_type if key == "type" else {key: value})
    return made
