"""Conjunctions: all the schemas that one instance has to satisfy together.

`$ref` and `allOf` are followed, so that what remains to be read is a flat list of parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from tenon.codegen.kinds import ALL, kinds, members
from tenon.codegen.site import Site, Sites

# Keywords that a shape can depend on. `required` alone shapes nothing.
_SHAPING = frozenset(
    {
        "$ref", "allOf", "anyOf", "oneOf", "type", "enum", "const", "format", "multipleOf",
        "properties", "additionalProperties", "patternProperties", "items", "prefixItems",
    }
)  # fmt: skip
_COMPOSING = frozenset({"$ref", "allOf", "anyOf", "oneOf"})


@dataclass(frozen=True, slots=True)
class Part:
    """A schema of a conjunction. Of a `bare` one, the alternatives are left aside."""

    site: Site
    bare: bool = False

    def get(self, keyword: str, default: Any = None) -> Any:
        """The value of a keyword that is read from this part."""
        return self.site.get(keyword, default)


Parts = tuple[Part, ...]


def identity(parts: Iterable[Part]) -> frozenset[tuple[str, str, bool]]:
    """What tells one conjunction from another."""
    return frozenset((p.site.uri, p.site.pointer, p.bare) for p in parts)


def flat(sites: Sites, parts: Iterable[Part]) -> Parts:
    """The parts with everything that `$ref` and `allOf` add, what they add standing first."""
    found: dict[tuple[str, str], Part] = {}
    parts = tuple(parts)
    known = {(p.site.uri, p.site.pointer) for p in parts if p.bare}
    for part in parts:
        for each in _flat(sites, part, known):
            found.setdefault((each.site.uri, each.site.pointer), each)
    return tuple(found.values())


def _flat(sites: Sites, part: Part, seen: set[tuple[str, str]]) -> list[Part]:
    here = (part.site.uri, part.site.pointer)
    if here in seen and not part.bare:
        return []
    seen.add(here)
    found = []
    reference = part.get("$ref")
    target = sites.target(part.site, reference) if isinstance(reference, str) else None
    for site in [*([target] if target else []), *members(part.site, "allOf")]:
        found.extend(_flat(sites, Part(site), seen))
    return [*found, part]


def kinds_of(sites: Sites, parts: Parts) -> frozenset[str]:
    """The JSON types that an instance of the conjunction may have."""
    found = ALL
    for part in parts:
        found &= kinds(sites, part.site)
    return found


def reference(sites: Sites, parts: Parts) -> Site | None:
    """The target when the conjunction says nothing but one `$ref`; None for any other."""
    leaves = [leaf for part in parts for leaf in _leaves(part.site) if shaping(leaf)]
    targets = [leaf for leaf in leaves if shaping(leaf) == {"$ref"}]
    if len(targets) != 1:
        return None
    target = sites.target(targets[0], str(targets[0].get("$ref")))
    if target is None:
        return None
    others = [leaf for leaf in leaves if leaf is not targets[0]]
    return target if _say_no_more(sites, others, target) else None


def alternatives(sites: Sites, parts: Parts) -> list[Parts]:
    """The conjunctions of which one must hold, from the first `oneOf` or `anyOf` that shapes.

    Every other alternation is left aside: the result stays wide enough, and small.
    """
    for part in parts:
        for keyword in ("oneOf", "anyOf"):
            found = [] if part.bare else members(part.site, keyword)
            if any(map(shaping, found)):
                rest = tuple(replace(p, bare=True) for p in parts)
                return [_joined(sites, site, rest) for site in found]
    return []


def property_names(parts: Parts) -> set[str]:
    """The names of the properties that the parts describe; an object with some is a class."""
    return {name for part in parts for name in part.get("properties") or ()}


def shaping(site: Site) -> set[str]:
    """The keywords of the schema that a shape can depend on."""
    return set(_SHAPING & site.value.keys()) if isinstance(site.value, dict) else set()


def _joined(sites: Sites, site: Site, rest: Parts) -> Parts:
    others = [part.site for part in rest if shaping(part.site) - _COMPOSING]
    if _say_no_more(sites, others, site):
        return (Part(site),)
    return (*rest, Part(site))


def _say_no_more(sites: Sites, others: list[Site], than: Site) -> bool:
    """Whether the others only name types that the schema names too."""
    if any(shaping(other) - _COMPOSING - {"type"} for other in others):
        return False
    types = kinds(sites, than)
    return all(types <= kinds(sites, other) for other in others)


def _leaves(site: Site) -> list[Site]:
    if shaping(site) and shaping(site) <= {"allOf", "type"} and "allOf" in shaping(site):
        below = [leaf for member in members(site, "allOf") for leaf in _leaves(member)]
        return [*below, replace(site, value=_only_type(site))]
    return [site]


def _only_type(site: Site) -> dict[str, Any]:
    return {"type": site.value["type"]} if "type" in site.value else {}
