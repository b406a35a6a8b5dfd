"""DELETE of a collection: all of its items, or those that the query names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tenon.contract.listing import plain
from tenon.mock.outcome import Outcome
from tenon.mock.state.bulk import Done
from tenon.mock.state.filters import tests
from tenon.mock.state.items import Item, text_of
from tenon.mock.state.lists import belonging
from tenon.mock.state.many import Many
from tenon.mock.state.roles import IDS
from tenon.mock.state.sessions import Near
from tenon.runtime.handler import Asked
from tenon.runtime.problem import Problem


class Clear(Many):
    """Deletes what a list would show; one that cannot be does not stop the others."""

    def do(self, asked: Asked, owners: dict[str, str], near: Near) -> Outcome:
        """The answer to a request below some owners. Raises Problem."""
        items = belonging(self.desk.seeding.kinds, self.kind, self.desk.shelf(near), owners)
        done = []
        for index, item in enumerate([*self._meant(asked, items)]):
            try:
                self.desk.remove(self.operation, item, near)
                done.append(Done(index, item.id, item))
            except Problem as problem:
                done.append(Done(index, item.id, problem=problem))
        return self._told(done, created=False)

    def _meant(self, asked: Asked, items: Sequence[Item]) -> Iterator[Item]:
        query = asked.values.get("query") or {}
        filters = self.role.listing.filters if self.role.listing is not None else ()
        passed = tests(filters, query)
        named = [value for name, value in query.items() if plain(name) in IDS]
        ids = {text_of(one) for v in named for one in (v if isinstance(v, list) else [v])}
        for item in items:
            if all(test(item.fields) for test in passed) and (not named or item.id in ids):
                yield item
