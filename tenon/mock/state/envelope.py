"""What a list says beside its items: totals, pages, cursors, links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tenon.contract.listing import plain
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, properties
from tenon.mock.state.paging import Page

# What each name means; the first row that holds a name wins.
_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("total", (
        "total", "total_count", "total_items", "total_results", "total_elements", "total_records",
        "item_count", "items_total", "total_size", "total_hits", "count",
    )),
    ("pages", ("total_pages", "page_count", "pages", "last_page", "num_pages", "pages_total")),
    ("number", ("page", "page_number", "current_page", "number", "current")),
    ("size", ("per_page", "page_size", "limit", "size", "max_results", "items_per_page")),
    ("start", ("offset", "skip", "start", "from")),
    ("shown", ("number_of_elements", "returned", "page_items", "items_on_page", "current_count")),
    ("more", ("has_next", "has_more", "has_next_page", "more", "next_page_exists", "is_truncated")),
    ("less", ("has_prev", "has_previous", "has_previous_page", "has_prev_page", "has_less")),
    ("last", ("is_last", "last_page_reached")),
    ("next", (
        "next", "next_page", "next_cursor", "next_page_token", "next_token", "cursor", "next_url",
        "next_link", "end_cursor", "continuation", "next_offset", "next_page_url", "after",
        "next_page_uri", "next_href", "odata.next_link",
    )),
    ("prev", (
        "prev", "previous", "prev_page", "previous_page", "prev_cursor", "previous_cursor",
        "previous_page_token", "prev_page_token", "prev_url", "previous_url", "start_cursor",
        "prev_page_url", "previous_page_url", "previous_page_uri", "before", "prev_link",
    )),
    ("first", ("first", "first_page", "first_page_url", "first_page_uri", "first_url")),
    ("final", ("last", "last_url", "last_page_url", "last_page_uri")),
    ("self", ("self", "href", "url", "uri")),
)  # fmt: skip
_MEANINGS = {name: meaning for meaning, names in reversed(_ROWS) for name in names}
_BESIDE = {"next": "next", "prev": "prev", "first": "first", "final": "last", "self": "self"}
_DEPTH = 3


def told(
    schemas: Schemas,
    schema: Any,
    page: Page,
    addressed: Callable[[str], str | None],
    skip: str | None = None,
    depth: int = 0,
) -> dict[str, Any]:
    """The members of an object that tell of a page; `addressed` gives the address of a relation.

    `skip` is the member that holds the items.
    """
    found: dict[str, Any] = {}
    named = properties(schemas, schema)
    for name, member in named.items():
        if name == skip:
            continue
        types = json_types(schemas, member)
        meaning = _MEANINGS.get(plain(name).removeprefix("$").removeprefix("@"))
        if types == {"object"} or (types == {"object", "null"}):
            inner = (
                told(schemas, member, page, addressed, None, depth + 1) if depth < _DEPTH else {}
            )
            if inner:
                found[name] = inner
            continue
        value = _value(meaning, types, member, page, addressed) if meaning else _NOTHING
        if value is not _NOTHING:
            found[name] = value
    if "total" in named and "count" in found and found.get("total") == page.total:
        found["count"] = len(page.items)
    return found


def header(meaning_of: str, page: Page) -> str | None:
    """The text of a header that tells of a page, such as `X-Total-Count`."""
    name = plain(meaning_of).removeprefix("x_").replace("pagination_", "")
    meaning = _MEANINGS.get(name)
    value = _PLAIN[meaning](page) if meaning in _PLAIN else None
    if meaning in ("next", "prev") and not name.endswith(("url", "link")):
        value = page.beside.get(meaning)
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


_PLAIN: Mapping[str | None, Callable[[Page], Any]] = {
    "total": lambda page: page.total,
    "pages": lambda page: page.pages,
    "number": lambda page: page.number,
    "size": lambda page: page.size,
    "start": lambda page: page.start,
    "shown": lambda page: len(page.items),
    "more": lambda page: page.more,
    "less": lambda page: page.start > 0,
    "last": lambda page: not page.more,
}
_NOTHING = object()


def _value(
    meaning: str,
    types: frozenset[str],
    schema: Any,
    page: Page,
    addressed: Callable[[str], str | None],
) -> Any:
    if meaning in _PLAIN:
        value = _PLAIN[meaning](page)
        kind = "boolean" if isinstance(value, bool) else "integer"
        return value if kind in types else _NOTHING
    relation = _BESIDE[meaning]
    position = page.beside.get(relation)
    if relation == "self" or ("string" in types and not isinstance(position, str)):
        text = addressed(relation) if "string" in types else None
        if text is not None:
            return text
        position = None
    if position is None:
        return None if "null" in types else "" if relation == "next" and _open(schema) else _NOTHING
    kind = "string" if isinstance(position, str) else "integer"
    return position if kind in types else _NOTHING


def _open(schema: Any) -> bool:
    """Whether an empty text may say that there is no next page."""
    return isinstance(schema, Mapping) and not any(
        key in schema for key in ("format", "minLength", "pattern", "enum", "const", "$ref")
    )
