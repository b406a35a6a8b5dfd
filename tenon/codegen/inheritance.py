"""When `allOf` means a subclass: it adds new properties to one open class, and nothing else."""

from __future__ import annotations

from tenon.codegen.conjunction import Parts, identity, property_names, shaping
from tenon.codegen.kinds import members
from tenon.codegen.site import Site, Sites


def referred(sites: Sites, site: Site) -> Site | None:
    """The only schema that the `allOf` of this one refers to; None when there are others."""
    references = [member for member in members(site, "allOf") if shaping(member) == {"$ref"}]
    if len(references) != 1:
        return None
    return sites.target(references[0], str(references[0].get("$ref")))


def own(site: Site, parts: Parts, inherited: Parts) -> Parts | None:
    """What the class adds to the one whose parts are inherited; None when it is no subclass.

    A subclass neither narrows a property that it inherits nor extends a closed class.
    """
    keys = identity(inherited)
    added = tuple(part for part in parts if not identity([part]) & keys)
    if not any(part.site == site for part in added):  # a class that extends itself
        return None
    if any(
        shaping(p.site) & {"$ref", "anyOf", "oneOf"} for p in added if shaping(p.site) != {"$ref"}
    ):
        return None
    new = property_names(added)
    required = {name for part in added for name in part.get("required") or ()}
    closed = any(part.get("additionalProperties") is False for part in inherited)
    if closed or new & property_names(inherited) or required - new:
        return None
    return added
