"""What holds schemas in a schema, in OpenAPI 3.0: most of it by `allOf`, `anyOf` and `not`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.publish.losses import named
from tenon.publish.saying import Row, Saying, whole


def _list(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, list) or not value:
        return {}
    return {keyword: [saying.part(keyword, one, index) for index, one in enumerate(value)]}


def _map(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    return {keyword: {name: saying.part(keyword, one, name) for name, one in value.items()}}


def _one_of(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    """Branches that allow more may overlap: then any of them has to do."""
    if all(map(saying.exact, value)):
        return _list(saying, keyword, value)
    saying.looser(keyword, "several alternatives may match, for they allow more")
    branches = _list(saying, keyword, value)[keyword]
    if "anyOf" in saying.schema:
        saying.also.append({"anyOf": branches})
        return {}
    return {"anyOf": branches}


def _not(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    if saying.exact(value):
        return {keyword: saying.part(keyword, value)}
    saying.looser(keyword, "what must not match is not judged")
    return {}


def _if(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    """`if A then B else C` is (A and B) or (not A and C)."""
    branches = {key: saying.schema[key] for key in ("then", "else") if key in saying.schema}
    said = {key: saying.part(key, one) for key, one in branches.items()}
    if not branches:
        return {}
    if saying.exact(value):
        condition = saying.part(keyword, value)
        then = [condition, said["then"]] if "then" in said else [condition]
        other = [{"not": condition}, *([said["else"]] if "else" in said else [])]
        saying.also.append({"anyOf": [_all(then), _all(other)]})
        return {}
    saying.looser(keyword, "the condition is not judged")
    if len(said) == 2:
        saying.also.append({"anyOf": list(said.values())})
    return {}


def _all(several: list[Any]) -> Any:
    return several[0] if len(several) == 1 else {"allOf": several}


def _reference(saying: Saying, _: str, value: Any) -> dict[str, Any]:
    if "$ref" not in saying.lost:
        saying.also.insert(0, {"$ref": value})
    return {}


def _contains(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    """Some item matches, which is: not all items do not."""
    least = saying.schema.get("minContains", 1)
    if least < 1:
        return {}
    inside = saying.part(keyword, value)
    none: dict[str, Any] = {"type": "array", "items": {"not": inside}}
    saying.also.append({"not": none})
    if least > saying.schema.get("minItems", 1):
        saying.also.append({"minItems": whole(least)})
    return {}


def _names(saying: Saying, _: str, value: Any) -> dict[str, Any]:
    known = named(value)
    if value is False:
        known = []
    if known is not None:
        properties: dict[str, Any] = {name: {} for name in known}
        saying.also.append({"properties": properties, "additionalProperties": False})
    return {}


def _dependent_names(saying: Saying, _: str, value: Any) -> dict[str, Any]:
    """Whoever has one property has the others: it lacks the one, or has them."""
    for name, others in value.items():
        if others:
            saying.also.append({"anyOf": [_without(name), {"required": others}]})
    return {}


def _dependent(saying: Saying, keyword: str, value: Any) -> dict[str, Any]:
    for name, schema in value.items():
        other = saying.part(keyword, schema, name)
        saying.also.append({"anyOf": [_without(name), other]})
    return {}


def _without(name: str) -> dict[str, Any]:
    return {"not": {"type": "object", "required": [name]}}


ROWS: Mapping[str, Row] = {
    "$ref": _reference,
    "allOf": _list,
    "anyOf": _list,
    "contains": _contains,
    "dependentRequired": _dependent_names,
    "dependentSchemas": _dependent,
    "if": _if,
    "not": _not,
    "oneOf": _one_of,
    "properties": _map,
    "propertyNames": _names,
}
