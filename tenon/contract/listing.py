"""What a list's query parameters mean, inferred from their names and the item's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tenon.contract.operation import Location, Operation, Parameter
from tenon.contract.resource import Filter, Listing, Match, Paging, PagingStyle, Sort
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties

_SIZES = ("per_page", "page_size", "limit", "size", "count", "max_results", "top", "first")
_POSITIONS = (
    (PagingStyle.CURSOR, ("cursor", "page_token", "starting_after", "continuation", "next_token")),
    (PagingStyle.OFFSET, ("offset", "skip", "start")),
    (PagingStyle.PAGE, ("page", "page_number")),
)
_SORTS = ("sort_by", "sort", "order_by", "ordering", "orderby")
_ORDERS = ("sort_order", "order", "direction", "sort_direction", "sort_dir")
_SEARCHES = ("search", "q", "query", "text", "keyword", "term")
_MATCHES = {match.value: match for match in Match}
_ENVELOPES = ("items", "data", "results", "records", "values", "content", "entries", "value")
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
    operation: Operation, schemas: Schemas, named: Mapping[str, Any], parent: str | None
) -> Listing | None:
    """What a GET lists; None when its reply is no list. `named` are the item's properties."""
    envelope = _envelope(operation, schemas)
    if envelope is None:
        return None
    items, total, item_properties = envelope
    fields = {**item_properties, **named}
    query = {_plain(p.name): p for p in operation.located(Location.QUERY)}
    paging, sort = _paging(query), _sort(query, schemas, fields)
    used = {name for part in (paging, sort) if part for name in _names(part)}
    filters = (
        _filter(parameter, plain, schemas, fields)
        for plain, parameter in query.items()
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
    )


def _envelope(
    operation: Operation, schemas: Schemas
) -> tuple[str | None, str | None, dict[str, Any]] | None:
    """The property that holds the items, the one that counts them, and the items' properties."""
    reply = next((r for r in operation.replies.values() if r.successful and r.media), None)
    media = next(iter(reply.media.values())) if reply else None
    if media is None:
        return None
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
    total = next((name for name in members if _plain(name) in _TOTALS), None)
    return items, total, properties(schemas, keyword(schemas, members[items], "items"))


def _lists_objects(schemas: Schemas, schema: Any) -> bool:
    types = json_types(schemas, schema)
    if "array" not in types or "object" in types:
        return False
    return "object" in json_types(schemas, keyword(schemas, schema, "items"))


def _paging(query: Mapping[str, Parameter]) -> Paging | None:
    size = next((query[name].name for name in _SIZES if name in query), None)
    for style, names in _POSITIONS:
        for name in names:
            if name in query:
                return Paging(style, query[name].name, size)
    return None


def _sort(
    query: Mapping[str, Parameter], schemas: Schemas, fields: Mapping[str, Any]
) -> Sort | None:
    by = next((query[name] for name in _SORTS if name in query), None)
    if by is None:
        return None
    values = keyword(schemas, by.schema.value, "enum") if by.schema else None
    known = tuple(str(v) for v in values or () if str(v).lstrip("-+") in fields)
    order = next((query[name].name for name in _ORDERS if name in query), None)
    return Sort(by.name, known, order if order != by.name else None)


def _filter(
    parameter: Parameter, plain: str, schemas: Schemas, fields: Mapping[str, Any]
) -> Filter | None:
    said = parameter.extensions.get("x-field")
    if plain in _SEARCHES:
        return Filter(parameter.name, None, Match.SEARCH)
    name, match = plain, _equality(parameter, plain, schemas, fields)
    for pattern, bound in _BOUNDS:
        found = pattern.match(plain)
        if found and plain not in fields:
            name, match = found[1] or found[2], bound
    if name.startswith("any_") and name not in fields:
        name, match = name.removeprefix("any_"), Match.ANY
    field = said if isinstance(said, str) else _field(name, fields)
    match = _MATCHES.get(str(parameter.extensions.get("x-match")), match)
    return Filter(parameter.name, field, match) if field is not None else None


def _equality(
    parameter: Parameter, plain: str, schemas: Schemas, fields: Mapping[str, Any]
) -> Match:
    schema = parameter.schema.value if parameter.schema else True
    if "array" not in json_types(schemas, schema) or schema is True:
        return Match.EQUALS
    own = fields.get(plain)
    many = own is not None and "array" in json_types(schemas, own)
    return Match.ALL if many else Match.ANY


def _field(name: str, fields: Mapping[str, Any]) -> str | None:
    """The field a name means: itself, or the only one that begins with it."""
    by_plain = {_plain(key): key for key in fields}
    if name in by_plain:
        return by_plain[name]
    begun = [key for plain, key in by_plain.items() if plain.startswith(f"{name}_")]
    if name + "_name" in by_plain:
        return by_plain[name + "_name"]
    return begun[0] if len(begun) == 1 else None


def _names(part: Paging | Sort) -> tuple[str | None, ...]:
    return (part.position, part.size) if isinstance(part, Paging) else (part.by, part.order)


def _plain(name: str) -> str:
    """A name in snake case: `pageSize` and `page-size` are `page_size`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()
