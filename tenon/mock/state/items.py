"""What is remembered: items, and the shelves that hold those of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Key = tuple[str, ...]  # the texts of an item path's parameters, the id last
_MOST_GONE = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One version of an item; a change makes another one.

    `fields` are all that is known of it, by the names of its kind, and are never changed.
    `owners` are the ids in the path that it was made at, by what stands before them. `kept` are
    the forms that it was written in, by view.
    """

    key: Key
    fields: Mapping[str, Any]
    owners: Mapping[str, str] = field(default_factory=dict)
    sent: bool = False
    kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The text of its id; empty for what stands alone at its path."""
        return self.key[-1] if self.key else ""


def text_of(value: Any) -> str:
    """A value as it stands in a path: 7 and 7.0 are `7`, true is `true`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class Shelf:
    """The items of one kind, in the order they came, found by key and by what they refer to.

    It holds at most `most` items that were sent; a new one then takes the place of the oldest.
    """

    def __init__(self, indexed: Iterable[str] = (), most: int = 1_000) -> None:
        self._items: dict[Key, Item] = {}
        self._found: dict[str, dict[str, dict[Key, None]]] = {name: {} for name in indexed}
        self._sent: dict[Key, None] = {}
        self._gone: dict[Key, None] = {}
        self._most = most
        self.highest = 0  # of the ids that are numbers
        self.changes = 0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def get(self, key: Key) -> Item | None:
        """The item of a key."""
        return self._items.get(key)

    def had(self, key: Key) -> bool:
        """Whether an item of that key was here and is no more."""
        return key in self._gone

    def put(self, item: Item) -> None:
        """Keep an item, instead of an older version of it."""
        before = self._items.get(item.key)
        if before is not None:
            self._forget(before)
        elif item.sent:
            self._sent[item.key] = None
        self._items[item.key] = item
        self._gone.pop(item.key, None)
        for name, found in self._found.items():
            for text in _texts(item, name):
                found.setdefault(text, {})[item.key] = None
        if item.id.isdecimal() and len(item.id) < 17:
            self.highest = max(self.highest, int(item.id))
        self.changes += 1

    def remove(self, key: Key) -> None:
        """Forget an item."""
        item = self._items.pop(key, None)
        if item is None:
            return
        self._forget(item)
        self._sent.pop(key, None)
        self._gone[key] = None
        if len(self._gone) > _MOST_GONE:
            del self._gone[next(iter(self._gone))]
        self.changes += 1

    def excess(self) -> Key | None:
        """The item that has to go because too many were sent."""
        return next(iter(self._sent)) if len(self._sent) > self._most else None

    def of(self, name: str, text: str) -> list[Item]:
        """The items that have a value, as text, in an indexed field or owner."""
        return [self._items[key] for key in self._found[name].get(text, ())]

    def count(self, name: str, text: str) -> int:
        """How many they are."""
        return len(self._found[name].get(text, ()))

    def copy(self) -> Shelf:
        """A shelf with the same items, which are shared for they never change."""
        made = Shelf(self._found, self._most)
        made._items, made._sent = dict(self._items), dict(self._sent)
        made._gone = dict(self._gone)
        made._found = {
            name: {text: dict(keys) for text, keys in found.items()}
            for name, found in self._found.items()
        }
        made.highest, made.changes = self.highest, self.changes
        return made

    def _forget(self, item: Item) -> None:
        for name, found in self._found.items():
            for text in _texts(item, name):
                keys = found[text]
                keys.pop(item.key, None)
                if not keys:
                    del found[text]


def _texts(item: Item, name: str) -> list[str]:
    """The texts that an item is found by: of an owner (a path), or of a field, folded."""
    if name.startswith("/"):
        owner = item.owners.get(name)
        return [] if owner is None else [owner]
    value = item.fields.get(name)
    if isinstance(value, list):
        return list({folded(one) for one in value if isinstance(one, (str, int, float))})
    return [] if value is None or isinstance(value, dict) else [folded(value)]


def folded(value: Any) -> str:
    """A value as text, without regard to case and to blanks at its ends or doubled within."""
    return " ".join(text_of(value).split()).casefold()
