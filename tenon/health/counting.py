"""How much of a contract is well, in numbers."""

from __future__ import annotations

from typing import Any

from tenon.finding import Severity
from tenon.health.model import Health


def counts(health: Health) -> dict[str, Any]:
    """Numbers by name; None for what is not known."""
    rows = health.rows
    tested, fuzzed = health.tests is None, health.fuzz is None
    recorded = tested or fuzzed
    return {
        "operations": len(rows),
        "deprecated": sum(row.operation.deprecated for row in rows),
        "implemented": (
            sum(bool(row.handled and row.handled.implemented) for row in rows)
            if health.handlers is None
            else None
        ),
        "tested": sum(bool(row.tests) for row in rows) if tested else None,
        "fuzzed": sum(bool(row.fuzz and row.fuzz.requests) for row in rows) if fuzzed else None,
        "fuzz_failures": (
            sum(len(row.fuzz.failures) for row in rows if row.fuzz) if fuzzed else None
        ),
        "replies": sum(len(row.replies) for row in rows),
        "replies_never_seen": sum(len(row.never) for row in rows) if recorded else None,
        "findings": {severity.value: health.counted(severity) for severity in Severity},
    }


def counted(count: int, noun: str) -> str:
    """A number and what is counted: `1 note`, `2 notes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
