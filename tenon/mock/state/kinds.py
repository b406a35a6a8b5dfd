"""The kinds of things that a contract's resources tell of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from tenon.contract import Contract, Operation, Resource, Schema
from tenon.contract.listing import plain
from tenon.contract.parts import items_schema, property_schema, structured, success
from tenon.contract.types import json_types, keyword, properties
from tenon.mock.state.moments import writer

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_CREATED = re.compile(
    r"^(created|inserted|added|registered|posted)(_(at|on|date|time|timestamp))?$"
    r"|^(date_created|creation_(date|time|timestamp)|create_(date|time))$"
)
_UPDATED = re.compile(
    r"^(updated|modified|changed|edited|last_(updated|modified|changed))(_(at|on|date|time|timestamp))?$"
    r"|^(date_(updated|modified)|(update|modification)_(date|time)|last_(update|modification)(_date)?)$"
)
# Fields that no two things share, where the contract declares what a clash answers.
_UNIQUE = frozenset(
    {
        "isbn", "email", "email_address", "username", "user_name", "login", "slug", "code", "sku",
        "handle", "ean", "upc", "gtin", "vin", "iban", "serial_number", "hostname", "nickname",
        "license_plate", "passport_number", "ssn", "tax_id", "vat_number",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of things, told by one resource and its views, the first of which leads."""

    name: str
    resources: tuple[Resource, ...]
    contract: Contract = field(repr=False, compare=False)

    @property
    def resource(self) -> Resource:
        """The resource that leads."""
        return self.resources[0]

    @property
    def id_field(self) -> str | None:
        """The field that holds the id."""
        return self.resource.id_field

    @cached_property
    def addressed(self) -> bool:
        """Whether an operation stands at the path of an item."""
        return any(o.path == self.resource.item for o in self.contract.operations)

    @cached_property
    def schema(self) -> Schema | None:
        """The schema of the reply that shows one item, inside its envelope."""
        return self.shown(self.resource)

    @cached_property
    def fields(self) -> dict[str, Any]:
        """The schemas of its fields by name."""
        return properties(self.contract.schemas, self.schema.value) if self.schema else {}

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """What stands before each id in the item path but the last, as owners are named."""
        return tuple(owners_of(self.resource.item or ""))[
            : -1 if self.resource.id_parameter else None
        ]

    @cached_property
    def created(self) -> str | None:
        """The field that says when an item was made."""
        return next((name for name in self.fields if _CREATED.match(plain(name))), None)

    @cached_property
    def updated(self) -> str | None:
        """The field that says when it last changed."""
        return next((name for name in self.fields if _UPDATED.match(plain(name))), None)

    @cached_property
    def dated(self) -> dict[str, Callable[[datetime], Any]]:
        """The fields that say when it was made or changed, each with what writes them."""
        names = (name for name in (self.created, self.updated) if name is not None)
        return {name: writer(self.contract.schemas, self.fields[name]) for name in names}

    @cached_property
    def unique(self) -> tuple[str, ...]:
        """Fields that no two items share: by `x-unique`, else by their name."""
        return tuple(
            name
            for name, schema in self.fields.items()
            if name != self.id_field and self._is_unique(name, schema)
        )

    def shown(self, resource: Resource) -> Schema | None:
        """The schema that one of its resources shows an item by: that of reading it, else the
        one that names most.
        """
        if resource.read is not None:
            found = opened(self.contract, self.contract.operation(resource.read), resource.envelope)
            if found is not None:
                return found
        schemas = list(_showing(self.contract, resource))
        return max(schemas, key=self._breadth, default=None)

    def _breadth(self, schema: Schema) -> tuple[bool, int]:
        named = properties(self.contract.schemas, schema.value)
        return self.id_field in named, len(named)

    def _is_unique(self, name: str, schema: Any) -> bool:
        said = keyword(self.contract.schemas, schema, "x-unique")
        if isinstance(said, bool):
            return said
        return plain(name) in _UNIQUE and "string" in json_types(self.contract.schemas, schema)


def opened(contract: Contract, operation: Operation, envelope: str | None) -> Schema | None:
    """The schema of the object that an operation replies with, inside an envelope."""
    reply = success(operation)
    media = structured(reply.media) if reply is not None else None
    if media is None or media.schema is None:
        return None
    if envelope is not None:
        return property_schema(contract.document, media.schema, envelope) or media.schema
    types = json_types(contract.schemas, media.schema.value)
    return media.schema if "object" in types else None


def listed(contract: Contract, operation: Operation, items: str | None) -> Schema | None:
    """The schema of the items of a list, or of a stream; `items` is the member that holds them."""
    reply = success(operation)
    if reply is None or not reply.media:
        return None
    media = structured(reply.media) or next(iter(reply.media.values()))
    if media.item_schema is not None or media.schema is None:
        return media.item_schema
    document = contract.document
    whole = property_schema(document, media.schema, items) if items else media.schema
    return items_schema(document, whole) if whole is not None else None


def owners_of(path: str) -> Iterator[str]:
    """The owners that a path names: each part of it up to an id, without names of parameters."""
    for match in _PARAMETER.finditer(path):
        yield _PARAMETER.sub("{}", path[: match.end()])


def _showing(contract: Contract, resource: Resource) -> Iterator[Schema]:
    for name in (resource.replace, resource.change, resource.create):
        operation = contract.operation(name) if name is not None else None
        found = opened(contract, operation, resource.envelope) if operation is not None else None
        if found is not None:
            yield found
    for listing in resource.listings:
        found = listed(contract, contract.operation(listing.operation), listing.items)
        if found is not None:
            yield found
