"""Which items a list shows: those that every filter of the request lets through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tenon.contract.resource import Filter, Match
from tenon.mock.state.items import folded

Fields = Mapping[str, Any]
Test = Callable[[Fields], bool]


def tests(filters: tuple[Filter, ...], query: Mapping[str, Any]) -> list[Test]:
    """What the items of a list must pass, for the judged values of a query."""
    return [_test(one, query[one.parameter]) for one in filters if one.parameter in query]


def _test(one: Filter, asked: Any) -> Test:
    if one.match is Match.SEARCH:
        text = folded(asked)
        return lambda fields: text in _text(fields, one.fields)
    if one.match in (Match.MINIMUM, Match.MAXIMUM):
        rises = one.match is Match.MINIMUM
        return lambda fields: _bounded(fields.get(one.field or ""), asked, rises)
    if one.match is Match.CONTAINS:
        text = folded(asked)
        return lambda fields: text in _text({"": fields.get(one.field or "")}, ())
    wanted = frozenset(_plain(asked))
    if one.match is Match.ALL:
        return lambda fields: wanted <= frozenset(_plain(fields.get(one.field or "")))
    # An empty list of values asks for nothing in particular.
    return lambda fields: not wanted or not wanted.isdisjoint(_plain(fields.get(one.field or "")))


def _plain(value: Any) -> list[str]:
    """What a value, or the members of a list, are compared by."""
    if isinstance(value, list):
        return [text for one in value for text in _plain(one)]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _plain(one)]
    return ["null"] if value is None else [folded(value)]


def _text(fields: Fields, names: tuple[str, ...]) -> str:
    """All text of an item, or of some of its fields, folded."""
    chosen = [fields.get(name) for name in names] if names else list(fields.values())
    return "\n".join(text for one in chosen for text in _texts(one))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [folded(value)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _texts(one)]
    return []


def _bounded(value: Any, bound: Any, rises: bool) -> bool:
    """Whether a value is not below a bound (or not above it); nothing is within none.

    A day is compared with a moment by its day.
    """
    if isinstance(value, str) and isinstance(bound, str):
        shortest = min(len(value), len(bound))
        value, bound = value[:shortest], bound[:shortest]
    elif not (_is_number(value) and _is_number(bound)):
        return False
    return bool(value >= bound if rises else value <= bound)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
