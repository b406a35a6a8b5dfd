"""Pages: which lists can be walked from one page to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenon.codegen.schemas import fields
from tenon.codegen.shape import Either, Items, Record, Scalar, Shape, Vocabulary
from tenon.contract import Contract, Parameter
from tenon.contract.resource import Listing, Paging, PagingStyle
from tenon.sdk.python.methods import Argument, Method, parameters_of

_NEXT = (
    "next_cursor", "next_page_token", "next_token", "next_page", "next", "cursor",
    "continuation_token", "continuation", "end_cursor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Iteration:
    """A walk through all items of a list: the fields are those of `core.paging.Pages`."""

    style: str
    position: str
    parameter: str
    item: Shape
    items: str | None
    total: str | None
    next: str | None
    first: int


def iterations(
    contract: Contract, vocabulary: Vocabulary, methods: list[Method]
) -> dict[str, Iteration]:
    """The walks of a contract by the ids of the operations that list."""
    listings = {li.operation: li for resource in contract.resources for li in resource.listings}
    found = {
        method.operation.id: _iteration(contract, vocabulary, method, listings[method.operation.id])
        for method in methods
        if method.operation.id in listings and method.kind == "value"
    }
    return {id_: iteration for id_, iteration in found.items() if iteration is not None}


def _iteration(
    contract: Contract, vocabulary: Vocabulary, method: Method, listing: Listing
) -> Iteration | None:
    paging = listing.paging
    if paging is None or len(method.answers) != 1 or method.body is not None:
        return None
    position = _position(vocabulary, method, paging)
    body = vocabulary.settled(method.answers[0].shape)
    record = body if isinstance(body, Record) else None
    if record is None and listing.items is not None:
        return None
    named = _inherited(vocabulary, record) if record else {}
    shape = named.get(listing.items or "") if record else body
    held = (
        vocabulary.settled(shape) if shape is not None and not isinstance(shape, Record) else None
    )
    following = next((name for name in _NEXT if name in named), None)
    linked = any(header.name.lower() == "link" for header, _ in method.answers[0].headers)
    stuck = paging.style is PagingStyle.CURSOR and following is None and not linked
    if position is None or not isinstance(held, Items) or stuck:
        return None
    written = fields(vocabulary.definitions, record) if record else {}
    return Iteration(
        style=paging.style.value,
        position=position.parameter.argument,
        parameter=paging.position,
        item=held.item,
        items=written.get(listing.items or ""),
        total=written.get(listing.total or ""),
        next=written.get(following or ""),
        first=_first(contract, position.parameter),
    )


def _position(vocabulary: Vocabulary, method: Method, paging: Paging) -> Argument | None:
    """The argument that says where a page begins, where it can be counted or handed on."""
    queried = (a for a in parameters_of(method).values() if a.parameter.location == "query")
    found = next((a for a in queried if a.parameter.name == paging.position), None)
    if found is None:
        return None
    fits = ("str", "int") if paging.style is PagingStyle.CURSOR else ("int",)
    shape = vocabulary.settled(found.shape)
    members = shape.members if isinstance(shape, Either) else (shape,)
    return found if any(isinstance(m, Scalar) and m.type in fits for m in members) else None


def _inherited(vocabulary: Vocabulary, record: Record) -> dict[str, Shape]:
    """The shapes of the properties of a record, those of what it extends first."""
    base = vocabulary.definitions[record.base].body if record.base else None
    found = _inherited(vocabulary, base) if isinstance(base, Record) else {}
    return found | {each.name: each.shape for each in record.properties}


def _first(contract: Contract, parameter: Parameter) -> int:
    """The number of the first page: what is taken where none is said, else the least."""
    schema = contract.schemas.followed(parameter.schema.value) if parameter.schema else None
    for keyword in ("default", "minimum"):
        said = schema.get(keyword) if isinstance(schema, Mapping) else None
        if isinstance(said, int) and not isinstance(said, bool):
            return said
    return 1
