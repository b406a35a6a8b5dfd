"""Keywords of schemas, as far as types can say them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tenon.codegen.site import Site
from tenon.contract.schemas import Direction
from tenon.sdk.npm import source

_OBJECT = ("properties", "required", "additionalProperties", "patternProperties",
           "unevaluatedProperties")  # fmt: skip
_ARRAY = ("items", "prefixItems")
_NAMES = {str: "string", int: "number", float: "number", bool: "boolean"}


def types(site: Site) -> list[str]:
    """The types that a schema names, else the one that its keywords are about."""
    said = site.get("type")
    if isinstance(said, str):
        return [said]
    if isinstance(said, list):
        return list(dict.fromkeys(str(each) for each in said))
    if any(map(site.has, _OBJECT)):
        return ["object"]
    return ["array"] if any(map(site.has, _ARRAY)) else []


def literal(values: list[Any]) -> Any:
    """A schema of some values, or of none that can be written down."""
    if values == [None]:
        return {"type": "null"}
    if not values or not all(map(_writable, values)):
        return None
    if len(values) == 1:
        return {"const": values[0]}
    found = {_NAMES.get(type(value)) for value in values if value is not None}
    alike = len(found) == 1 and None not in found
    return {"enum": values, **({"type": found.pop()} if alike else {})}


def _writable(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_writable, value.values()))
    if isinstance(value, list):
        return all(map(_writable, value))
    return not isinstance(value, float) or math.isfinite(value)


def said(site: Site, way: Direction) -> dict[str, Any]:
    """The author's words on a schema, and what else stands in comments."""
    words = source.words(str(site.get("description") or site.get("title") or ""))
    default = site.get("default")
    made: dict[str, Any] = {"description": words} if words else {}
    if isinstance(site.get("format"), str):
        made["format"] = source.words(site.value["format"])
    if site.get("deprecated") is True:
        made["deprecated"] = True
    if isinstance(default, (str, int)) and not isinstance(default, bool):
        made["default"] = source.words(str(default))
    if way is Direction.REPLY and site.get("readOnly") is True:
        made["readOnly"] = True
    return made


def mapped(site: Site, keyword: str) -> dict[str, Site]:
    """The schemas in a keyword that maps names; none where it does not."""
    held = site.get(keyword)
    return {name: site[keyword, name] for name in held} if isinstance(held, Mapping) else {}


def listed(site: Site, keyword: str) -> list[Site]:
    """The schemas in a keyword that lists them; none where it does not."""
    held = site.get(keyword)
    return [site[keyword, at] for at in range(len(held))] if isinstance(held, list) else []


def texts(said: Any) -> list[str]:
    """The texts of a list."""
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
