"""What a list's query parameters mean, inferred from their names and the item's fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tenon.contract.operation import Location, Operation, Parameter
from tenon.contract.parts import structured, success
from tenon.contract.resource import Filter, Listing, Match, Order, Paging, PagingStyle, Sort
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties

SIZES = ("per_page", "page_size", "limit", "size", "count", "max_results", "top", "first")
_CURSORS = (
    "cursor", "page_token", "starting_after", "continuation", "next_token", "continuation_token",
    "next_cursor", "marker", "page_cursor",
)  # fmt: skip
_POSITIONS = (
    (PagingStyle.CURSOR, _CURSORS),
    (PagingStyle.OFFSET, ("offset", "skip", "start")),
    (PagingStyle.PAGE, ("page", "page_number")),
)
_SORTS = ("sort_by", "sort", "order_by", "ordering", "orderby")
_ORDERS = ("sort_order", "order", "direction", "sort_direction", "sort_dir")
_SEARCHES = ("search", "q", "query", "text", "keyword", "term")
_MATCHES = {match.value: match for match in Match}
_ENVELOPES = ("items", "data", "results", "records", "values", "content", "entries", "value")
_MADE = ("created_at", "created", "created_on", "date_created", "creation_date", "inserted_at")
_TOTALS = ("total", "total_count", "count", "total_items", "total_results", "size")
_BOUNDS = (
    (
        re.compile(r"^(?:min|minimum|from|since)_(.+)$|^(.+)_(?:min|gte|from|after|since)$"),
        Match.MINIMUM,
    ),
    (
        re.compile(r"^(?:max|maximum|to|until)_(.+)$|^(.+)_(?:max|lte|to|before|until)$"),
        Match.MAXIMUM,
    ),
)


def read_listing(
    operation: Operation,
    schemas: Schemas,
    named: Mapping[str, Any],
    parent: str | None,
    mixed: bool = True,
) -> Listing | None:
    """What a GET lists; None when its reply is no list. `named` are the item's properties, which
    what the list shows of an item is taken together with where they are `mixed`.
    """
    envelope = _envelope(operation, schemas)
    if envelope is None:
        return None
    items, total, item_properties = envelope
    fields = {**item_properties, **named} if mixed else named
    query = {plain(p.name): p for p in operation.located(Location.QUERY)}
    paging, sort = _paging(query), _sort(query, schemas, fields)
    used = {name for part in (paging, sort) if part for name in _names(part)}
    filters = (
        _filter(parameter, name, schemas, fields)
        for name, parameter in query.items()
        if parameter.name not in used
    )
    return Listing(
        operation=operation.id,
        path=operation.path,
        items=items,
        filters=tuple(found for found in filters if found is not None),
        sort=sort,
        paging=paging,
        total=total,
        parent=parent,
        order=_order(operation, sort, query, fields),
    )


def _envelope(
    operation: Operation, schemas: Schemas
) -> tuple[str | None, str | None, dict[str, Any]] | None:
    """The property that holds the items, the one that counts them, and the items' properties."""
    reply = success(operation)
    if reply is None or not reply.media:
        return None
    media = structured(reply.media) or next(iter(reply.media.values()))
    if media.item_schema is not None:
        return None, None, properties(schemas, media.item_schema.value)
    if media.schema is None:
        return None
    schema = media.schema.value
    if "array" in (types := json_types(schemas, schema)) and "object" not in types:
        return None, None, properties(schemas, keyword(schemas, schema, "items"))
    members = properties(schemas, schema)
    arrays = [name for name, member in members.items() if _lists_objects(schemas, member)]
    items = next((n for n in _ENVELOPES if n in arrays), arrays[0] if len(arrays) == 1 else None)
    if items is None:
        return None
    total = next((name for name in members if plain(name) in _TOTALS), None)
    return items, total, properties(schemas, keyword(schemas, members[items], "items"))


def _lists_objects(schemas: Schemas, schema: Any) -> bool:
    types = json_types(schemas, schema)
    if "array" not in types or "object" in types:
        return False
    return "object" in json_types(schemas, keyword(schemas, schema, "items"))


def _paging(query: Mapping[str, Parameter]) -> Paging | None:
    size = next((query[name].name for name in SIZES if name in query), None)
    for style, names in _POSITIONS:
        for name in names:
            if name in query:
                return Paging(style, query[name].name, size)
    after = query.get("after")
    if after is not None and size is not None and _is_opaque(after):
        return Paging(PagingStyle.CURSOR, after.name, size)
    return None


