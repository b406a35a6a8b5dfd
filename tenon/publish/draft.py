"""A document being rewritten, whose objects remember where the bundle held them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tenon.contract.pointer import join
from tenon.document.grammar import Node, walk
from tenon.document.validity import Fault
from tenon.finding import Severity


class Draft:
    """A copy of a bundled document; `faults` are said by pointers into the bundle."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._origins: dict[int, tuple[Any, str]] = {}
        self.faults: list[Fault] = []
        self.document: dict[str, Any] = self._copied(document, "")

    def _copied(self, value: Any, at: str) -> Any:
        if isinstance(value, dict):
            copy: Any = {key: self._copied(item, join(at, key)) for key, item in value.items()}
        elif isinstance(value, list):
            copy = [self._copied(item, join(at, index)) for index, item in enumerate(value)]
        else:
            return value
        self._origins[id(copy)] = (copy, at)
        return copy

    def at(self, value: Any) -> str | None:
        """Where the bundle held an object or a list; None for what was made since."""
        found = self._origins.get(id(value))
        return found[1] if found else None

    def stands_for(self, new: Any, old: Any) -> None:
        """Lets something new stand where something else does."""
        found = self._origins.get(id(old))
        if found is not None:
            self._origins[id(new)] = (new, found[1])

    def nodes(self) -> Iterator[Node]:
        """All objects of the document, as it is now."""
        return walk("document", self.document)

    def say(
        self,
        at: str,
        rule: str,
        message: str,
        remedy: str = "",
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Keeps something worth saying about a node of the bundle."""
        self.faults.append(Fault(at, rule, message, remedy, severity))
