"""What reading a text of YAML or JSON yields: plain values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tenon.finding import Finding, Place

# Deeper than any schema written by a person; safely inside Python's own limit on recursion.
DEEPEST = 150


class Positions(Protocol):
    """Where the nodes of one text stand."""

    def at(self, tokens: Sequence[str]) -> tuple[int, int]:
        """Line and column, from 1, of the node that pointer tokens lead to.

        A member stands where its key stands. Where the tokens lead nowhere, the last node on
        the way counts.
        """


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value of a text, where its nodes stand, and what was worth saying on the way."""

    value: Any
    positions: Positions
    findings: tuple[Finding, ...] = ()


class Unreadable(Exception):
    """A text that yields no value; `findings` says why."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(*map(str, findings))


def too_deep(place: Place) -> Finding:
    """The finding for a text whose nesting no walk should follow."""
    return Finding(
        place,
        "too-deep",
        f"nesting goes deeper than {DEEPEST} levels",
        "move inner parts into components and refer to them",
    )
