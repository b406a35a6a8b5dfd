"""Gathers what is found, by operation, and makes changes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenon.diff.change import Audience, Change, Verdict
from tenon.diff.rules import RULES
from tenon.diff.side import Side
from tenon.diff.walk import Key, Walk
from tenon.diff.way import Found, judged

_Identity = tuple[str, Verdict, Audience, str, str | None, str | None]


@dataclass
class Sink:
    """What was found so far. The same thing found for several operations is one change."""

    sides: tuple[Side, Side]
    walk: Walk
    _used: dict[tuple[Key, str], None] = field(default_factory=dict)
    _found: dict[_Identity, dict[str, None]] = field(default_factory=dict)

    def add(
        self,
        rule: str,
        audience: Audience,
        operation: str,
        message: str,
        base: str | None,
        head: str | None,
        verdict: Verdict | None = None,
    ) -> None:
        """One thing found of an operation (or of none), by the pointers of both sides."""
        row = RULES[rule]
        by_row = row.receiving if audience is Audience.RECEIVING else row.sending
        self._put((rule, verdict or by_row, audience, message, base, head), operation)

    def schemas(self, key: Key | None, operation: str) -> None:
        """All that is found of a pair of schemas, for an operation that uses them."""
        if key is not None:
            self._used[key, operation] = None

    def changes(self) -> tuple[Change, ...]:
        """Everything found, by where it stands."""
        base, head = self.sides
        fruitful = self.walk.fruitful()
        for key, operation in self._used:
            for at, found in self.walk.found(key, fruitful):
                self._schema(at, found, operation)
        changes = [
            Change(
                id=rule,
                verdict=verdict,
                audience=audience,
                operations=tuple(name for name in operations if name),
                message=message,
                base=base.place(before),
                head=head.place(after),
            )
            for (rule, verdict, audience, message, before, after), operations in self._found.items()
        ]
        return tuple(sorted(_without_doubles(changes), key=_order))

    def _schema(self, key: Key, found: Found, operation: str) -> None:
        way = key[2]
        verdict = judged(found, way)
        if verdict is not None:
            identity = (found.rule, verdict, way.audience, found.message, found.base, found.head)
            self._put(identity, operation)

    def _put(self, identity: _Identity, operation: str) -> None:
        self._found.setdefault(identity, {})[operation] = None


def _without_doubles(changes: list[Change]) -> list[Change]:
    """Changes of which two that only differ in whom they concern, with one verdict, are one."""
    kept: dict[object, Change] = {}
    for change in changes:
        key = (change.id, change.verdict, change.message, change.base, change.head)
        other = kept.get(key)
        if other is not None and other.audience is not change.audience:
            operations = tuple(dict.fromkeys((*other.operations, *change.operations)))
            change = Change(
                change.id, change.verdict, Audience.BOTH, operations,
                change.message, change.base, change.head,
            )  # fmt: skip
        kept[key] = change
    return list(kept.values())


def _order(change: Change) -> tuple[object, ...]:
    place = change.head or change.base
    assert place is not None, change  # noqa: S101  a change stands somewhere
    return (place, change.head is None, change.id, change.audience, change.message)
