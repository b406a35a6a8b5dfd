"""Which values a schema lets through: types, enumerations, constants."""

from __future__ import annotations

from collections.abc import Iterator

from tenon.diff.shape import NUMBER, TYPES, Said, Shape
from tenon.diff.way import Found, Medium, Way
from tenon.document.wording import shown

_SCALARS = frozenset({"null", "boolean", "string"}) | NUMBER


def types(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    """Types that were let through and are not, or the other way round."""
    before, after = _types(base, head)
    if before == after:
        return
    at = _where(base, "type"), _where(head, "type")
    said = f"{name} is {_words(after)}, was {_words(before)}"
    if way.medium is Medium.XML and {"string"} in (before, after):
        yield Found("type-compatible", f"{said}, which XML does not tell apart", *at)
        return
    if TYPES not in (before, after) and before - {"null"} and after - {"null"}:
        yield from _null(before, after, name, at)
        before, after = before - {"null"}, after - {"null"}
        said = f"{name} is {_words(after)}, was {_words(before)}"
    if way.medium is Medium.TEXT:
        before, after = _text(base, before), _text(head, after)
    if before == after:
        return
    rule = "type-widened" if before < after else "type-narrowed" if after < before else None
    yield Found(rule or "type-changed", said, *at)


def limited(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    """Types that stand beside alternatives on one side, where the other has none."""
    one, other = (base, head) if base.groups else (head, base)
    if one.own_types not in (TYPES, other.own_types):
        yield from types(base, head, way, name)


def disjoint(base: Shape, head: Shape, way: Way) -> bool:
    """Whether no value is of a type of both, so that nothing else is worth comparing."""
    before, after = _types(base, head)
    shared = before & after
    only_null = shared == {"null"} not in (before, after)
    return way.medium is Medium.JSON and (not shared or only_null)


def _types(base: Shape, head: Shape) -> tuple[frozenset[str], frozenset[str]]:
    """The types of both: those of alternatives count where one side says them only there."""
    if (base.own_types == TYPES) != (head.own_types == TYPES) and (base.groups or head.groups):
        return base.types, head.types
    return base.own_types, head.own_types


def _null(
    before: frozenset[str], after: frozenset[str], name: str, at: tuple[str, str]
) -> Iterator[Found]:
    if "null" in after - before:
        yield Found("became-nullable", f"{name} may be null", *at)
    if "null" in before - after:
        yield Found("became-not-nullable", f"{name} may not be null any more", *at)


def _text(shape: Shape, found: frozenset[str]) -> frozenset[str]:
    """The types whose texts pass: a string may be any text."""
    if shape.enum is None and "string" in found:
        found |= _SCALARS
    return found


def enum(base: Shape, head: Shape, way: Way, name: str) -> Iterator[Found]:
    """Values that were the only ones, and are not, or the other way round."""
    before, after = base.enum, head.enum
    if before is None and after is None:
        return
    if before is None or after is None:
        yield from _whole_enum(base, head, name)
        return
    if before.keys() == after.keys():
        return
    at = _enum_at(base), _enum_at(head)
    if len(before) == len(after) == 1 and (base.first("const") or head.first("const")):
        (was,), (now,) = before, after
        yield Found("const-changed", f"{name} is always {shown(now)}, was {shown(was)}", *at)
        return
    for key in (k for k in before if k not in after):
        if key == "null" and _only_nullable(base, head):
            continue
        message = f"{name} may not be {shown(key)} any more"
        yield Found("enum-value-removed", message, before[key].pointer, at[1])
    for key in (k for k in after if k not in before):
        if key == "null" and _only_nullable(base, head):
            continue
        yield Found("enum-value-added", f"{name} may be {shown(key)}", at[0], after[key].pointer)


def _only_nullable(base: Shape, head: Shape) -> bool:
    """Whether that null came or went is told with the types."""
    return ("null" in base.own_types) != ("null" in head.own_types)


def _whole_enum(base: Shape, head: Shape, name: str) -> Iterator[Found]:
    one = head if base.enum is None else base
    const = one.first("const") is not None
    kind = "const" if const else "enum"
    values = ", ".join(shown(key) for key in list(one.enum or ())[:5])
    if one is head:
        message = f"{name} can only be {values}"
        yield Found(f"{kind}-set", message, base.pointer, _enum_at(head))
    else:
        message = f"{name} can be more than {values}"
        yield Found(f"{kind}-lifted", message, _enum_at(base), head.pointer)


def _at(said: Said | None, shape: Shape) -> str:
    return shape.pointer if said is None else said.pointer


def _where(shape: Shape, keyword: str) -> str:
    return _at(shape.first(keyword), shape)


def _enum_at(shape: Shape) -> str:
    said = shape.first("enum") or shape.first("const")
    if said is None and shape.enum:
        said = next(iter(shape.enum.values()))
    return _at(said, shape)


def _words(found: frozenset[str]) -> str:
    if found == TYPES:
        return "of any type"
    if found >= NUMBER:
        found = found - NUMBER | {"number"}
    named = {"fraction": "number that is no integer"}
    return " or ".join(sorted(named.get(kind, kind) for kind in found)) or "nothing"
