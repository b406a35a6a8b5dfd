"""The items of one kind as operations read and write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from tenon.contract import Operation
from tenon.contract.types import json_types
from tenon.mock.state.drafts import Draft, Fields
from tenon.mock.state.items import Item, Key, Shelf, folded, text_of
from tenon.mock.state.kinds import Kind
from tenon.mock.state.kinship import Reference
from tenon.mock.state.making import Making, called, required_fields
from tenon.mock.state.roles import Role
from tenon.mock.state.seeding import Seeding
from tenon.mock.state.sessions import Near, State
from tenon.runtime.problem import Conflict, NotFound


@dataclass(frozen=True)
class Desk:
    """Reads and writes the items of one kind, and keeps what belongs to them in step."""

    kind: Kind
    seeding: Seeding
    making: Making

    def near(self, state: State, owners: Mapping[str, str]) -> Near:
        """Where the items below some owners are."""
        free = self.seeding.kinds.free(self.kind)
        return Near(state, {owner: owners.get(owner, "") for owner in free} if free else {})

    def shelf(self, near: Near) -> Shelf:
        """The items of this kind."""
        return near.own(self.kind)

    def require_owners(self, operation: Operation, owners: Mapping[str, str], near: Near) -> None:
        """Refuse what is asked below an owner that is not there.

        Raises NotFound, where the contract declares 404 or the owner was deleted.
        """
        for owner, text in owners.items():
            target = self.seeding.kinds.by_owner.get(owner)
            if target is None or target is self.kind:
                continue
            scope = {**near.scope, **owners}
            free = self.seeding.kinds.free(target)
            if any(one not in scope for one in free):
                continue
            shelf = near.state.shelf(target, scope)
            key = (*(scope.get(one, "") for one in target.scopes), text)
            if shelf.get(key) is None and (shelf.had(key) or says_404(operation)):
                raise missing(target, text)

    def find(self, operation: Operation, key: Key, near: Near) -> Item:
        """The item of a key.

        Raises NotFound. Where the contract declares no 404, one that never was is made up.
        """
        shelf = self.shelf(near)
        item = shelf.get(key)
        if item is not None:
            return item
        gone = shelf.had(key) and self.kind.resource.id_parameter is not None
        if gone or says_404(operation):
            raise missing(self.kind, key[-1] if key else "")
        return self.keep(self.making.imagined(key, near), None, near)

    def add(
        self, operation: Operation, draft: Draft, given: Fields, owners: dict[str, str], near: Near
    ) -> Item:
        """A new item. Raises Conflict where the contract declares it and something clashes."""
        item = self.making.new(given, draft.names, owners, near)
        there = self.shelf(near).get(item.key)
        if there is not None and self._says_409(operation):
            raise self._taken(operation, self.kind.id_field or "id", there, near)
        self.refuse_clash(operation, item, near)
        return self.keep(item, there, near)

    def refuse_clash(self, operation: Operation, item: Item, near: Near) -> None:
        """Raises Conflict where the contract declares it and another item is in the way."""
        clash = self.making.clash(item, near) if self._says_409(operation) else None
        if clash is not None:
            raise self._taken(operation, clash[0], clash[1], near)

    def keep(self, item: Item, before: Item | None, near: Near) -> Item:
        """Keep an item, instead of one before it; answers it with what is counted for it."""
        shelf = self.shelf(near)
        shelf.put(item)
        relations = self.seeding.relations
        relations.derive(self.kind, item, near)
        relations.after(self.kind, before, item, near)
        self._make_room(self.kind, item.id, near)
        for reference in self.seeding.kinds.references(self.kind):
            # It may have made what it refers to by name.
            target = self.seeding.kinds.by_name[reference.target]
            self._make_room(target, text_of(item.fields.get(reference.field or "")), near)
        return shelf.get(item.key) or item

    def remove(self, operation: Operation, item: Item, near: Near) -> None:
        """Delete an item, and what cannot be without it.

        Raises Conflict where the contract declares it and there is something that belongs to it.
        """
        if declares(operation, 409):
            self._refuse_children(item, near)
        self._remove(self.kind, item, near, set())

    def location(self, path: str, operation: Operation, item: Item) -> str:
        """The address of an item, below the address that it was made at."""
        own, asked = self.kind.resource.item or "", path.rstrip("/")
        for resource in self.kind.resources:
            if operation.id == resource.create:
                own = resource.item or own
        named = quote(item.id, safe="")
        collection = operation.path.rstrip("/")
        if own.rpartition("/")[0] == collection:
            return f"{asked}/{named}"
        depth = collection.count("/")
        base = asked.rsplit("/", depth)[0] if asked.count("/") >= depth else ""
        return base + _filled(own, item)

    def _make_room(self, kind: Kind, kept: str, near: Near) -> None:
        """Let the oldest of too many items that were sent go, but for the one of an id."""
        shelf = near.opened(kind)
        oldest = shelf.excess() if shelf is not None else None
        old = shelf.get(oldest) if shelf is not None and oldest is not None else None
        if old is not None and old.id != kept:
            self._remove(kind, old, near, set())

    def _says_409(self, operation: Operation) -> bool:
        """Whether an operation, or that which creates one item, declares what a clash answers."""
        if declares(operation, 409):
            return True
        create = self.kind.resource.create
        many = operation.id in {action.operation for action in self.kind.resource.actions}
        return many and create is not None and declares(self.kind.contract.operation(create), 409)

    def _remove(self, kind: Kind, item: Item, near: Near, seen: set[tuple[str, Key]]) -> None:
        shelf = near.of(kind)
        if shelf is None or (kind.name, item.key) in seen:
            return
        seen.add((kind.name, item.key))
        for child, reference in self.seeding.kinds.referring(kind):
            of = near.opened(child)
            if of is None:
                continue
            for one in self._children(of, reference, item):
                if reference.owner or (not reference.many and _needs(child, reference)):
                    self._remove(child, one, near, seen)
                else:
                    of.put(replace(one, fields=_freed(one, reference, item), kept={}))
        shelf.remove(item.key)
        self.seeding.relations.after(kind, item, None, near)

    def _children(self, shelf: Shelf, reference: Reference, item: Item) -> list[Item]:
        if reference.field is not None:
            return shelf.of(reference.field, folded(item.id))
        return shelf.of(reference.owner, item.id)

    def _refuse_children(self, item: Item, near: Near) -> None:
        for child, children in self.seeding.relations.children(self.kind, item, near):
            if child is self.kind:
                continue
            count = len(children)
            words = called(child) if count == 1 else f"{called(child)}s"
            raise Conflict(f"The {called(self.kind)} still has {count} {words}.")

    def _taken(self, operation: Operation, name: str, other: Item, near: Near) -> Conflict:
        value = other.fields.get(name, other.id)
        address = _filled(self.kind.resource.item or "", other)
        return Conflict(
            f"Another {called(self.kind)} has the {name} {value!r} already.",
            existing={"id": other.fields.get(self.kind.id_field or "", other.id), "href": address},
        )


def _filled(path: str, item: Item) -> str:
    """An item path with the ids of an item in it."""
    texts = iter(item.key)
    parts = path.split("/")
    return "/".join(quote(next(texts, ""), safe="") if p.startswith("{") else p for p in parts)


def declares(operation: Operation, status: int) -> bool:
    """Whether an operation names a status, or its range."""
    return str(status) in operation.replies or f"{status // 100}XX" in operation.replies


def says_404(operation: Operation) -> bool:
    """Whether an operation may answer that something is not there."""
    return operation.reply(404) is not None


def missing(kind: Kind, text: str) -> NotFound:
    """What is answered for an item that is not there."""
    return NotFound(f"There is no {called(kind)} {text[:200]}." if text else "It is not there.")


def key_of(role: Role, kind: Kind, owners: Mapping[str, str]) -> Key:
    """The key of the item that a path names."""
    texts = tuple(owners.get(owner, "") for owner in kind.scopes)
    if kind.resource.id_parameter is None:
        return texts
    own = role.owners[-1][0] if role.owners else ""
    return (*texts, owners.get(own, ""))


def _needs(child: Kind, reference: Reference) -> bool:
    types = json_types(child.contract.schemas, child.fields.get(reference.field or ""))
    return reference.field in required_fields(child) and "null" not in types


def _freed(item: Item, reference: Reference, gone: Item) -> dict[str, Any]:
    """The fields of an item without what it refers to."""
    fields = dict(item.fields)
    name = reference.field or ""
    value = fields.get(name)
    if isinstance(value, list):
        fields[name] = [one for one in value if text_of(one) != gone.id]
    else:
        fields[name] = None
    return fields
