"""Lists: the items that a request asks for, a page of them, in the declared envelope."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import to_json

from tenon.contract import Contract, Schema
from tenon.contract.resource import Listing, PagingStyle
from tenon.contract.schemas import Direction
from tenon.mock.outcome import Outcome
from tenon.mock.state import envelope
from tenon.mock.state.cursors import Cursors
from tenon.mock.state.filling import Filling
from tenon.mock.state.filters import tests
from tenon.mock.state.items import Item, Shelf, folded
from tenon.mock.state.kinds import Kind
from tenon.mock.state.kinship import Kinds
from tenon.mock.state.paging import Page, address, link_header, page_of
from tenon.mock.state.roles import Role
from tenon.mock.state.sessions import State
from tenon.mock.state.sorting import asked_orders, ordered
from tenon.mock.state.views import View, declared, status_of
from tenon.runtime.handler import Asked
from tenon.runtime.judge import Judge, Validator
from tenon.runtime.streaming import is_stream
from tenon.runtime.target import sent_path


class Lists:
    """Answers one operation that lists items."""

    def __init__(self, judge: Judge, filling: Filling, kind: Kind, role: Role, view: View) -> None:
        assert role.listing is not None  # noqa: S101
        self._contract = kind.contract
        self._filling = filling
        self._kind = kind
        self._role = role
        self._view = view
        self._listing: Listing = role.listing
        self._schema = role.media.schema if role.media is not None else None
        self._stream = role.media is not None and is_stream(role.media)
        self._shell: Schema | None = None
        self._validator: Validator | None = None
        if self._schema is not None and not self._stream:
            self._shell = shell(self._contract, self._schema, self._listing.items)
            self._validator = judge.validator(self._shell, Direction.REPLY)
        self._status = status_of(role.operation, 200)
        self._paging = self._listing.paging
        self._cursors: Cursors | None = None
        if self._paging is not None and self._paging.style is PagingStyle.CURSOR:
            self._cursors = Cursors(role.operation, self._paging.position, judge, filling.values)

    def answer(self, asked: Asked, items: Sequence[Item], state: State) -> Outcome:
        """A page of some items, as the query asks."""
        query = asked.values.get("query") or {}
        cursor = self._paging.position if self._cursors and self._paging else ""
        if self._cursors is not None and cursor in query:
            query = {**query, cursor: self._cursors.place(query[cursor], state)}
        passed = tests(self._listing.filters, query)
        found = [item for item in items if all(test(item.fields) for test in passed)]
        sorted_ = ordered(found, asked_orders(self._listing, query, self._kind.fields))
        page = page_of(sorted_, self._listing, self._role.operation, query)
        if self._cursors is not None:
            tokens = {rel: self._cursors.token(at, state) for rel, at in page.beside.items()}
            page = replace(page, beside=tokens)
        if self._stream:
            return Outcome(self._status, _each([self._view.shown(one) for one in page.items]))
        return Outcome(self._status, self._body(asked, page), self._headers(asked, page))

    def _body(self, asked: Asked, page: Page) -> Any:
        shown = [self._view.shown(item) for item in page.items]
        if self._listing.items is None or self._schema is None:
            body: Any = shown
        else:
            path = path_of(asked)
            position = self._listing.paging.position if self._listing.paging else None

            def addressed(relation: str) -> str | None:
                if relation == "self":
                    return path
                at = page.beside.get(relation)
                if at is None or position is None:
                    return None
                return address(path, asked.scope["query_string"], position, at)

            said = envelope.told(
                self._contract.schemas, self._schema.value, page, addressed, self._listing.items
            )
            body = {self._listing.items: shown, **said}
        return to_json(self._valid(body))

    def _valid(self, body: Any) -> Any:
        """A page as its schema has it; its items are valid already."""
        if self._validator is None or self._shell is None or self._schema is None:
            return body
        if self._validator.is_valid(body):
            return body
        whole = self._filling.fitted(self._shell, body, self._role.operation.id)
        if self._validator.is_valid(whole):
            return whole
        return self._filling.fitted(self._schema, whole, self._role.operation.id)

    def _headers(self, asked: Asked, page: Page) -> dict[str, str]:
        headers: dict[str, str] = {}
        paging = self._listing.paging
        for name in self._role.reply.headers if self._role.reply is not None else ():
            if name.lower() == "link":
                if paging is not None and declared(self._role.reply, name) is not None:
                    headers[name] = link_header(
                        path_of(asked), asked.scope["query_string"], paging.position, page.beside
                    )
            elif (text := envelope.header(name, page)) is not None:
                headers[name] = text
        return {name: text for name, text in headers.items() if text}


def shell(contract: Contract, schema: Schema, items: str | None) -> Schema:
    """The schema of a page but for its items, which need not be judged again with each page.

    The schema itself, where it does not say in one place what its items are.
    """
    value = contract.schemas.followed(schema.value)
    if not isinstance(value, Mapping) or "$id" in value:
        return schema
    if items is None:
        bare = _bare(value)
        return schema if bare is None else Schema(f"{schema.pointer}/x-shell", bare)
    named = value.get("properties")
    member = contract.schemas.followed(named.get(items)) if isinstance(named, Mapping) else None
    bare = _bare(member)
    if bare is None or not isinstance(named, Mapping):
        return schema
    made = {**value, "properties": {**named, items: bare}}
    return Schema(f"{schema.pointer}/x-shell", made)


def _bare(value: Any) -> dict[str, Any] | None:
    """The schema of a list but for its items; None where other schemas speak of them too."""
    if not isinstance(value, Mapping) or "items" not in value or _SPEAKERS & value.keys():
        return None
    return {key: said for key, said in value.items() if key != "items"}


_SPEAKERS = frozenset(
    {"$ref", "allOf", "anyOf", "oneOf", "prefixItems", "contains", "unevaluatedItems", "if", "not"}
)


def belonging(kinds: Kinds, kind: Kind, shelf: Shelf, owners: Mapping[str, str]) -> Sequence[Item]:
    """The items of a shelf that are below some owners: those of the path of a list."""
    found: Sequence[Item] | None = None
    for owner, text in owners.items():
        if owner in kind.scopes and owner not in kinds.by_owner:
            continue  # another shelf holds the items of another owner
        if found is None and (indexed := _indexed(kinds, kind, shelf, owner, text)) is not None:
            found = indexed
            continue
        found = [i for i in (shelf if found is None else found) if below(i, owner, text)]
    return list(shelf) if found is None else found


def below(item: Item, owner: str, text: str) -> bool:
    """Whether an item is an owner's. One that came from nowhere is everybody's."""
    return item.owners.get(owner, text) == text


def _indexed(
    kinds: Kinds, kind: Kind, shelf: Shelf, owner: str, text: str
) -> Sequence[Item] | None:
    target = kinds.by_owner.get(owner)
    for reference in kinds.references(kind) if target is not None else ():
        if target is not None and reference.target == target.name:
            if reference.field is not None:
                return shelf.of(reference.field, folded(text))
            return shelf.of(reference.owner, text)
    return None


def path_of(asked: Asked) -> str:
    """The path of a request as it was sent."""
    raw: bytes = asked.scope.get("raw_path") or sent_path(asked.scope)
    return raw.decode("latin-1").partition("?")[0]


async def _each(values: Sequence[Any]) -> AsyncIterator[Any]:
    for value in values:
        yield value