def _is_opaque(parameter: Parameter) -> bool:
    """Whether a parameter takes plain text of no format: `after` may be a cursor or a moment."""
    schema = parameter.schema.value if parameter.schema else None
    if not isinstance(schema, Mapping) or parameter.extensions.get("x-field"):
        return False
    return schema.get("type") == "string" and "format" not in schema


def _sort(
    query: Mapping[str, Parameter], schemas: Schemas, fields: Mapping[str, Any]
) -> Sort | None:
    by = next((query[name] for name in _SORTS if name in query), None)
    if by is None:
        return None
    values = keyword(schemas, by.schema.value, "enum") if by.schema else None
    known = tuple(str(v) for v in values or () if str(v).lstrip("-+") in fields)
    order = next((query[name] for name in _ORDERS if name in query), None)
    if order is None or order is by:
        return Sort(by.name, known)
    return Sort(by.name, known, order.name, _falls(order))


def _filter(
    parameter: Parameter, asked: str, schemas: Schemas, fields: Mapping[str, Any]
) -> Filter | None:
    said = parameter.extensions.get("x-field")
    if asked in _SEARCHES and asked not in fields:
        return Filter(parameter.name, None, Match.SEARCH, _told_of(parameter.description, fields))
    name, match = asked, _equality(parameter, asked, schemas, fields)
    for pattern, bound in _BOUNDS:
        found = pattern.match(asked)
        if found and asked not in fields:
            name, match = found[1] or found[2], bound
    if name.startswith("any_") and name not in fields:
        name, match = name.removeprefix("any_"), Match.ANY
    field = said if isinstance(said, str) else _field(name, fields)
    match = _MATCHES.get(str(parameter.extensions.get("x-match")), match)
    return Filter(parameter.name, field, match) if field is not None else None


def _told_of(text: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that a description names, such as "its title or its author's name"."""
    said = f" {_words(text)} "
    return tuple(name for name in fields if f" {_words(plain(name))} " in said)


def _words(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("'s", "").replace("e-mail", "email"))


def _order(
    operation: Operation,
    sort: Sort | None,
    query: Mapping[str, Parameter],
    fields: Mapping[str, Any],
) -> tuple[Order, ...]:
    """How a list is ordered unless asked otherwise: by the default of its sorting parameter, or
    as its description says in so many words ("newest first", "by name").
    """
    if sort is not None:
        default = _default(query[plain(sort.by)])
        falls = sort.falling
        name = by_plain(fields).get(plain(str(default or "").lstrip("+-")))
        if name is not None:
            return (Order(name, falls or str(default).startswith("-")),)
    said = f"{operation.description} {operation.summary}".lower()
    newest = re.search(r"\b(newest|latest|most recent(?:ly \w+)?) (?:ones )?first\b", said)
    if newest or re.search(r"\boldest (?:ones )?first\b", said):
        made = next((name for name in fields if plain(name) in _MADE), None)
        return (Order(made or "", falling=bool(newest)),)
    named = re.search(r"(?:, |sorted |ordered |in order )(?:by|of) ([a-z_]+)\b", said)
    name = by_plain(fields).get(named[1]) if named else None
    return (Order(name),) if name is not None else ()


def _falls(order: Parameter) -> bool:
    return str(_default(order) or "").lower().startswith("desc")


def _default(parameter: Parameter | None) -> Any:
    schema = parameter.schema.value if parameter and parameter.schema else None
    return schema.get("default") if isinstance(schema, Mapping) else None


def _equality(
    parameter: Parameter, asked: str, schemas: Schemas, fields: Mapping[str, Any]
) -> Match:
    schema = parameter.schema.value if parameter.schema else True
    if "array" not in json_types(schemas, schema) or schema is True:
        return Match.EQUALS
    own = fields.get(asked)
    many = own is not None and "array" in json_types(schemas, own)
    return Match.ALL if many else Match.ANY


def _field(name: str, fields: Mapping[str, Any]) -> str | None:
    """The field a name means: itself, or the only one that begins with it."""
    known = by_plain(fields)
    if name in known:
        return known[name]
    begun = [key for bare, key in known.items() if bare.startswith(f"{name}_")]
    if name + "_name" in known:
        return known[name + "_name"]
    return begun[0] if len(begun) == 1 else None


def by_plain(names: Iterable[str]) -> dict[str, str]:
    """Names by their plain form, the first where two are alike."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(plain(name), name)
    return found


def _names(part: Paging | Sort) -> tuple[str | None, ...]:
    return (part.position, part.size) if isinstance(part, Paging) else (part.by, part.order)


def plain(name: str) -> str:
    """A name in snake case: `pageSize`, `PageSize` and `page-size` are `page_size`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
