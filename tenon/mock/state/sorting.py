"""In which order a list shows its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenon.contract.listing import by_plain, plain
from tenon.contract.resource import Listing, Order
from tenon.mock.state.items import Item, folded

_FALLING = ("desc", "descending", "-1", "down", "falling")


def ordered(items: Sequence[Item], orders: Sequence[Order]) -> list[Item]:
    """Items by some fields, the most telling first; those without a field come last.

    Items that tie keep the order they came in, or its reverse where the first field falls.
    """
    found = list(items)
    if orders and orders[0].falling:
        found.reverse()
    for order in reversed(orders):
        if not order.field:
            continue
        there = [item for item in found if item.fields.get(order.field) is not None]
        without = [item for item in found if item.fields.get(order.field) is None]
        there.sort(key=_key(order.field), reverse=order.falling)
        found = there + without
    return found


def asked_orders(
    listing: Listing, query: Mapping[str, Any], fields: Mapping[str, Any]
) -> tuple[Order, ...]:
    """How a request asks for order: `price`, `-price`, `price:desc`, several by comma."""
    sort = listing.sort
    if sort is None or (sort.by not in query and (sort.order or "") not in query):
        return listing.order
    asked = query.get(sort.order or "")
    falls = sort.falling if asked is None else str(asked).lower().startswith(_FALLING)
    if sort.by not in query:
        return tuple(Order(order.field, falls) for order in listing.order) or (Order("", falls),)
    said = query[sort.by]
    parts = said if isinstance(said, list) else str(said).split(",")
    known = by_plain(fields)
    found = (_order(str(part), known, falls) for part in parts)
    return tuple(order for order in found if order is not None) or listing.order


def _order(said: str, known: Mapping[str, str], falls: bool) -> Order | None:
    text = said.strip()
    name, _, direction = text.lstrip("+-").replace(":", " ").replace(".", " ").partition(" ")
    field = known.get(plain(name))
    if field is None:
        head, _, tail = plain(name).rpartition("_")
        field, direction = known.get(head), direction or tail
    if field is None:
        return None
    return Order(field, falls or text.startswith("-") or direction.lower().startswith(_FALLING))


def _key(name: str) -> Any:
    place = ("sorted by", name)

    def key(item: Item) -> tuple[int, Any]:
        kept = item.kept.get(place)
        if kept is None:
            kept = item.kept[place] = _comparable(item.fields[name])
        return kept

    return key


def _comparable(value: Any) -> tuple[int, Any]:
    if isinstance(value, (int, float)):
        return (0, value)
    return (1, folded(value)) if isinstance(value, str) else (2, folded(repr(value)))
