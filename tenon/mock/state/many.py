"""Operations that write many items at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from tenon.contract import Media
from tenon.contract.parts import items_schema, property_schema
from tenon.mock.outcome import Outcome
from tenon.mock.state.bulk import Done, told
from tenon.mock.state.drafts import Draft
from tenon.mock.state.items import text_of
from tenon.mock.state.roles import Verb
from tenon.mock.state.sessions import Near
from tenon.mock.state.views import status_of
from tenon.mock.state.work import Work
from tenon.runtime.handler import Asked
from tenon.runtime.problem import NotFound, Problem


class Many(Work):
    """Creates or deletes many; one that cannot be does not stop the others."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        body = asked.values.get("body")
        member = self.role.member
        many = body.get(member, []) if member is not None and isinstance(body, Mapping) else body
        one = self._created if self.role.verb is Verb.CREATE_MANY else self._deleted
        done = []
        for index, given in enumerate(many if isinstance(many, list) else ()):
            try:
                done.append(one(asked, index, given, owners, near))
            except Problem as problem:
                done.append(Done(index, given, problem=problem))
        return self._told(done, created=self.role.verb is Verb.CREATE_MANY)

    def _created(
        self, asked: Asked, index: int, given: Any, owners: dict[str, str], near: Near
    ) -> Done:
        draft = self._draft_of_many(asked.media)
        fields = draft.fields(given, whole=True)
        return Done(index, given, self.desk.add(self.operation, draft, fields, owners, near))

    def _deleted(
        self, _: Asked, index: int, given: Any, owners: dict[str, str], near: Near
    ) -> Done:
        texts = (owners.get(owner, "") for owner in self.kind.scopes)
        item = self.desk.shelf(near).get((*texts, text_of(given)))
        if item is None:
            raise NotFound(f"There is none with the id {given!r}.")
        self.desk.remove(self.operation, item, near)
        return Done(index, given, item)

    def _draft_of_many(self, media: Media | None) -> Draft:
        name = f"many {media.type if media is not None else ''}"
        if name not in self._drafts:
            inner = None
            if media is not None and media.schema is not None:
                document, schema = self.kind.contract.document, media.schema
                if self.role.member is not None:
                    schema = property_schema(document, schema, self.role.member) or schema
                found = items_schema(document, schema)
                inner = Media(media.type, found)
            self._drafts[name] = Draft(self.kind, inner, None)
        return self._drafts[name]

    def _told(self, done: list[Done], *, created: bool) -> Outcome:
        status = status_of(self.operation, *((201, 200) if created else (200, 204)))
        reply = self.operation.reply(status)
        if reply is None or not reply.media or self.role.media is None:
            return Outcome(status)
        schema = self.role.media.schema
        body = told(self.role, self.kind, done)
        if schema is not None:
            body = self.desk.seeding.filling.fitted(schema, body, self.operation.id)
        return Outcome(status, to_json(body))
