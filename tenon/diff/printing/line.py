"""One change in one line."""

from __future__ import annotations

from tenon.diff.change import Change
from tenon.finding import Place


def line(change: Change) -> str:
    """A change as a finding is printed: its place, verdict and rule, then what and for whom."""
    place = change.head or change.base
    was = f" (was {change.base})" if change.head and change.base else ""
    return f"{place}: {change.verdict}: {change.id}: {change.message}; {concerns(change)}{was}"


def concerns(change: Change) -> str:
    """Whom a change concerns: `sending POST /pets and 2 more`."""
    first, *others = change.operations or ("",)
    more = f" and {len(others)} more" if others else ""
    return f"{AUDIENCES[change.audience]} {first}{more}".rstrip()


def places(change: Change) -> tuple[str, str]:
    """Where a change stands before and after; empty where it does not."""
    return _shown(change.base), _shown(change.head)


def _shown(place: Place | None) -> str:
    return str(place) if place else ""


AUDIENCES = {"sending": "sending", "receiving": "receiving", "both": "sending and receiving"}
