"""A comparison as JSON, for programs."""

from __future__ import annotations

import json
from typing import Any

from tenon.diff.change import Change, Verdict
from tenon.diff.outcome import Outcome
from tenon.finding import Place


def json_text(outcome: Outcome) -> str:
    """An object: both sides, the counts, the version that follows, and a row a change."""
    before, after = outcome.versions
    said = {
        "base": {"name": outcome.base, "version": before},
        "head": {"name": outcome.head, "version": after},
        "counts": {verdict.value: len(outcome.of(verdict)) for verdict in Verdict},
        "step": outcome.step.value,
        "next_version": outcome.next_version,
        "failing": len(outcome.failing),
        "changes": [_row(change, outcome) for change in outcome.changes],
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _row(change: Change, outcome: Outcome) -> dict[str, Any]:
    acceptance = outcome.accepted.get(change)
    return {
        "id": change.id,
        "verdict": change.verdict.value,
        "audience": change.audience.value,
        "operations": list(change.operations),
        "message": change.message,
        "base": _place(change.base),
        "head": _place(change.head),
        "accepted": acceptance.reason if acceptance else None,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}
