"""A comparison as lines for people."""

from __future__ import annotations

from tenon.diff.outcome import Outcome
from tenon.diff.printing.line import line


def text(outcome: Outcome) -> str:
    """A line a change, what was accepted of them, and a line that sums them up."""
    lines = []
    for change in outcome.changes:
        acceptance = outcome.accepted.get(change)
        lines.append(line(change) + (f"; accepted: {acceptance.reason}" if acceptance else ""))
    lines.append(f"{outcome.base} -> {outcome.head}: {outcome.summary()}")
    if outcome.failing:
        lines.append(
            f"{len(outcome.failing)} of these need a new major version, or to be accepted in "
            "[[tool.tenon.diff.accept]]"
        )
    return "\n".join(lines) + "\n"
