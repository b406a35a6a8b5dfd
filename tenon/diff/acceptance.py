"""Breaking changes that a team accepts, each with a reason.

[[tool.tenon.diff.accept]]
rule = "property-removed"
about = "Order.discount"
reason = "Nobody sent it: see the access logs of March."

`about` is a part of the message, `operation` one that the change concerns; one of the two is
needed, so that nothing is accepted that nobody thought of.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenon.diff.change import Change
from tenon.diff.rules import RULES
from tenon.finding import ContractError, Finding, Place, Severity

_KEYS = ("rule", "about", "operation", "reason")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One kind of change that is accepted, and where that is said."""

    rule: str
    reason: str
    about: str = ""
    operation: str = ""
    place: Place = Place("pyproject.toml")  # noqa: RUF009  a frozen value

    def covers(self, change: Change) -> bool:
        """Whether it accepts a change."""
        return (
            change.id == self.rule
            and self.about in change.message
            and (not self.operation or self.operation in change.operations)
        )


def read_acceptances(table: Any, places: Sequence[Place] = ()) -> tuple[Acceptance, ...]:
    """The acceptances in the value of `tool.tenon.diff.accept`.

    `places` are those of its entries, in order. Raises ContractError for what is not understood.
    """
    entries = table if isinstance(table, list) else [table]
    known = [*places, *[Place("pyproject.toml")] * len(entries)]
    findings = [
        Finding(place, "bad-setting", message, remedy)
        for entry, place in zip(entries, known, strict=False)
        for message, remedy in _faults(entry)
    ]
    if findings:
        raise ContractError(findings)
    return tuple(
        Acceptance(**entry, place=place) for entry, place in zip(entries, known, strict=False)
    )


def _faults(entry: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(entry, Mapping):
        yield "an acceptance is no table", "write [[tool.tenon.diff.accept]]"
        return
    for key, value in entry.items():
        if key not in _KEYS:
            yield f"an acceptance has no {key}", f"known are {', '.join(_KEYS)}"
        elif not isinstance(value, str) or not value.strip():
            yield f"{key} of an acceptance is {value!r}, not a text", "write it in quotes"
    rule = entry.get("rule")
    if isinstance(rule, str) and rule not in RULES:
        near = difflib.get_close_matches(rule, RULES, 1)
        yield f"there is no rule {rule}", f"did you mean {near[0]}?" if near else "name one"
    if "rule" not in entry:
        yield "an acceptance names no rule", "write rule = "
    if "reason" not in entry:
        yield "an acceptance has no reason", "say why in reason"
    if not ("about" in entry or "operation" in entry):
        yield "an acceptance says nothing of what", "name it in about or in operation"


def accepted(
    changes: Iterable[Change], acceptances: Sequence[Acceptance]
) -> dict[Change, Acceptance]:
    """Which changes are accepted, and by what."""
    return {
        change: found
        for change in changes
        if (found := next((one for one in acceptances if one.covers(change)), None)) is not None
    }


def idle(acceptances: Sequence[Acceptance], used: Mapping[Change, Acceptance]) -> Iterator[Finding]:
    """Acceptances that accept nothing: a warning each, for the next change may be another."""
    taken = list(used.values())
    for one in acceptances:
        if one not in taken:
            message = f"nothing changed that {one.rule} accepts here"
            yield Finding(one.place, "idle-acceptance", message, "leave it out", Severity.WARNING)
