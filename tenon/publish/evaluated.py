"""Which properties a schema has looked at before `unevaluatedProperties` (core, section 11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tenon.contract.schemas import Schemas

_ALWAYS, _AT_TIMES = ("allOf",), ("anyOf", "oneOf")
_ALSO_AT_TIMES = ("if", "then", "else")


class Evaluated(NamedTuple):
    """The names of evaluated properties; `open`: there may be any others.

    Without `certain` they are those of all alternatives, more than any one value may have.
    """

    names: tuple[str, ...] = ()
    open: bool = False
    certain: bool = True


def evaluated(schema: dict[str, Any], schemas: Schemas) -> Evaluated:
    """What a schema evaluates besides its own `unevaluatedProperties`."""
    own = {key: value for key, value in schema.items() if key != "unevaluatedProperties"}
    return _evaluated(own, schemas, frozenset())


def _evaluated(schema: Any, schemas: Schemas, seen: frozenset[int]) -> Evaluated:
    if not isinstance(schema, dict) or id(schema) in seen:
        return Evaluated()
    inside = seen | {id(schema)}
    names = dict.fromkeys(schema.get("properties", ()))
    is_open = "additionalProperties" in schema or "unevaluatedProperties" in schema
    certain = is_open or "patternProperties" not in schema
    is_open = is_open or "patternProperties" in schema
    if "$dynamicRef" in schema:  # which may lead to anything
        is_open, certain = True, False
    for part, always in _parts(schema, schemas):
        found = _evaluated(part, schemas, inside)
        names |= dict.fromkeys(found.names)
        is_open = is_open or found.open
        certain = certain and found.certain and (always or not (found.names or found.open))
    return Evaluated(tuple(names), is_open, certain)


def _parts(schema: dict[str, Any], schemas: Schemas) -> Iterator[tuple[Any, bool]]:
    """The schemas that judge the same object, and whether they always do."""
    yield schemas.referred(schema), True
    for key in _ALWAYS:
        yield from ((part, True) for part in schema.get(key, ()))
    for key in _AT_TIMES:
        yield from ((part, False) for part in schema.get(key, ()))
    yield from ((schema[key], False) for key in _ALSO_AT_TIMES if key in schema)
    yield from ((part, False) for part in schema.get("dependentSchemas", {}).values())
