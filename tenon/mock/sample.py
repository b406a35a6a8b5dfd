"""A plain value of a schema: what it says itself by example, and a placeholder for the rest.

Of a string the placeholder is "string", of a number 0, as other mocks have them; so what nobody has
described yet is seen as that, and stays the same while its neighbours change. Only what a schema
says plainly is looked at: whether the whole is valid is for its judge to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tenon.mock.cut import Cut, choices, component
from tenon.mock.placeholders import number, text

_PLENTY = 1_500  # values, after which only what is required is added
_ENTRIES = 2  # how often a value may stand inside one of the same schema
_MOST_ITEMS = 50
_TYPES = (
    ("object", ("properties", "additionalProperties", "patternProperties", "required")),
    ("array", ("items", "prefixItems", "contains", "minItems")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
    ("string", ("pattern", "format", "minLength", "maxLength", "contentEncoding")),
)
_NUMERIC = frozenset({"int32", "int64", "float", "double", "decimal"})
_EMPTY: Mapping[str, Any] = {"object": {}, "array": [], "string": "", "null": None}
_LISTS = frozenset({"examples", "enum"})
_SHOWN = frozenset({"example", "examples"})
_LEFT_OUT: Final = object()

Parts = list[Mapping[str, Any]]
Path = tuple[str | int, ...]


class Sample:
    """One sample being made; `declared` are the places in it where an example stands."""

    def __init__(self, cut: Cut, *, fill: bool = True) -> None:
        self._cut = cut
        self._fill = fill
        self._entered: dict[int, int] = {}
        self._made = 0
        self.declared: list[Path] = []

    def value(self) -> Any:
        """The sample of the whole schema."""
        made = self._of(self._cut.root, ())
        return {} if made is _LEFT_OUT else made

    def _of(self, schema: Any, path: Path) -> Any:
        if not isinstance(schema, Mapping):
            return {}
        parts = list(self._cut.parts(schema))
        self._made += 1
        entered = [id(part) for part in parts[1:]]
        if any(self._entered.get(one, 0) >= _ENTRIES for one in entered):
            return _LEFT_OUT if _required(parts) else _EMPTY.get(_type(parts))
        for one in entered:
            self._entered[one] = self._entered.get(one, 0) + 1
        try:
            return self._made_of(parts, path)
        finally:
            for one in entered:
                self._entered[one] -= 1

    def _made_of(self, parts: Parts, path: Path) -> Any:
        kind = _type(parts)
        for part in parts:
            for keyword, given in _given(part):
                whole = part is parts[0] or kind != "object" or not isinstance(given, dict)
                if whole or parts[0].get("$ref") is not None:
                    if keyword in _SHOWN:
                        self.declared.append(path)
                    return given
        if kind == "object":
            return self._object(parts, path)
        if kind == "array":
            return self._array(parts, path)
        return _scalar(kind, parts)

    def _object(self, parts: Parts, path: Path) -> Any:
        named = self._cut.properties(parts[0])
        required = _required(parts) - {name for name, inner in named.items() if inner is False}
        result: dict[str, Any] = {}
        for name, inner in (*named.items(), *self._unnamed(parts, named, required)):
            wanted = name in required or (self._fill and self._made < _PLENTY)
            if wanted and inner is not False:
                made = self._of(inner, (*path, name))
                if made is not _LEFT_OUT:
                    result[name] = made
                elif name in required:
                    return _LEFT_OUT if path else result
        for part in parts[1:]:  # what members of allOf say by example of their own properties
            for keyword, given in _given(part):
                if isinstance(given, dict) and keyword in _SHOWN:
                    result |= {k: v for k, v in given.items() if named.get(k) is not False}
                    self.declared += [(*path, name) for name in given]
        return result | _discriminated(parts)

    def _unnamed(
        self, parts: Parts, named: Mapping[str, Any], required: frozenset[str]
    ) -> Iterator[tuple[str, Any]]:
        """Properties that are required, or allowed, and have no schema under their name."""
        others: Any = _first(parts, "additionalProperties")
        for name in sorted(required - named.keys()):
            yield name, others if isinstance(others, Mapping) and others else {"type": "string"}
        if not named and not required and isinstance(others, Mapping) and others:
            yield "property1", others

    def _array(self, parts: Parts, path: Path) -> Any:
        fixed = _first(parts, "prefixItems") or ()
        made = [self._of(schema, (*path, at)) for at, schema in enumerate(fixed)]
        least = _first(parts, "minItems") or 0
        contains, items = _first(parts, "contains"), _first(parts, "items")
        if contains is not None:
            wanted = _first(parts, "minContains")
            made += self._several(contains, 1 if wanted is None else wanted, path, len(made))
        if isinstance(items, Mapping):
            missing = max(least - len(made), 0 if made else 1)
            made += self._several(items, missing, path, len(made))
        most = _first(parts, "maxItems")
        kept = [one for one in made if one is not _LEFT_OUT]
        return kept if most is None else kept[: int(most)]

    def _several(self, schema: Any, count: int, path: Path, start: int) -> list[Any]:
        """That many items of one schema, the first at an index."""
        ends = start + min(count, _MOST_ITEMS)
        return [self._of(schema, (*path, at)) for at in range(start, ends)]


def _given(part: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a schema says itself of its values, the best first, and the keyword that says it."""
    for keyword in ("example", "examples", "const", "default", "enum"):
        if keyword not in part:
            continue
        said = part[keyword]
        if keyword in _LISTS:
            yield from ((keyword, one) for one in (said if isinstance(said, list) else ())[:1])
        elif keyword != "default" or said not in ({}, []):  # these say that nothing was given
            yield keyword, said


def _type(parts: Parts) -> str:
    named = _first(parts, "type")
    if isinstance(named, list):
        return str(next((name for name in named if name != "null"), "null"))
    if isinstance(named, str):
        return named
    if _first(parts, "format") in _NUMERIC:
        return "number"
    for kind, keywords in _TYPES:
        if any(keyword in part for part in parts for keyword in keywords):
            return kind
    return "object"


def _scalar(kind: str, parts: Parts) -> Any:
    if kind == "string":
        return text({k: v for part in reversed(parts) for k, v in part.items()})
    if kind in ("integer", "number"):
        return number(kind, {k: v for part in reversed(parts) for k, v in part.items()})
    return True if kind == "boolean" else None


def _first(parts: Parts, keyword: str) -> Any:
    return next((part[keyword] for part in parts if keyword in part), None)


def _required(parts: Parts) -> frozenset[str]:
    return frozenset(name for part in parts for name in part.get("required") or ())


def _discriminated(parts: Parts) -> dict[str, Any]:
    """The property that tells which branch was taken (OpenAPI 3.1, Discriminator Object)."""
    for part in parts:
        rule = part.get("discriminator")
        branch = next(choices(part), None)
        if isinstance(rule, Mapping) and isinstance(branch, Mapping) and "$ref" in branch:
            name = component(branch)
            mapping = rule.get("mapping") or {}
            key = (k for k, v in mapping.items() if str(v).rpartition("/")[2] == name)
            return {str(rule.get("propertyName")): next(key, name)}
    return {}
