"""What a collection holds at the start: what examples tell of, and more that is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from time import thread_time
from typing import Any

from tenon.contract import Contract
from tenon.contract.listing import plain
from tenon.mock.settings import MockSettings
from tenon.mock.state import moments
from tenon.mock.state.cast import Cast, Fields
from tenon.mock.state.filling import Filling, required
from tenon.mock.state.identity import Identity, parameter_examples
from tenon.mock.state.items import Item, Shelf, text_of
from tenon.mock.state.kinds import Kind
from tenon.mock.state.kinship import Kinds, Reference
from tenon.mock.state.relations import Relations, Shelves
from tenon.mock.values import Values

# How much processor time one request takes to fill what it finds empty: time on the clock would
# let what others do on the machine decide how many items there are. Who asks for more items than
# the usual ones gets more time for them.
_WITHIN_S, _USUAL = 0.1, MockSettings().size
_FEWEST = 1
_CLOSEST = 12  # kinds that are seeded together


class Seeding:
    """Fills shelves, the same for the same seed."""

    def __init__(self, contract: Contract, values: Values, settings: MockSettings) -> None:
        self.kinds = Kinds(contract)
        self.relations = Relations(self.kinds)
        self._values = values
        self._settings = settings
        self._cast = Cast(self.kinds)
        self.filling = Filling(contract, values)
        self._identities: dict[str, Identity] = {}

    def identity(self, kind: Kind) -> Identity:
        """What names the items of a kind."""
        if kind.name not in self._identities:
            self._identities[kind.name] = Identity(kind, self._values, self._settings.seed)
        return self._identities[kind.name]

    def fill(self, kind: Kind, scope: Mapping[str, str], shelves: Shelves) -> None:
        """Fill the shelf of a kind, and those of the kinds that it cannot do without."""
        until = thread_time() + _WITHIN_S * max(1.0, self._settings.size / _USUAL)
        together = list(self._together(kind))
        for one in together:
            self._fill(one, scope, shelves, until)
        for one in together:
            self._mend(one, shelves)
        for one in together:
            self.relations.derive_all(one, shelves)

    def _together(self, kind: Kind) -> Iterator[Kind]:
        """A kind, what it refers to, and what its fields are counted from, owners first."""
        known: dict[str, Kind] = {}

        def add(one: Kind) -> None:
            if one.name in known or len(known) >= _CLOSEST:
                return
            known[one.name] = one
            for reference in self.kinds.references(one):
                add(self.kinds.by_name[reference.target])
            for derived in self.kinds.derived(one):
                add(self.kinds.by_name[derived.child])

        add(kind)
        done: set[str] = set()

        def after(one: Kind) -> Iterator[Kind]:
            if one.name in done:
                return
            done.add(one.name)
            for reference in self.kinds.references(one):
                if reference.target in known:
                    yield from after(known[reference.target])
            yield one

        for one in known.values():
            yield from after(one)

    def _fill(self, kind: Kind, scope: Mapping[str, str], shelves: Shelves, until: float) -> None:
        shelf = shelves.new(kind)
        if shelf is None or kind.schema is None:
            return
        random = Random(f"{self._settings.seed}:{kind.name}:{sorted(scope.items())}")  # noqa: S311
        told = [dict(fields) for fields in self._cast.of(kind)]
        told.sort(key=_age(kind))
        if kind.resource.id_parameter is None:
            self._put(kind, (told or [{}])[0], 0, scope, shelves, random)
            return
        for number, fields in enumerate(told):
            self._put(kind, fields, number, scope, shelves, random)
        known = {item.id for item in shelf}
        for given in parameter_examples(self.kinds.contract, kind):
            if text_of(given) not in known and len(known) < self._settings.size:
                known.add(text_of(given))
                fields = {kind.id_field: given} if kind.id_field else {}
                self._put(kind, fields, len(shelf), scope, shelves, random, text_of(given))
        for number in range(len(shelf), self._settings.size):
            if thread_time() > until and number >= _FEWEST:
                return
            self._put(kind, {}, number, scope, shelves, random)

    def _put(
        self,
        kind: Kind,
        told: Fields,
        number: int,
        scope: Mapping[str, str],
        shelves: Shelves,
        random: Random,
        named: str = "",
    ) -> None:
        shelf = shelves.of(kind)
        if shelf is None or kind.schema is None:
            return
        key = f"{kind.name}/{number}"
        fields = self._whole(kind, told, key)
        owners = self._related(kind, fields, told, scope, shelves, random)
        if kind.id_field is not None and kind.id_field not in told:
            fields[kind.id_field] = self._id(kind, shelf, fields)
        elif kind.id_field is None and not named and kind.resource.id_parameter:
            named = text_of(self._id(kind, shelf, fields))
        self._dated(kind, fields, told, number)
        id_ = (
            [named or text_of(fields.get(kind.id_field or ""))]
            if kind.resource.id_parameter
            else []
        )
        texts = [owners.get(owner, scope.get(owner, "")) for owner in kind.scopes]
        shelf.put(Item((*texts, *id_), fields, owners))

    def _whole(self, kind: Kind, told: Fields, key: str) -> Fields:
        """An item as examples tell of it, else with the others of its fields generated."""
        assert kind.schema is not None  # noqa: S101
        if told and self._fits(kind, told):
            return dict(told)
        made = self._values.made(kind.schema, key, name=kind.name, varied=True).value
        fields = {**made, **told} if isinstance(made, dict) else dict(told)
        if not told:
            return fields
        fitted = self.filling.fitted(kind.schema, fields, key, kind.name)
        return fitted if isinstance(fitted, dict) else fields

    def _fits(self, kind: Kind, told: Fields) -> bool:
        """Whether an example tells all that a reply has to show of an item."""
        if kind.schema is None or kind.id_field not in told:
            return False
        needed = required(self.kinds.contract, kind.schema.value)
        if any(name not in told for name in needed):
            return False
        return self._values.fitted(kind.schema, told, "").value is told

    def _id(self, kind: Kind, shelf: Shelf, fields: Fields) -> Any:
        def taken(candidate: Any) -> bool:
            return any(item.id == text_of(candidate) for item in shelf)

        identity = self.identity(kind)
        made = fields.get(kind.id_field) if kind.id_field else None
        if isinstance(made, str) and not taken(made) and identity.fits(made):
            return made
        return identity.next(shelf.highest, fields, taken)

    def _related(
        self,
        kind: Kind,
        fields: Fields,
        told: Fields,
        scope: Mapping[str, str],
        shelves: Shelves,
        random: Random,
    ) -> dict[str, str]:
        """Let a new item refer to items that exist; answers its owners."""
        owners = dict(scope)
        for reference in self.kinds.references(kind):
            target = self.kinds.by_name[reference.target]
            shelf = shelves.of(target)
            if not shelf:
                continue
            if reference.many:
                some = random.sample(list(shelf), min(len(shelf), 2))
                if reference.field not in told and target.id_field:
                    fields[str(reference.field)] = [one.fields[target.id_field] for one in some]
                continue
            item = self._meant(reference, told, shelf) or _above(reference, owners, shelf)
            item = item or random.choice(self._free(kind, reference, shelf) or list(shelf))
            self.relations.link(reference, target, item, fields)
            if reference.owner:
                owners |= {o: t for o, t in item.owners.items() if o in kind.scopes}
                owners[reference.owner] = item.id
        return owners

    def _mend(self, kind: Kind, shelves: Shelves) -> None:
        """Let items of kinds that refer to each other in a circle refer to items that exist."""
        shelf = shelves.of(kind)
        for reference in self.kinds.references(kind) if shelf is not None else ():
            target = self.kinds.by_name[reference.target]
            known = shelves.of(target)
            if shelf is None or not known or reference.many or reference.field is None:
                continue
            some = list(known)
            there = frozenset(item.id for item in some)
            for number, item in enumerate(list(shelf)):
                value = item.fields.get(reference.field)
                if value is not None and text_of(value) not in there:
                    fields = dict(item.fields)
                    self.relations.link(reference, target, some[number % len(some)], fields)
                    shelf.put(replace(item, fields=fields, kept={}))

    def _free(self, kind: Kind, reference: Reference, shelf: Shelf) -> list[Item]:
        """The items that no example refers to: those that one does have no more than it tells."""
        if reference.field is None:
            return list(shelf)
        told = {text_of(one.get(reference.field)) for one in self._cast.told(kind)}
        return [item for item in shelf if item.id not in told]

    def _meant(self, reference: Reference, told: Fields, shelf: Shelf) -> Item | None:
        """The item that an example refers to."""
        value = told.get(reference.field) if reference.field else None
        if value is None:
            return None
        return next((item for item in shelf if item.id == text_of(value)), None)

    def _dated(self, kind: Kind, fields: Fields, told: Fields, number: int) -> None:
        """Generated items were made one after the other, and have not changed since."""
        moment = moments.FIRST + number * moments.STEP
        if kind.created in told:
            moment = moments.read(told[kind.created]) or moment
        for name, write in kind.dated.items():
            if name not in told and fields.get(name) is not None:
                written = write(moment)
                fields[name] = fields[name] if written is None else written


def _above(reference: Reference, owners: Mapping[str, str], shelf: Shelf) -> Item | None:
    """The owner of the owner that was chosen before."""
    text = owners.get(reference.owner) if reference.owner else None
    return next((item for item in shelf if item.id == text), None) if text is not None else None


def _age(kind: Kind) -> Any:
    """What examples are put in order by: when they were made, else their id."""

    def key(fields: Fields) -> tuple[float, float, str]:
        made = moments.read(fields.get(kind.created)) if kind.created else None
        identity = fields.get(kind.id_field) if kind.id_field else None
        number = float(identity) if isinstance(identity, (int, float)) else 0.0
        return (made.timestamp() if made else 0.0, number, "" if number else plain(str(identity)))

    return key
