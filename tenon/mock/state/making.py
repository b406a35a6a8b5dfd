"""New items and new versions of items, out of what callers send."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tenon.contract.inference import singular
from tenon.contract.listing import plain
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types, keyword
from tenon.mock.state.drafts import Fields
from tenon.mock.state.filling import required
from tenon.mock.state.items import Item, folded, text_of
from tenon.mock.state.kinds import Kind
from tenon.mock.state.kinship import Reference
from tenon.mock.state.layout import Layout
from tenon.mock.state.seeding import Seeding
from tenon.mock.state.sessions import Near
from tenon.mock.state.views import known_names
from tenon.mock.values import Values


class Making:
    """Makes the items of one kind."""

    def __init__(self, kind: Kind, seeding: Seeding, values: Values, *, fill: bool = True) -> None:
        self.kind = kind
        self._seeding = seeding
        self._kinds = seeding.kinds
        self._values = values
        self._filling = seeding.filling
        self._fill = fill
        self._schemas = kind.contract.schemas
        self._references = self._kinds.references(kind)
        self._derived = {derived.field for derived in self._kinds.derived(kind)}
        self._view = Layout(kind, kind.schema, hidden=Direction.REPLY)
        self._known = known_names(kind)
        self._required = required_fields(kind)
        self._others: dict[str, Making] = {}
        self._blank: dict[frozenset[str], Fields] = {}

    def new(
        self, given: Fields, names: frozenset[str], owners: Mapping[str, str], near: Near
    ) -> Item:
        """An item of some fields; the service's own are filled in. It is not kept yet."""
        kind, shelf = self.kind, near.own(self.kind)
        fields = {**self._own(names, shelf.highest), **given}
        found_owners = {**near.scope, **owners}
        self._link(fields, given, found_owners, near)
        now = datetime.now(UTC)
        for name, write in kind.dated.items():
            if name not in given:
                fields[name] = write(now)
        texts = [found_owners.get(owner, "") for owner in kind.scopes]
        id_text = self._identify(fields, given, texts, near)
        fields = self._fitted(fields, f"{kind.name}/{id_text}")
        return Item((*texts, *id_text), fields, found_owners, sent=True)

    def next(self, item: Item, fields: Fields, given: Fields, near: Near) -> Item:
        """Another version of an item, of these fields, of which the caller gave some."""
        self._link(fields, given, {}, near, fresh=False)
        if self.kind.id_field is not None and self.kind.id_field in item.fields:
            fields[self.kind.id_field] = item.fields[self.kind.id_field]
        updated = self.kind.updated
        if updated is not None and updated not in given:
            fields[updated] = self.kind.dated[updated](datetime.now(UTC))
        fields = self._fitted(fields, f"{self.kind.name}/{'/'.join(item.key)}")
        return Item(item.key, fields, item.owners, item.sent)

    def clash(self, item: Item, near: Near) -> tuple[str, Item] | None:
        """A field that another item has the same value in, though none may, and that item."""
        shelf = near.own(self.kind)
        for name in (*self.kind.unique, *self._seeding.relations.natural(self.kind)):
            value = item.fields.get(name)
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                for other in shelf.of(name, folded(value)):
                    if other.key != item.key:
                        return name, other
        return None

    def imagined(self, key: tuple[str, ...], near: Near) -> Item:
        """An item of a key that nobody made."""
        fields: Fields = {}
        schema = self.kind.schema
        if schema is not None:
            made = self._values.made(schema, f"{self.kind.name}/{key}", name=self.kind.name).value
            fields = dict(made) if isinstance(made, dict) else {}
        if self.kind.id_field is not None:
            fields[self.kind.id_field] = self.as_id(key[-1])
        return Item(key, self._fitted(fields, f"{self.kind.name}/{key}"), near.scope, sent=True)

    def as_id(self, text: str) -> Any:
        """The id that a text of a path stands for."""
        types = json_types(self._schemas, self.kind.fields.get(self.kind.id_field or ""))
        whole = "integer" in types and "string" not in types and text.lstrip("-").isdecimal()
        return int(text) if whole else text

    def _identify(
        self, fields: Fields, given: Fields, texts: list[str], near: Near
    ) -> tuple[str, ...]:
        kind = self.kind
        if kind.resource.id_parameter is None:
            return ()
        if kind.id_field is not None and given.get(kind.id_field) is not None:
            return (text_of(given[kind.id_field]),)
        shelf = near.own(kind)

        def taken(candidate: Any) -> bool:
            key = (*texts, text_of(candidate))
            return shelf.get(key) is not None or shelf.had(key)

        made = self._seeding.identity(kind).next(shelf.highest, fields, taken)
        if kind.id_field is not None:
            fields[kind.id_field] = made
        return (text_of(made),)

    def _own(self, names: frozenset[str], number: int) -> Fields:
        """The fields that the service itself gives a new item: all that a draft does not name."""
        blank = self._blank.get(names)
        if blank is None:
            blank = self._blank[names] = self._blanks(names)
        return dict(blank)

    def _blanks(self, names: frozenset[str]) -> Fields:
        made: Any = {}
        if self.kind.schema is not None:
            made = self._values.made(
                self.kind.schema, f"{self.kind.name}/new", name=self.kind.name
            ).value
        found: Fields = {}
        for name, schema in self.kind.fields.items():
            needed = name in self._required
            if name == self.kind.id_field or (name in names and not needed):
                continue
            if name not in names and not needed and not self._fill:
                continue
            types = json_types(self._schemas, schema)
            default = keyword(self._schemas, schema, "default")
            if default is not None:
                found[name] = default
            elif "null" in types:
                found[name] = None
            elif name in names:
                continue  # a required one that the draft leaves out: fitted fills it
            elif "integer" in types and plain(name).endswith("count"):
                found[name] = 0
            elif isinstance(made, dict) and name in made:
                found[name] = made[name]
        return found

    def _fitted(self, fields: Fields, key: str) -> Fields:
        """Fields that the kind's own schema allows, and what it does not name."""
        schema = self.kind.schema
        if schema is None:
            return fields
        shown = self._view.members(fields, self._known)
        fitted = self._filling.fitted(schema, shown, key, self.kind.name)
        if fitted is shown or not isinstance(fitted, dict):
            return fields
        dropped = shown.keys() - fitted.keys()
        kept = {name: value for name, value in fields.items() if name not in dropped}
        return {**kept, **self._view.fields(fitted)}

    def _link(
        self,
        fields: Fields,
        given: Fields,
        owners: dict[str, str],
        near: Near,
        *,
        fresh: bool = True,
    ) -> None:
        """Let an item refer to those that its caller means: by id, by name, or by the path.

        A `fresh` one that has to refer to something, and is not told to what, refers to the first.
        """
        for reference in self._references:
            target = self._kinds.by_name[reference.target]
            shelf = near.of(target)
            if reference.many or shelf is None:
                continue
            found = self._meant(reference, target, given, owners, near)
            needed = fresh and target is not self.kind and reference.field in self._required
            if found is None and needed and reference.field not in given:
                found = next(iter(shelf), None)
            if found is None:
                continue
            self._seeding.relations.link(reference, target, found, fields)
            if reference.owner:
                owners[reference.owner] = found.id

    def _meant(
        self,
        reference: Reference,
        target: Kind,
        given: Fields,
        owners: Mapping[str, str],
        near: Near,
    ) -> Item | None:
        shelf = near.of(target)
        if shelf is None:
            return None
        text = owners.get(reference.owner) if reference.owner else None
        if text is not None:
            key = (*(owners.get(owner, "") for owner in target.scopes), text)
            return shelf.get(key)
        if reference.field is not None and given.get(reference.field) is not None:
            return shelf.get((text_of(given[reference.field]),))
        for ours, theirs in reference.companions[:1]:
            if isinstance(given.get(ours), str):
                named = shelf.of(theirs, folded(given[ours]))
                return named[0] if named else self._made(target, {theirs: given[ours]}, near)
        return None

    def _made(self, target: Kind, given: Fields, near: Near) -> Item:
        """A new item that another one refers to by a name that is not there yet."""
        making = self._others.get(target.name)
        if making is None:
            making = Making(target, self._seeding, self._values, fill=self._fill)
            self._others[target.name] = making
        item = making.new(given, frozenset(given), {}, near)
        shelf = near.own(target)
        shelf.put(item)
        self._seeding.relations.derive(target, item, near)
        return shelf.get(item.key) or item


def required_fields(kind: Kind) -> frozenset[str]:
    """The fields that a reply cannot do without."""
    return frozenset(required(kind.contract, kind.schema.value if kind.schema else None))


def called(kind: Kind) -> str:
    """One item of a kind, in words."""
    path = (kind.resource.item or kind.name).rpartition("/{")[0] or kind.resource.item or kind.name
    return " ".join(singular(plain(path.rpartition("/")[2])).split("_"))
