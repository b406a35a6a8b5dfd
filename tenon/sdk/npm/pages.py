"""Pages: which lists can be walked from one page to the next."""

from __future__ import annotations

from dataclasses import dataclass

from tenon.contract import Contract, Location, Operation, Parameter
from tenon.contract.parts import json_media
from tenon.contract.resource import Listing, Paging, PagingStyle
from tenon.contract.types import json_types, keyword, properties

_NEXT = (
    "next_cursor", "next_page_token", "next_token", "next_page", "next", "cursor",
    "continuation_token", "continuation", "end_cursor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pages:
    """How a list is cut: the fields are those of `Pages` in `core/operation.ts`."""

    style: str
    position: str
    first: int
    items: str | None
    total: str | None
    next: str | None


def pages(contract: Contract, listing: Listing) -> Pages | None:
    """The pages of a list; None where a client could not go from one to the next."""
    operation, paging = contract.operation(listing.operation), listing.paging
    position = paging and _position(contract, operation, paging)
    replies = [reply for reply in operation.replies.values() if reply.status.startswith("2")]
    media = json_media(replies[0].media) if replies else None
    if not paging or not position or media is None or media.schema is None:
        return None
    named = properties(contract.schemas, media.schema.value)
    held = named.get(listing.items) if listing.items else media.schema.value
    if "array" not in json_types(contract.schemas, held):
        return None
    following = next((name for name in _NEXT if name in named), None)
    linked = any(name.lower() == "link" for name in replies[0].headers)
    if paging.style is PagingStyle.CURSOR and following is None and not linked:
        return None
    first = _first(contract, position)
    return Pages(paging.style.value, position.name, first, listing.items, listing.total, following)


def _position(contract: Contract, operation: Operation, paging: Paging) -> Parameter | None:
    """The parameter that says where a page begins, where it can be counted or handed on."""
    queried = operation.located(Location.QUERY)
    found = next((each for each in queried if each.name == paging.position), None)
    if found is None or found.schema is None:
        return None
    fits = {"integer", "string"} if paging.style is PagingStyle.CURSOR else {"integer"}
    types = json_types(contract.schemas, found.schema.value)
    return found if fits & set(types) else None


def _first(contract: Contract, parameter: Parameter) -> int:
    """The number of the first page: what is taken where none is said, else the least."""
    schema = parameter.schema.value if parameter.schema else True
    for name in ("default", "minimum"):
        said = keyword(contract.schemas, schema, name)
        if isinstance(said, int) and not isinstance(said, bool):
            return said
    return 1
