"""Replies to what is done to many items at once: what was done, and what was not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenon.contract import Schema
from tenon.contract.listing import plain
from tenon.contract.parts import items_schema, property_schema
from tenon.contract.types import json_types, properties
from tenon.mock.state.items import Item
from tenon.mock.state.kinds import Kind
from tenon.mock.state.layout import Layout
from tenon.mock.state.roles import Role
from tenon.mock.state.views import known_names
from tenon.runtime.problem import Problem

_FAILED = re.compile(r"error|fail|reject|invalid|skip|conflict|duplicate|not_|missing|unknown")
_COUNTS = re.compile(r"count|total|number|created|deleted|removed|added|imported|succe|affected")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one of the many: an item, or a problem; `given` is what was sent."""

    index: int
    given: Any
    item: Item | None = None
    problem: Problem | None = None


def told(role: Role, kind: Kind, done: Sequence[Done]) -> Any:
    """The members of a reply to many; what else its schema needs is left to be filled."""
    if role.media is None or role.media.schema is None:
        return None
    return _Teller(role, kind, done).tell()


class _Teller:
    def __init__(self, role: Role, kind: Kind, done: Sequence[Done]) -> None:
        assert role.media is not None and role.media.schema is not None  # noqa: S101, PT018
        self._schema = role.media.schema
        self._kind = kind
        self._schemas = kind.contract.schemas
        self._document = kind.contract.document
        self._made = [one for one in done if one.problem is None]
        self._failed = [one for one in done if one.problem is not None]
        self._done = done

    def tell(self) -> Any:
        schemas, value = self._schemas, self._schema.value
        if "array" in json_types(schemas, value) and "object" not in json_types(schemas, value):
            inner = items_schema(self._document, self._schema)
            return [self._one(inner.value if inner else True, one) for one in self._made]
        named = properties(schemas, value)
        if self._is_item(named):
            return self._one(value, self._made[-1]) if self._made else {}
        body: dict[str, Any] = {}
        for name, member in named.items():
            types = json_types(schemas, member)
            failed = bool(_FAILED.search(plain(name)))
            if "array" in types:
                inner = self._items_of(name)
                many = self._failed if failed else self._made
                body[name] = [self._one(inner, one) for one in many]
            elif "integer" in types and (failed or _COUNTS.search(plain(name))):
                every = "total" in plain(name)
                body[name] = len(self._failed if failed else self._done if every else self._made)
        return body

    def _items_of(self, name: str) -> Any:
        member = property_schema(self._document, self._schema, name)
        inner = items_schema(self._document, member) if member is not None else None
        return inner.value if inner is not None else True

    def _one(self, schema: Any, one: Done) -> Any:
        """One of the many as a schema has it: the item, what holds it, its id, or its fault."""
        if "object" not in json_types(self._schemas, schema):
            return self._id(one)
        named = properties(self._schemas, schema)
        if one.item is not None and self._is_item(named):
            return self._shown(schema, one.item)
        told: dict[str, Any] = {}
        for name, member in named.items():
            value = self._about(name, member, one)
            if value is not None:
                told[name] = value
        return told

    def _about(self, name: str, schema: Any, one: Done) -> Any:
        problem, word = one.problem, plain(name)
        if word in ("index", "position", "row", "line"):
            return one.index
        if one.item is not None and self._is_item(properties(self._schemas, schema)):
            return self._shown(schema, one.item)
        if word in ("id", self._kind.id_field) and one.item is not None:
            return self._id(one)
        if problem is None:
            return None
        said = {
            "status": problem.status,
            "code": re.sub(r"\W+", "_", problem.title.lower()),
            "message": problem.detail,
            "detail": problem.detail,
            "error": problem.detail,
            "reason": problem.detail,
            "title": problem.title,
            **problem.extensions,
        }
        value = said.get(word)
        kind = "integer" if isinstance(value, int) else "object"
        kind = "string" if isinstance(value, str) else kind
        return value if kind in json_types(self._schemas, schema) else None

    def _id(self, one: Done) -> Any:
        if one.item is None or not self._kind.id_field:
            return one.given
        return one.item.fields.get(self._kind.id_field, one.given)

    def _is_item(self, named: Mapping[str, Any]) -> bool:
        """Whether properties are those of an item, rather than of what tells of one."""
        fields = self._kind.fields
        shared = sum(name in fields for name in named)
        return bool(named) and shared >= max(2, len(named) // 2) and shared * 2 >= len(fields) // 2

    def _shown(self, schema: Any, item: Item) -> dict[str, Any]:
        layout = Layout(self._kind, Schema("", schema))
        return layout.members(item.fields, known_names(self._kind))
