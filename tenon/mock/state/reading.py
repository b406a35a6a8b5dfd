"""Operations that read: one item, or a list."""

from __future__ import annotations

from tenon.mock.outcome import ABSENT, Outcome
from tenon.mock.settings import MockSettings
from tenon.mock.state.kinds import listed
from tenon.mock.state.lists import Lists, belonging
from tenon.mock.state.preconditions import has_current
from tenon.mock.state.roles import Role
from tenon.mock.state.seeding import Seeding
from tenon.mock.state.sessions import Near
from tenon.mock.state.views import View, status_of
from tenon.mock.state.work import Work
from tenon.mock.values import Values
from tenon.runtime.handler import Asked
from tenon.runtime.judge import Judge


class Read(Work):
    """Reads one item."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        item = self.item(owners, near)
        if asked.headers.get(b"if-none-match") is not None and has_current(asked, self.tag(item)):
            return Outcome(304, ABSENT, {"ETag": f'"{self.tag(item)}"'})
        return self.shown(status_of(self.operation, 200), item, {})


class List(Work):
    """Lists items."""

    def __init__(
        self, role: Role, seeding: Seeding, judge: Judge, values: Values, settings: MockSettings
    ) -> None:
        super().__init__(role, seeding, judge, values, settings)
        schema = listed(seeding.kinds.contract, role.operation, role.listing.items)  # type: ignore[union-attr]
        view = View(self.kind, schema or self.kind.schema, None, judge, seeding.filling)  # type: ignore[arg-type]
        self._lists = Lists(judge, seeding.filling, self.kind, role, view)

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        items = belonging(self.desk.seeding.kinds, self.kind, self.desk.shelf(near), owners)
        return self._lists.answer(asked, items, near.state)
