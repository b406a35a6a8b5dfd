"""Operations on a resource beside the usual ones: actions on an item, and many at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tenon.contract.listing import plain
from tenon.contract.operation import Operation
from tenon.contract.parts import structured, success
from tenon.contract.resource import Act, Action, Resource
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties

_REMOVES = re.compile(r"delete|remove|destroy|purge")
_CREATES = re.compile(r"create|add|import|bulk|batch|insert|many|upload|list")
_IDS = re.compile(r"(^|_)(ids?|uuids?|keys?|names|items|values|selection)$")
_SCALARS = frozenset({"string", "integer", "number"})
_LEAST = 2  # names that two schemas share where they tell of the same thing

Paths = Mapping[str, Mapping[str, Operation]]


def infer_actions(
    resource: Resource,
    paths: Paths,
    below: Mapping[str, Sequence[str]],
    schemas: Schemas,
    named: Mapping[str, Any],
) -> Iterator[Action]:
    """What else is done to the items of a resource, whose properties are `named`.

    `below` are the paths right below each path.
    """
    reader = _Reader(schemas, named, resource)
    item, collection = resource.item or "", resource.collection
    listed = {listing.operation for listing in resource.listings}
    near = [item, *below.get(item, ())]
    if collection is not None:
        near += [collection, *below.get(collection, ())]
    for path in dict.fromkeys(near):
        above, _, last = path.rpartition("/")
        for operation in paths.get(path, {}).values():
            if operation.id in listed:
                continue
            if path == item or (above == item and "{" not in last):
                yield from reader.on_item(operation, path == item)
            elif collection is not None and path == collection:
                yield from reader.on_collection(operation)
            elif collection is not None and above == collection and "{" not in last:
                yield from reader.beside(operation, last)


class _Reader:
    """Reads what an operation does to one resource."""

    def __init__(self, schemas: Schemas, named: Mapping[str, Any], resource: Resource) -> None:
        self._schemas = schemas
        self._named = {plain(name) for name in named}
        self._resource = resource

    def on_item(self, operation: Operation, itself: bool) -> Iterator[Action]:
        """POST on an item, and what is done at a fixed path below it."""
        allowed = ("POST",) if itself else ("POST", "PUT", "PATCH")
        if operation.method not in allowed:
            return
        answered = self._shares(self._reply(operation))
        if answered or (itself and self._shares(self._body(operation))):
            yield Action(operation.id, Act.CHANGE)

    def on_collection(self, operation: Operation) -> Iterator[Action]:
        """What is done to a collection as a whole, where it names items in its body."""
        body = self._body(operation)
        if operation.method in ("PUT", "PATCH") and self._names_id(body):
            act = Act.REPLACE if operation.method == "PUT" else Act.CHANGE
            yield Action(operation.id, act)
        elif operation.method == "DELETE":
            yield from self._many(operation, removes=True)
        elif operation.method == "POST" and self._kind(body) == "array":
            yield from self._many(operation, removes=False)

    def beside(self, operation: Operation, word: str) -> Iterator[Action]:
        """What is done at a fixed path below a collection: `bulk`, `bulk-delete`."""
        said = f"{word} {operation.id}".lower()
        if operation.method in ("POST", "PUT", "PATCH", "DELETE"):
            removes = operation.method == "DELETE" or bool(_REMOVES.search(said))
            if removes or _CREATES.search(said):
                yield from self._many(operation, removes)

    def _many(self, operation: Operation, removes: bool) -> Iterator[Action]:
        body = self._body(operation)
        act = Act.DELETE_MANY if removes else Act.CREATE_MANY
        if self._kind(body) == "array":
            if self._holds(keyword(self._schemas, body, "items"), removes):
                yield Action(operation.id, act)
            return
        members = properties(self._schemas, body)
        arrays = {n: s for n, s in members.items() if self._kind(s) == "array"}
        for name, schema in arrays.items():
            if removes and not _IDS.search(plain(name)):
                continue
            if self._holds(keyword(self._schemas, schema, "items"), removes):
                yield Action(operation.id, act, name)
                return

    def _holds(self, item: Any, removes: bool) -> bool:
        """Whether the many are ids, to remove, or drafts, to create."""
        types = json_types(self._schemas, item)
        if removes:
            return bool(types) and types <= _SCALARS
        return self._shares(item)

    def _shares(self, schema: Any) -> bool:
        """Whether a schema tells of the same thing: most of what it names are its fields."""
        names = {plain(name) for name in properties(self._schemas, schema)}
        if self._resource.envelope in properties(self._schemas, schema):
            return True
        shared = names & self._named
        return len(shared) >= min(_LEAST, len(self._named)) and 2 * len(shared) >= len(names)

    def _names_id(self, schema: Any) -> bool:
        return self._resource.id_field in properties(self._schemas, schema)

    def _kind(self, schema: Any) -> str:
        types = json_types(self._schemas, schema)
        return "array" if "array" in types and "object" not in types else ""

    def _body(self, operation: Operation) -> Any:
        media = structured(operation.body.media) if operation.body is not None else None
        return media.schema.value if media is not None and media.schema is not None else None

    def _reply(self, operation: Operation) -> Any:
        reply = success(operation)
        media = structured(reply.media) if reply is not None else None
        return media.schema.value if media is not None and media.schema is not None else None
