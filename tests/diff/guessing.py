"""Random schemas, changes of them, and values that they may let through, small enough to meet."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

NAMES = "abc"
PARTS: dict[str, Any] = {
    name: {"type": "object", "required": [field], "properties": {field: {"type": kind}}}
    for name, field, kind in (("X", "a", "integer"), ("Y", "b", "string"))
}
SCALARS = (None, True, False, 0, 1, 2, 1.5, "", "a", "b", "ab", "abc")
NUMBERS = (-2, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6)
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
Make = Callable[[Random, int], dict[str, Any]]


def _of(*makes: Make) -> Make:
    return lambda random, depth: random.choice(makes)(random, depth)


def _drawn(keyword: str, *choices: Any) -> Make:
    return lambda random, _: {keyword: random.choice(choices)}


def _inner(keyword: str) -> Make:
    return lambda random, depth: {keyword: schema(random, depth - 1)}


def _named(random: Random, depth: int) -> dict[str, Any]:
    names = random.sample(NAMES, random.randint(1, 2))
    return {"properties": {name: schema(random, depth - 1) for name in names}}


KEYWORDS: dict[str, Make] = {
    "null": lambda *_: {},
    "boolean": lambda *_: {},
    "string": _of(
        _drawn("minLength", 0, 1, 2),
        _drawn("maxLength", 1, 2, 3),
        _drawn("pattern", "^a", "b$", "^[ab]*$"),
    ),
    "integer": _of(*(_drawn(bound, 0, 1, 2) for bound in BOUNDS), _drawn("multipleOf", 1, 2, 3)),
    "number": _of(*(_drawn(bound, 0, 1.5, 2) for bound in BOUNDS), _drawn("multipleOf", 0.5, 2)),
    "array": _of(
        _inner("items"),
        _inner("contains"),
        lambda random, depth: {"prefixItems": [schema(random, depth - 1)]},
        _drawn("minItems", 0, 1, 2),
        _drawn("maxItems", 1, 2),
        _drawn("uniqueItems", True),
    ),
    "object": _of(
        _named,
        _named,
        lambda random, _: {"required": random.sample(NAMES, random.randint(1, 2))},
        _drawn("additionalProperties", False, True),
        _inner("additionalProperties"),
        _drawn("unevaluatedProperties", False),
        _drawn("minProperties", 0, 1, 2),
        _drawn("maxProperties", 1, 2),
        _drawn("dependentRequired", {"a": ["b"]}, {"b": ["c"]}),
        _drawn("propertyNames", {"enum": ["a", "b"]}, {"enum": ["b", "c"]}),
        lambda random, depth: {"patternProperties": {"^a": schema(random, depth - 1)}},
    ),
}
TYPES = tuple(KEYWORDS)


def of_type(random: Random, kind: str, depth: int = 0) -> dict[str, Any]:
    """A schema of one type, and what it says more of it."""
    made: dict[str, Any] = {"type": kind}
    for _ in range(random.randint(0, 3)):
        made |= KEYWORDS[kind](random, depth)
    return made


def typed(random: Random, depth: int = 1) -> dict[str, Any]:
    """A schema of one type or two."""
    made = of_type(random, random.choice(TYPES if depth else TYPES[:5]), depth)
    if random.random() < 0.1:
        made["type"] = sorted({made["type"], random.choice(TYPES)})
    return made


def _several(keyword: str) -> Make:
    return lambda random, depth: {keyword: [schema(random, depth - 1) for _ in range(2)]}


COMPOSED: tuple[Make, ...] = (
    lambda random, _: {"enum": random.sample([None, 0, 1, 2, "a", "b", "ab"], 2)},
    lambda random, _: {"const": random.choice(SCALARS)},
    lambda random, _: {"$ref": "#/components/schemas/" + random.choice("XY")},
    _several("anyOf"),
    _several("oneOf"),
    _several("allOf"),
    _inner("not"),
)


def schema(random: Random, depth: int = 2) -> Any:
    """Any schema of that depth."""
    if depth < 0:
        return {"type": random.choice(("string", "integer"))}
    return typed(random, depth) if random.random() < 0.7 else random.choice(COMPOSED)(random, depth)


def _more(random: Random, old: dict[str, Any]) -> Any:
    kind = old.get("type")
    return {**old, **KEYWORDS[kind if isinstance(kind, str) else random.choice(TYPES)](random, 1)}


def _less(random: Random, old: dict[str, Any]) -> Any:
    gone = random.choice([*old]) if old else None
    return {key: value for key, value in old.items() if key != gone}


CHANGES: tuple[Callable[[Random, dict[str, Any]], Any], ...] = (
    _more,
    _more,
    _less,
    _less,
    lambda random, old: {"anyOf": [old, typed(random, 0)]},
    lambda random, old: {"oneOf": [old, typed(random, 0)]},
    lambda random, old: {"allOf": [old, typed(random, 0)]},
    lambda random, old: {"anyOf": [old, {"type": "null"}]},
    lambda random, old: schema(random, 1),
)


def changed(random: Random, old: Any) -> Any:
    """A schema with something else at one of its places."""
    at = random.choice([*_spots(old)])
    copy = json.loads(json.dumps(old))
    holder, last = {"": copy}, ""
    for token in at:
        holder, last = holder[last], token
    if isinstance(holder[last], dict):
        holder[last] = random.choice(CHANGES)(random, holder[last])
    return old if copy == old and at else copy if at else holder[""]


def _spots(value: Any) -> Iterator[tuple[Any, ...]]:
    yield ()
    for key in ("items", "additionalProperties", "contains", "not"):
        if isinstance(value.get(key), dict):
            yield from ((key, *at) for at in _spots(value[key]))
    for key in ("properties", "patternProperties", "anyOf", "oneOf", "allOf", "prefixItems"):
        held = value.get(key, ())
        for token in held if isinstance(held, dict) else range(len(held)):
            if isinstance(held[token], dict):
                yield from ((key, token, *at) for at in _spots(held[token]))


def _ways(value: Any) -> list[list[dict[str, Any]]]:
    """The schemas that hold for a value, for each choice of alternatives."""
    if not isinstance(value, dict):
        return [[]]
    ways: list[list[dict[str, Any]]] = [[value]]
    inside = [[PARTS[value["$ref"][-1]]]] if "$ref" in value else []
    inside += [[part] for part in value.get("allOf", ())]
    inside += [value[key] for key in ("anyOf", "oneOf") if key in value]
    for choices in inside:
        more = [way for choice in choices for way in _ways(choice)]
        ways = [[*one, *other] for one, other in itertools.product(ways, more)]
    return ways


def says_only_what_is_named(values_of: list[Any], value: Any) -> bool:
    """Whether objects hold no properties but those that the schemas name for them.

    That objects are open is no promise that somebody says more.
    """
    several = [[]] if not values_of else [
        [part for way in ways for part in way]
        for ways in itertools.product(*map(_ways, values_of))
    ]  # fmt: skip
    return any(_only(parts, value) for parts in several)


def _only(parts: list[dict[str, Any]], value: Any) -> bool:
    kind = "array" if isinstance(value, list) else "object" if isinstance(value, dict) else ""
    if any(kind not in part["type"] for part in parts if "type" in part):
        return False
    if isinstance(value, list):
        inner = [part["items"] for part in parts if "items" in part]
        return all(says_only_what_is_named(inner, item) for item in value)
    if not isinstance(value, dict):
        return True
    opening = ("additionalProperties", "patternProperties", "propertyNames")
    opened = any(isinstance(part.get(key), dict) for part in parts for key in opening)
    named: dict[str, list[Any]] = {}
    for part in parts:
        for name, inside in part.get("properties", {}).items():
            named.setdefault(name, []).append(inside)
    known = opened or not named or value.keys() <= named.keys()
    return known and all(says_only_what_is_named(named.get(n, []), v) for n, v in value.items())


def value(random: Random, schemas: list[Any], depth: int = 3) -> Any:
    """A value that some schemas may let through, or may not."""
    parts = [part for one in schemas for part in random.choice(_ways(one)) if part]
    if not parts or random.random() < 0.05:
        return random.choice([*SCALARS, [], {}, [1], {"a": 1}])
    part = random.choice(parts)
    if "enum" in part or "const" in part:
        return random.choice(part.get("enum") or [part["const"]])
    kinds = part.get("type", "object" if part.keys() & {"properties", "required"} else None)
    kind = random.choice(kinds) if isinstance(kinds, list) else kinds or random.choice(TYPES)
    if kind in ("array", "object") and depth:
        return (_array if kind == "array" else _object)(random, parts, depth)
    return _SCALAR.get(kind, _SCALAR["null"])(random)


_SCALAR: dict[str, Callable[[Random], Any]] = {
    "null": lambda _: None,
    "boolean": lambda random: random.random() < 0.5,
    "string": lambda random: "".join(random.choice(NAMES) for _ in range(random.randint(0, 4))),
    "integer": lambda random: int(random.choice(NUMBERS)),
    "number": lambda random: random.choice(NUMBERS),
}


def _array(random: Random, parts: list[dict[str, Any]], depth: int) -> list[Any]:
    inner = [part[key] for part in parts for key in ("items", "contains") if key in part]
    first = [part["prefixItems"][0] for part in parts if "prefixItems" in part]
    sizes = range(random.randint(0, 3))
    return [value(random, (first if not n and first else inner), depth - 1) for n in sizes]


def _object(random: Random, parts: list[dict[str, Any]], depth: int) -> dict[str, Any]:
    others = [part[key] for part in parts for key in ("additionalProperties",) if part.get(key)]
    made = {}
    for name in NAMES:
        named = [part["properties"][name] for part in parts if name in part.get("properties", ())]
        asked = any(name in part.get("required", ()) for part in parts)
        if random.random() < (0.85 if asked else 0.55 if named else 0.15):
            made[name] = value(random, named or others, depth - 1)
    return made
