"""States that are kept under a name, to come back to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_MOST = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a session remembered at a moment."""

    name: str
    session: str
    at: datetime
    state: dict[str, Any]

    def summary(self) -> dict[str, str]:
        """What is told of it in a list, as JSON."""
        at = self.at.isoformat(timespec="seconds")
        return {"name": self.name, "session": self.session, "at": at}


class Snapshots:
    """The last snapshots by name: one more than is kept drops the oldest."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: dict[str, Snapshot] = {}

    def keep(self, name: str, session: str, state: dict[str, Any]) -> Snapshot:
        """Keep a state; one of the same name is replaced."""
        self._kept.pop(name, None)
        self._kept[name] = Snapshot(name, session, datetime.now(UTC), state)
        if len(self._kept) > self._most:
            self._kept.pop(next(iter(self._kept)))
        return self._kept[name]

    def find(self, name: str) -> Snapshot | None:
        """The snapshot of that name."""
        return self._kept.get(name)

    def __iter__(self) -> Iterator[Snapshot]:
        """All that are kept, oldest first."""
        return iter(tuple(self._kept.values()))
