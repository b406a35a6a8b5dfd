"""Which part of a list is shown, and where the parts beside it are."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from pydantic_core import from_json, to_json

from tenon.contract import Operation
from tenon.contract.listing import plain
from tenon.contract.resource import Listing, PagingStyle
from tenon.mock.state.items import Item, Key

_BEFORE = 4  # items that a cursor remembers, should the one it leads to be deleted
_SIZE = 20  # where neither request nor contract says how many


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: its items, and the positions beside it, as the parameter takes them."""

    items: Sequence[Item]
    total: int
    size: int
    start: int
    number: int = 1
    beside: Mapping[str, Any] = field(default_factory=dict)  # first, prev, next, last

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size) if self.size else 0

    @property
    def more(self) -> bool:
        """Whether a page follows."""
        return "next" in self.beside


def page_of(
    items: Sequence[Item], listing: Listing, operation: Operation, query: Mapping[str, Any]
) -> Page:
    """The page that a request asks for."""
    paging, total = listing.paging, len(items)
    if paging is None:
        sizes = (_count(value) for name, value in query.items() if plain(name) in _SIZES)
        size = next((count for count in sizes if count is not None), total)
        return Page(items[:size], total, size, 0)
    asked = _count(query.get(paging.size or ""))
    size = _size(operation, paging.size) if asked is None else asked
    position = query.get(paging.position)
    if paging.style is PagingStyle.CURSOR:
        return _by_cursor(items, size, position)
    number = _count(position)
    if paging.style is PagingStyle.OFFSET:
        return _by_offset(items, size, number or 0)
    first = _first_page(operation, paging.position)
    return _by_number(items, size, first if number is None else number, first)


_SIZES = ("limit", "per_page", "page_size", "size", "count", "max_results", "top")


def _by_number(items: Sequence[Item], size: int, number: int, first: int) -> Page:
    start = max(number - first, 0) * size
    last = max(-(-len(items) // size), 1) - 1 + first if size else first
    beside = {"first": first, "last": last}
    if number > first:
        beside["prev"] = min(number - 1, last)
    if number < last:
        beside["next"] = number + 1
    return Page(items[start : start + size], len(items), size, start, number, beside)


def _by_offset(items: Sequence[Item], size: int, start: int) -> Page:
    total = len(items)
    last = (total - 1) // size * size if size and total else 0
    beside = {"first": 0, "last": last}
    if start > 0:
        beside["prev"] = max(min(start, total) - size, 0)
    if size and start + size < total:
        beside["next"] = start + size
    number = start // size + 1 if size else 1
    return Page(items[start : start + size], total, size, start, number, beside)


def _by_cursor(items: Sequence[Item], size: int, cursor: Any) -> Page:
    """The items at a cursor. One that this mock has not made leads past the end."""
    start = 0 if cursor in (None, "") else _place(str(cursor), items)
    beside: dict[str, Any] = {}
    if start > 0 and items:
        beside["prev"] = _cursor(items, max(start - size, 0))
    if start + size < len(items):
        beside["next"] = _cursor(items, start + size)
    number = start // size + 1 if size else 1
    return Page(items[start : start + size], len(items), size, start, number, beside)


def _cursor(items: Sequence[Item], start: int) -> str:
    """A place in a list: how many items stand before it, the one there, and the last before."""
    near = [items[start], *items[max(start - _BEFORE, 0) : start][::-1]]
    told = to_json([start, *(list(item.key) for item in near)])
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


def _place(cursor: str, items: Sequence[Item]) -> int:
    """Where a cursor leads: to its item, or behind one before it that is still there.

    The id of an item leads behind that item.
    """
    at = {item.key: index for index, item in enumerate(items)}
    start, near = _read(cursor)
    if start is None:
        named = next((index for key, index in at.items() if key and key[-1] == cursor), None)
        return len(items) if named is None else named + 1
    if near and near[0] in at:
        return at[near[0]]
    before = next((at[key] + 1 for key in near[1:] if key in at), None)
    return min(start, len(items)) if before is None else before


def _read(cursor: str) -> tuple[int | None, list[Key]]:
    try:
        start, *near = from_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _count(start), [tuple(map(str, key)) for key in near]
    except (ValueError, TypeError, binascii.Error):
        return None, []


def link_header(path: str, query_string: bytes, parameter: str, beside: Mapping[str, Any]) -> str:
    """The pages beside a page as a `Link` header (RFC 8288), with the same filters."""
    return ", ".join(
        f'<{address(path, query_string, parameter, beside[rel])}>; rel="{rel}"'
        for rel in ("first", "prev", "next", "last")
        if rel in beside
    )


def address(path: str, query_string: bytes, parameter: str, position: Any) -> str:
    """The address of another page."""
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name != parameter]
    return f"{path}?{urlencode([*kept, (parameter, str(position))], quote_via=quote)}"


def _size(operation: Operation, name: str | None) -> int:
    size = _count(_said(operation, name, "default")) or _SIZE
    return min(size, _count(_said(operation, name, "maximum")) or size)


def _first_page(operation: Operation, name: str) -> int:
    """0 where the contract counts pages from 0, else 1."""
    said = _count(_said(operation, name, "default"))
    least = _count(_said(operation, name, "minimum")) if said is None else said
    return 0 if least == 0 else 1


def _said(operation: Operation, name: str | None, key: str) -> Any:
    for parameter in operation.parameters:
        if parameter.name == name and parameter.schema is not None:
            value = parameter.schema.value
            return None if isinstance(value, bool) else value.get(key)
    return None


def _count(value: Any) -> int | None:
    """A number that counts something; None for all else."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and value >= 0 else None
