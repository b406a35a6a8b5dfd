"""Which JSON types a schema lets through, as far as that can be told from its keywords."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tenon.codegen.site import Site, Sites

ALL = frozenset({"object", "array", "string", "integer", "number", "boolean", "null"})
"""Every JSON type; `number` without `integer` does not occur."""

_DEPTH = 24  # deeper composition says too little to follow


def kinds(sites: Sites, site: Site, depth: int = 0) -> frozenset[str]:
    """The JSON types an instance of the schema may have; never too few."""
    if depth > _DEPTH or isinstance(site.value, bool):
        return ALL
    found = _own(site)
    reference = site.get("$ref")
    if isinstance(reference, str):
        target = sites.target(site, reference)
        found &= kinds(sites, target, depth + 1) if target else ALL
    for member in members(site, "allOf"):
        found &= kinds(sites, member, depth + 1)
    for key in ("anyOf", "oneOf"):
        alternatives = members(site, key)
        if alternatives:
            found &= frozenset[str]().union(*(kinds(sites, a, depth + 1) for a in alternatives))
    return found


def members(site: Site, keyword: str) -> list[Site]:
    """The sites in a keyword that holds a list of schemas; none when it is absent."""
    value = site.get(keyword)
    return [site[keyword, i] for i in range(len(value))] if isinstance(value, list) else []


def of(value: Any) -> frozenset[str]:
    """The JSON types of a value; a whole number is an integer (JSON Schema validation, 6.1.1)."""
    match value:
        case None:
            return frozenset({"null"})
        case bool():
            return frozenset({"boolean"})
        case int() | float():
            return frozenset({"integer"} if value == value // 1 else {"integer", "number"})
        case str():
            return frozenset({"string"})
        case list():
            return frozenset({"array"})
        case _:
            return frozenset({"object"})


def _own(site: Site) -> frozenset[str]:
    found = ALL
    named = site.get("type")
    if isinstance(named, (str, list)):
        types = frozenset([named] if isinstance(named, str) else named)
        found = (types | {"integer"} if "number" in types else types) & ALL
    if site.has("const"):
        found &= of(site.value["const"])
    values = site.get("enum")
    if isinstance(values, list):
        found &= _union(map(of, values))
    return found


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*sets)
