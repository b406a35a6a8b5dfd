"""A resource: the collection and item paths that belong together, and what each operation means.

Inferred by convention in `tenon.contract.inference`; the contract corrects it by `x-resource` on an
operation, and by `x-field` and `x-match` on a query parameter, as openapi/README.md explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Match(StrEnum):
    """How a filter's value is compared with the field."""

    EQUALS = "equals"
    ANY = "any"  # the field is one of the values, or shares one with them
    CONTAINS = "contains"  # the value is part of the field's text
    ALL = "all"  # the field holds every one of the values
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    SEARCH = "search"  # text somewhere in the item


@dataclass(frozen=True, slots=True)
class Filter:
    """A query parameter that narrows a list.

    A search has no field of its own: `fields` are those that its description names, none where
    all are searched.
    """

    parameter: str
    field: str | None
    match: Match
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """The query parameter that names the field to sort by, and the one that names the order.

    `falling` says which order it is where none is named.
    """

    by: str
    fields: tuple[str, ...]
    order: str | None = None
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A field that a list is ordered by."""

    field: str
    falling: bool = False


class PagingStyle(StrEnum):
    """How a list is cut into pages."""

    PAGE = "page"
    OFFSET = "offset"
    CURSOR = "cursor"


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is paged: the parameter that says where, and the one that says how many."""

    style: PagingStyle
    position: str
    size: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a resource's items: where, in which envelope, and how it is narrowed.

    `items` is the property of the reply that holds the items, None when the reply is the array.
    `parent` is the name of the resource under which only its own items are listed. `order` is
    how it is ordered where no parameter says so, empty where the contract does not tell.
    """

    operation: str
    path: str
    items: str | None
    filters: tuple[Filter, ...] = ()
    sort: Sort | None = None
    paging: Paging | None = None
    total: str | None = None
    parent: str | None = None
    order: tuple[Order, ...] = ()


class Act(StrEnum):
    """What an operation does to a resource beside the usual ones."""

    REPLACE = "replace"  # the item whose id is in the body
    CHANGE = "change"  # some fields of an item, such as POST …/things/{id}/close
    CREATE_MANY = "create_many"
    DELETE_MANY = "delete_many"


@dataclass(frozen=True, slots=True)
class Action:
    """One more operation on a resource.

    `member` is the property of the body that holds the many, None where the body is the array.
    """

    operation: str
    act: Act
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """What belongs together: operations are named by their ids, None where there is none.

    `id_parameter` is the path parameter that names an item, `id_field` the property that holds
    the same value. `parent` is the resource whose items own these, `parent_parameter` the path
    parameter of the collection that names the owner. `envelope` is the property of a reply that
    holds the item, None where the reply is the item. `view_of` is the resource whose items these
    are, told in another way. A resource without an id is one thing that stands at its path.
    """

    name: str
    collection: str | None
    item: str | None
    id_parameter: str | None = None
    id_field: str | None = None
    parent: str | None = None
    parent_parameter: str | None = None
    create: str | None = None
    read: str | None = None
    replace: str | None = None
    change: str | None = None
    delete: str | None = None
    listings: tuple[Listing, ...] = ()
    envelope: str | None = None
    view_of: str | None = None
    actions: tuple[Action, ...] = ()
