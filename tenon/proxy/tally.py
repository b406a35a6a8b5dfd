"""What a proxy saw, counted by operation: how often, with which statuses, and what was wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tenon.contract import Contract, Operation
from tenon.finding import Severity
from tenon.proxy.exchange import Exchange
from tenon.proxy.violation import Violation

_MOST = 1_000  # different violations that are kept of one operation
_MOST_PATHS = 200  # paths that the contract does not know
_INDEX = re.compile(r"/\d+(?=/|$)")
_Key = tuple[str, str, str, str, str]


@dataclass(slots=True)
class Seen:
    """One kind of violation: the first one, what it was seen in, and how often."""

    violation: Violation
    title: str
    count: int = 0


@dataclass(slots=True)
class Count:
    """What was seen of one operation, or of what the contract does not declare.

    `failed` counts exchanges that came to no reply, by what went wrong.
    """

    name: str
    operation: Operation | None = None
    exchanges: int = 0
    mocked: int = 0
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    violations: dict[_Key, Seen] = field(default_factory=dict)

    def add(self, exchange: Exchange) -> None:
        """Take in one exchange."""
        self.exchanges += 1
        self.mocked += exchange.mocked
        self.seconds += exchange.seconds
        if exchange.status:
            self.statuses[exchange.status] += 1
        if exchange.failed:
            self.failed[exchange.failed] += 1
        for violation in exchange.violations:
            self._count(violation, exchange.title)

    def _count(self, violation: Violation, title: str) -> None:
        key = _key(violation)
        seen = self.violations.get(key)
        if seen is None:
            if len(self.violations) >= _MOST:
                return
            seen = self.violations[key] = Seen(violation, title)
        seen.count += 1

    @property
    def errors(self) -> list[Seen]:
        """The violations that are errors."""
        return [s for s in self.violations.values() if s.violation.severity is Severity.ERROR]


class Tally:
    """Counts exchanges; all operations of the contract are in it, in its order."""

    def __init__(self, contract: Contract) -> None:
        self._declared: dict[str, Count] = {}
        self._undeclared: dict[str, Count] = {}
        self.adopt(contract)

    def adopt(self, contract: Contract) -> None:
        """Go on with what a contract has become; what was seen of an operation stays."""
        self.title = f"{contract.title} {contract.version}".strip()
        before, self._declared = self._declared, {}
        for operation in contract.operations:
            name = f"{operation.method} {operation.path}"
            count = before.pop(operation.id, None) or Count(name)
            count.name, count.operation = name, operation
            self._declared[operation.id] = count
        self._declared |= {id_: count for id_, count in before.items() if count.exchanges}

    def __call__(self, exchange: Exchange) -> None:
        """Take in one exchange."""
        operation = exchange.operation
        count = self._declared.get(operation.id) if operation is not None else None
        (count or self._elsewhere(exchange)).add(exchange)

    @property
    def counts(self) -> Iterable[Count]:
        """What was seen of each declared operation, then of all else by name."""
        elsewhere = self._undeclared
        return [*self._declared.values(), *(elsewhere[name] for name in sorted(elsewhere))]

    @property
    def broken(self) -> bool:
        """Whether anything broke the contract."""
        return any(count.errors for count in self.counts)

    def _elsewhere(self, exchange: Exchange) -> Count:
        name = f"{exchange.method} {exchange.path}"
        if name not in self._undeclared and len(self._undeclared) >= _MOST_PATHS:
            name = "all others"
        return self._undeclared.setdefault(name, Count(name))


def _key(violation: Violation) -> _Key:
    """What makes two violations one: the items of an array are all alike."""
    place = _INDEX.sub("/*", violation.pointer or "")
    return violation.side, violation.location, violation.name or "", place, violation.code
