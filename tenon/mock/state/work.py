"""What one operation does with items, compiled when it is first asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from tenon.contract import Media, Operation
from tenon.contract.parts import property_schema, structured
from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.settings import MockSettings
from tenon.mock.state.desk import Desk, key_of
from tenon.mock.state.drafts import Draft
from tenon.mock.state.items import Item, text_of
from tenon.mock.state.making import Making
from tenon.mock.state.roles import Role
from tenon.mock.state.seeding import Seeding
from tenon.mock.state.sessions import Near, State
from tenon.mock.state.views import View, declared, tagged
from tenon.mock.values import Values
from tenon.runtime.handler import Asked
from tenon.runtime.judge import Judge


class Work(ABC):
    """Does what one operation asks."""

    def __init__(
        self, role: Role, seeding: Seeding, judge: Judge, values: Values, settings: MockSettings
    ) -> None:
        self.role = role
        self.operation = role.operation
        self.kind = seeding.kinds.by_name[role.resource.view_of or role.resource.name]
        self.desk = Desk(self.kind, seeding, Making(self.kind, seeding, values, fill=settings.fill))
        self.judge = judge
        self.view = self._view(role.operation, role.media)
        self._current = self._reading(seeding)
        self._drafts: dict[str, Draft] = {}

    def __call__(self, asked: Asked, state: State) -> Outcome:
        """The answer to one request. Raises Problem."""
        owners = {owner: text_of(asked.values.get(name, "")) for owner, name in self.role.owners}
        near = self.desk.near(state, owners)
        above = dict(list(owners.items())[:-1]) if self.role.on_item else owners
        if above:
            self.desk.require_owners(self.operation, above, near)
        return self.do(asked, owners, near)

    @abstractmethod
    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""

    def item(self, owners: Mapping[str, str], near: Near) -> Item:
        """The item that the path names. Raises NotFound."""
        return self.desk.find(self.operation, key_of(self.role, self.kind, owners), near)

    def tag(self, item: Item) -> str:
        """The entity tag of the current version."""
        view = self._current or self.view
        return view.written(item)[1] if view is not None else ""

    def shown(self, status: int, item: Item, headers: Mapping[str, str]) -> Outcome:
        """An item as this operation replies with it."""
        reply = self.operation.reply(status)
        if self.view is None:
            return Outcome(status, ABSENT, tagged(headers, reply, self.tag(item)))
        raw, tag = self.view.written(item)
        if declared(reply, "ETag") is not None:
            headers = {**headers, "ETag": f'"{self.tag(item) if self._current else tag}"'}
        return Outcome(status, raw, headers)

    def draft(self, media: Media | None) -> Draft:
        """How a body of a media type is read."""
        name = media.type if media is not None else ""
        if name not in self._drafts:
            self._drafts[name] = Draft(self.kind, media, self.role.resource.envelope)
        return self._drafts[name]

    def _view(self, operation: Operation, media: Media | None) -> View | None:
        if media is None or media.schema is None:
            return None
        envelope = self.role.resource.envelope
        if (
            envelope
            and property_schema(self.kind.contract.document, media.schema, envelope) is None
        ):
            envelope = None
        return View(self.kind, media.schema, envelope, self.judge, self.desk.seeding.filling)

    def _reading(self, seeding: Seeding) -> View | None:
        """How the item is read, whose tags conditions name."""
        name = self.role.resource.read
        if name is None or name == self.operation.id:
            return None
        operation = seeding.kinds.contract.operation(name)
        reply = operation.reply(200)
        return self._view(operation, structured(reply.media) if reply is not None else None)
