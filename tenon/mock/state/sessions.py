"""What is remembered between requests, for each session by itself."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import thread_time
from typing import Any

from tenon.contract import Contract
from tenon.mock.settings import MockSettings
from tenon.mock.state.items import Item, Shelf
from tenon.mock.state.kinds import Kind
from tenon.mock.state.seeding import Seeding
from tenon.mock.state.snapshots import item_of, told_of
from tenon.mock.values import Values

_MOST_SESSIONS = 100
_MOST_SHELVES = 400  # of a session: one for each kind, and for each owner that may be anything
_MOST_SEEDED = 400
_SHOWN_S = 0.3  # of processor time, to fill what was not used yet so as to show it

Place = tuple[str, tuple[str, ...]]  # a kind, and the owners that may be anything

log = logging.getLogger("tenon")


@dataclass
class State:
    """What one session remembers."""

    name: str
    world: World
    shelves: OrderedDict[Place, Shelf] = field(default_factory=OrderedDict)
    answers: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    cursors: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict)

    def shelf(self, kind: Kind, scope: Mapping[str, str] | None = None) -> Shelf:
        """The items of a kind, below the owners that may be anything; filled at its first use."""
        place = self.world.place(kind, scope or {})
        found = self.shelves.get(place)
        return found if found is not None else self._open(kind, place, scope or {})

    def describe(self) -> dict[str, Any]:
        """The items by resource, for people to look at and for conditions on them."""
        kinds = self.world.seeding.kinds
        until = thread_time() + _SHOWN_S
        for kind in kinds.by_name.values():
            if thread_time() > until:
                break
            if not kinds.free(kind) and kind.schema is not None:
                self.shelf(kind)
        shown: dict[str, Any] = {}
        for (name, free), shelf in self.shelves.items():
            shown["/".join((name, *free))] = {
                "total": len(shelf),
                "items": [{"key": list(item.key), "fields": dict(item.fields)} for item in shelf],
            }
        return shown

    def _open(self, kind: Kind, place: Place, scope: Mapping[str, str]) -> Shelf:
        for other, seeded in self.world.seeded(kind, scope).items():
            if other not in self.shelves:
                self.shelves[other] = seeded.copy()
                self._without_orphans(self.world.seeding.kinds.by_name[other[0]], other, scope)
        while len(self.shelves) > _MOST_SHELVES:
            oldest = next(iter(self.shelves))
            if oldest == place:
                break
            del self.shelves[oldest]
        return self.shelves[place]

    def _without_orphans(self, kind: Kind, place: Place, scope: Mapping[str, str]) -> None:
        """Leave out what belongs to items that were deleted before it was looked at."""
        seeding, shelf = self.world.seeding, self.shelves[place]
        for reference in seeding.kinds.references(kind):
            target = seeding.kinds.by_name[reference.target]
            there = self.shelves.get(self.world.place(target, scope))
            for item in list(shelf) if there is not None and reference.owner else ():
                text = item.owners.get(reference.owner)
                texts = (item.owners.get(owner, "") for owner in target.scopes)
                if text is not None and there is not None and there.had((*texts, text)):
                    shelf.remove(item.key)


class Near:
    """The shelves of a session in one scope, for as long as one request takes."""

    __slots__ = ("_found", "scope", "state")

    def __init__(self, state: State, scope: Mapping[str, str]) -> None:
        self.state = state
        self.scope = scope
        self._found: dict[str, Shelf | None] = {}

    def of(self, kind: Kind) -> Shelf | None:
        """The shelf of a kind; None where its owners are not told."""
        if kind.name in self._found:
            return self._found[kind.name]
        free = self.state.world.seeding.kinds.free(kind)
        told = not free or all(owner in self.scope for owner in free)
        found = self._found[kind.name] = self.state.shelf(kind, self.scope) if told else None
        return found

    def opened(self, kind: Kind) -> Shelf | None:
        """The shelf of a kind; None where it was not used yet."""
        place = self.state.world.place(kind, self.scope)
        return self.state.shelves.get(place)

    def own(self, kind: Kind) -> Shelf:
        """The shelf of a kind whose owners the scope tells."""
        found = self._found.get(kind.name)
        if found is None:
            found = self._found[kind.name] = self.state.shelf(kind, self.scope)
        return found

    def new(self, kind: Kind) -> Shelf | None:
        """None: the shelves of a session are filled when they are opened."""
        return None


class _Seeded:
    """Shelves being filled for the first time."""

    def __init__(self, world: World, scope: Mapping[str, str], there: dict[Place, Shelf]) -> None:
        self._world, self._scope, self._there = world, scope, there
        self.made: dict[Place, Shelf] = {}

    def of(self, kind: Kind) -> Shelf | None:
        place = self._world.place(kind, self._scope)
        made = self.made.get(place)
        return made if made is not None else self._there.get(place)

    def new(self, kind: Kind) -> Shelf | None:
        free = self._world.seeding.kinds.free(kind)
        place = self._world.place(kind, self._scope)
        told = all(owner in self._scope for owner in free)
        if not told or place in self.made or place in self._there:
            return None
        self.made[place] = self._world.empty(kind)
        return self.made[place]


class World:
    """The sessions of a mock server, by name."""

    def __init__(
        self,
        contract: Contract,
        values: Values,
        settings: MockSettings,
        *,
        most_sessions: int = _MOST_SESSIONS,
        most_items: int = 1_000,
    ) -> None:
        """Remember what is sent for `contract`: of at most `most_sessions`, of which the one that
        was not used for the longest time is dropped for a new one, and in each at most
        `most_items` of a kind that were sent.
        """
        self._settings = settings
        self._most_sessions = most_sessions
        self._most_items = most_items
        self._sessions: OrderedDict[str, State] = OrderedDict()
        self._seeds: dict[Place, Shelf] = {}
        self.dropped = 0  # sessions that are gone for new ones
        self.seeding = Seeding(contract, values, settings)

    def session(self, name: str) -> State:
        """The session of a name, which begins when it is first asked for."""
        found = self._sessions.get(name)
        if found is None:
            found = self._sessions[name] = State(name, self)
            if len(self._sessions) > self._most_sessions:
                self._drop()
        elif len(self._sessions) > 1:
            self._sessions.move_to_end(name)
        return found

    @property
    def sessions(self) -> tuple[str, ...]:
        """The names of the sessions, the one used last at the end."""
        return tuple(self._sessions)

    def reset(self, name: str) -> None:
        """Forget what a session was told."""
        self._sessions.pop(name, None)

    def snapshot(self, name: str) -> dict[str, Any]:
        """What a session remembers, as JSON that `restore` takes."""
        state = self.session(name)
        return {
            "shelves": [
                {"kind": kind, "scope": list(free), **told_of(shelf)}
                for (kind, free), shelf in state.shelves.items()
            ]
        }

    def restore(self, name: str, snapshot: Mapping[str, Any]) -> None:
        """Let a session remember a snapshot, and nothing else.

        Raises ValueError when it is none. Kinds that the contract does not know are left out.
        """
        made = State(name, self)
        try:
            for told in snapshot["shelves"]:
                kind = self.seeding.kinds.by_name.get(told["kind"])
                if kind is not None:
                    place = (kind.name, tuple(map(str, told["scope"])))
                    made.shelves[place] = self._shelf(kind, map(item_of, told["items"]), told)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no snapshot: {error!r}") from None
        self._sessions[name] = made

    def describe(self, name: str) -> dict[str, Any]:
        """The items of a session by resource, as `State.describe` tells them."""
        return self.session(name).describe()

    def adopt(self, contract: Contract, values: Values) -> None:
        """Go on with another contract. What sessions were told stays where its kind does; what
        they were not told anything about is seeded anew.
        """
        self.seeding = Seeding(contract, values, self._settings)
        self._seeds = {}
        for name, state in list(self._sessions.items()):
            made = State(name, self)
            for place, shelf in state.shelves.items():
                kind = self.seeding.kinds.by_name.get(place[0])
                if kind is not None and shelf.changes and self._still(kind, place):
                    items = (Item(i.key, i.fields, i.owners, i.sent) for i in shelf)
                    made.shelves[place] = self._shelf(kind, items, {"changes": shelf.changes})
            self._sessions[name] = made

    def place(self, kind: Kind, scope: Mapping[str, str]) -> Place:
        """Which shelf holds the items of a kind in a scope."""
        free = self.seeding.kinds.free(kind)
        return kind.name, tuple(scope.get(owner, "") for owner in free) if free else ()

    def empty(self, kind: Kind) -> Shelf:
        """A new shelf for a kind."""
        return Shelf(self.seeding.relations.indexed(kind), self._most_items)

    def seeded(self, kind: Kind, scope: Mapping[str, str]) -> dict[Place, Shelf]:
        """The shelf of a kind, and of those beside it, as they are at the start."""
        place = self.place(kind, scope)
        if place not in self._seeds:
            filled = _Seeded(self, scope, self._seeds)
            self.seeding.fill(kind, scope, filled)
            for shelf in filled.made.values():
                shelf.changes = 0
            while self._seeds and len(self._seeds) + len(filled.made) > _MOST_SEEDED:
                del self._seeds[next(iter(self._seeds))]
            self._seeds |= filled.made
            return filled.made if place in filled.made else {place: self.empty(kind)}
        return {place: self._seeds[place]}

    def _still(self, kind: Kind, place: Place) -> bool:
        return len(self.seeding.kinds.free(kind)) == len(place[1])

    def _shelf(self, kind: Kind, items: Iterable[Item], told: Mapping[str, Any]) -> Shelf:
        shelf = self.empty(kind)
        for item in items:
            shelf.put(item)
        shelf.highest = max(shelf.highest, int(told.get("highest", 0)))
        shelf.changes = int(told.get("changes", 1))
        return shelf

    def _drop(self) -> None:
        name, _ = self._sessions.popitem(last=False)
        self.dropped += 1
        if self.dropped == 1:  # said once: who makes up names makes up many
            log.warning(
                "session %r was dropped: %d are kept, and it was not used for the longest time",
                name,
                self._most_sessions,
            )
