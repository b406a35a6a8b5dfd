"""Operations that write one item."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.state.desk import key_of
from tenon.mock.state.drafts import Draft, Fields
from tenon.mock.state.idempotency import repeated
from tenon.mock.state.items import Item, text_of
from tenon.mock.state.lists import path_of
from tenon.mock.state.patches import merged, patched
from tenon.mock.state.preconditions import require_current, require_new
from tenon.mock.state.rules import Rules
from tenon.mock.state.sessions import Near
from tenon.mock.state.verbs import meant_by
from tenon.mock.state.views import declared, status_of
from tenon.mock.state.work import Work
from tenon.runtime.handler import Asked
from tenon.runtime.problem import NotFound


class Create(Work):
    """Makes an item."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        return repeated(asked, near.state, lambda: self._made(asked, owners, near))

    def _made(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        draft = self.draft(asked.media)
        given = draft.fields(asked.values.get("body"), whole=True)
        item = self.desk.add(self.operation, draft, given, owners, near)
        status = status_of(self.operation, 201)
        place = self.desk.location(path_of(asked), self.operation, item)
        told = status == 201 or declared(self.operation.reply(status), "Location") is not None
        told = told and self.kind.addressed
        return self.shown(status, item, {"Location": place} if told else {})


class Replace(Work):
    """Replaces an item, or makes it where the contract says so."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        draft = self.draft(asked.media)
        given = draft.fields(asked.values.get("body"), whole=True)
        key = self._key(owners, given)
        item = self.desk.shelf(near).get(key)
        if item is None:
            return self._created(asked, key, draft, given, owners, near)
        require_new(asked)
        require_current(asked, self.tag(item))
        kept = {name: value for name, value in item.fields.items() if name not in draft.names}
        made = self.desk.making.next(item, {**kept, **given}, given, near)
        self.desk.refuse_clash(self.operation, made, near)
        made = self.desk.keep(made, item, near)
        return self.shown(status_of(self.operation, 200), made, {})

    def _key(self, owners: dict[str, str], given: Fields) -> tuple[str, ...]:
        if self.role.on_item or self.kind.resource.id_parameter is None:
            return key_of(self.role, self.kind, owners)
        identity = given.get(self.kind.id_field or "")
        texts = (owners.get(owner, "") for owner in self.kind.scopes)
        return (*texts, text_of(identity)) if identity is not None else ()

    def _created(
        self,
        asked: Asked,
        key: tuple[str, ...],
        draft: Draft,
        given: Fields,
        owners: dict[str, str],
        near: Near,
    ) -> Outcome:
        """What was not there is made, where the contract says so by declaring 201."""
        alone = self.kind.resource.id_parameter is None
        if not key and not alone:
            raise NotFound("The body does not say by its id which item is meant.")
        if "201" not in self.operation.replies:
            if alone:
                self.desk.keep(self.desk.making.imagined(key, near), None, near)
            self.desk.find(self.operation, key, near)
            return self.do(asked, owners, near)
        if self.kind.id_field is not None and self.kind.resource.id_parameter is not None:
            given = {**given, self.kind.id_field: self.desk.making.as_id(key[-1])}
        item = self.desk.add(self.operation, draft, given, owners, near)
        return self.shown(201, item, {"Location": path_of(asked)})


class Change(Work):
    """Changes some fields of an item."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        draft, body = self.draft(asked.media), asked.values.get("body")
        item = self._meant(owners, draft, body, near)
        require_current(asked, self.tag(item))
        fields, given = self._changed(asked, item, draft, body)
        judged = draft.judged | (asked.values.get("query") or {}).keys()
        touched = given.keys() | (item.fields.keys() - fields.keys())
        self._rules.refuse(fields, touched - judged)
        made = self.desk.making.next(item, fields, given, near)
        self.desk.refuse_clash(self.operation, made, near)
        made = self.desk.keep(made, item, near)
        return self.shown(status_of(self.operation, 200), made, {})

    def _meant(self, owners: dict[str, str], draft: Draft, body: Any, near: Near) -> Item:
        if self.role.on_item or self.kind.resource.id_parameter is None:
            return self.item(owners, near)
        identity = draft.fields(body, whole=False).get(self.kind.id_field or "")
        texts = (owners.get(owner, "") for owner in self.kind.scopes)
        return self.desk.find(self.operation, (*texts, text_of(identity)), near)

    def _changed(self, asked: Asked, item: Item, draft: Draft, body: Any) -> tuple[Fields, Fields]:
        """The fields after a change, and those that the caller gave."""
        if isinstance(body, list):
            after = patched(dict(item.fields), body)
            given = {n: v for n, v in after.items() if item.fields.get(n, ABSENT) != v}
            return after, given
        given = draft.fields(body, whole=asked.operation.method != "PATCH")
        query = asked.values.get("query") or {}
        given |= {name: query[name] for name in query if name in self.kind.fields}
        if not given:
            given = meant_by(self.operation, self.kind)
        fields = dict(item.fields)
        for name, value in given.items():
            if value is None and not self._rules.nullable(name):
                fields.pop(name, None)  # RFC 7396, section 2; where null is a value, it stays one
            else:
                held = not isinstance(value, Mapping)
                fields[name] = value if held else merged(fields.get(name), value)
        return fields, given

    @cached_property
    def _rules(self) -> Rules:
        return Rules(self.kind, self.judge)


class Delete(Work):
    """Deletes an item."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        item = self.item(owners, near)
        require_current(asked, self.tag(item))
        status = status_of(self.operation, 204)
        reply = self.operation.reply(status)
        answer = Outcome(status)
        if reply is not None and reply.media and status != 204:
            answer = self.shown(status, item, {})
        self.desk.remove(self.operation, item, near)
        return answer
