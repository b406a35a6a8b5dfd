"""How one operation shows items: its schema's members, valid, written once per version."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from pydantic_core import to_json

from tenon.contract import Header, Operation, Reply, Schema
from tenon.contract.parts import items_schema, property_schema, structured
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.mock.state.filling import Filling
from tenon.mock.state.items import Item
from tenon.mock.state.kinds import Kind, listed
from tenon.mock.state.layout import Layout
from tenon.runtime.judge import Judge, Validator


class View:
    """Shows the items of a kind as one schema has them, inside an envelope if there is one."""

    def __init__(
        self, kind: Kind, schema: Schema, envelope: str | None, judge: Judge, filling: Filling
    ) -> None:
        self._kind = kind
        self._schema = schema
        self._envelope = envelope
        self._filling = filling
        self._judge = judge
        self._validator: Validator | None = None
        inner = property_schema(kind.contract.document, schema, envelope) if envelope else schema
        self.layout = Layout(kind, inner or schema, hidden=Direction.REPLY)
        self._known = known_names(kind)
        self.id = (schema.pointer, envelope)

    def value(self, item: Item) -> Any:
        """An item as JSON that the schema allows."""
        if self._validator is None:
            self._validator = self._judge.validator(self._schema, Direction.REPLY)
        shown: Any = self.layout.members(item.fields, self._known)
        if self._envelope is not None:
            shown = {self._envelope: shown}
        if self._validator.is_valid(shown):
            return shown
        key = f"{self._kind.name}/{'/'.join(item.key)}"
        return self._filling.fitted(self._schema, shown, key, self._kind.name)

    def shown(self, item: Item) -> Any:
        """The same, made once for each version."""
        kept = item.kept.get((self.id, "value"))
        if kept is None:
            kept = item.kept[(self.id, "value")] = self.value(item)
        return kept

    def written(self, item: Item) -> tuple[bytes, str]:
        """An item as bytes of JSON, and its entity tag without quotation marks."""
        kept = item.kept.get(self.id)
        if kept is None:
            raw = to_json(self.value(item))
            tag = blake2b(raw, digest_size=8).hexdigest()
            kept = item.kept[self.id] = (raw, tag)
        return kept


def known_names(kind: Kind) -> frozenset[str]:
    """The fields that anything in the contract names: views show those that they name."""
    found = kind.__dict__.get("known_names")
    if found is None:
        found = kind.__dict__["known_names"] = frozenset(_named(kind))
    return found


def _named(kind: Kind) -> set[str]:
    names: set[str] = set()
    for resource in kind.resources:
        names |= Layout(kind, kind.shown(resource)).names
        roles = (resource.create, resource.replace, resource.change)
        acts = (action.operation for action in resource.actions)
        for name in (*roles, *acts):
            body = kind.contract.operation(name).body if name is not None else None
            media = structured(body.media) if body is not None else None
            if media is not None and media.schema is not None:
                names |= Layout(kind, _draft(kind, media.schema)).names
        for listing in resource.listings:
            operation = kind.contract.operation(listing.operation)
            schema = listed(kind.contract, operation, listing.items)
            names |= Layout(kind, schema).names
    return names


def _draft(kind: Kind, schema: Schema) -> Schema:
    types = json_types(kind.contract.schemas, schema.value)
    many = "array" in types and "object" not in types
    return (items_schema(kind.contract.document, schema) or schema) if many else schema


def declared(reply: Reply | None, name: str) -> Header | None:
    """A header that a reply declares, whatever its case."""
    if reply is None:
        return None
    return next((h for n, h in reply.headers.items() if n.lower() == name.lower()), None)


def status_of(operation: Operation, *wanted: int) -> int:
    """The first of some statuses that an operation declares, else its lowest successful one."""
    for status in wanted:
        if str(status) in operation.replies:
            return status
    fixed = [int(s) for s in operation.replies if s.isdigit() and s.startswith("2")]
    if fixed:
        return min(fixed)
    return wanted[0] if "2XX" in operation.replies or "default" in operation.replies else 200


def tagged(headers: Mapping[str, str], reply: Reply | None, tag: str) -> dict[str, str]:
    """Some headers, with the entity tag where the reply declares one."""
    if declared(reply, "ETag") is None:
        return dict(headers)
    return {**headers, "ETag": f'"{tag}"'}
