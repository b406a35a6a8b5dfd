"""Rules of tags: which things an endpoint tells of, or makes stale."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LIST, ALL = "list", "all"


@dataclass(frozen=True, slots=True)
class Source:
    """Where ids are found: in the `argument` or in the `reply`, at a path through it."""

    of: str
    path: tuple[str, ...]

    def __str__(self) -> str:
        path = ".".join(self.path)
        return path if self.of == "argument" else f"[{path}]"


@dataclass(frozen=True, slots=True)
class Rule:
    """Things of a type: those with ids of a source, the list of them, or all."""

    type: str
    which: str | Source

    def data(self) -> dict[str, Any]:
        """The rule as JSON."""
        which = self.which
        said = which if isinstance(which, str) else {"of": which.of, "path": list(which.path)}
        return {"type": self.type, "which": said}

    def __str__(self) -> str:
        words = {LIST: "LIST", ALL: "(all)"}
        said = words[self.which] if isinstance(self.which, str) else str(self.which)
        return f"{self.type} {said}"


@dataclass(slots=True)
class Tags:
    """What an endpoint provides and makes stale, each once, in order."""

    provides: dict[Rule, None] = field(default_factory=dict)
    invalidates: dict[Rule, None] = field(default_factory=dict)
