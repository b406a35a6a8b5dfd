"""A comparison as annotations of GitHub Actions, each at its place in the new contract."""

from __future__ import annotations

from tenon.diff.change import Change, Verdict
from tenon.diff.outcome import Outcome
from tenon.diff.printing.line import concerns

_KINDS = {
    Verdict.BREAKING: "error",
    Verdict.UNDECIDED: "error",
    Verdict.DANGEROUS: "warning",
    Verdict.SAFE: "notice",
}


def github(outcome: Outcome) -> str:
    """A workflow command a change; those that do no harm to the outcome are no errors."""
    failing = set(outcome.failing)
    return "".join(_annotation(change, change in failing) for change in outcome.changes)


def _annotation(change: Change, fails: bool) -> str:
    place = change.head or change.base
    kind = _KINDS[change.verdict]
    kind = "error" if fails else "warning" if kind == "error" else kind
    said = f"title={_escaped(change.id, ':,')}"
    if change.head and place:
        where = f"file={_escaped(place.file, ':,')},line={place.line},col={place.column}"
        said = f"{where},{said}"
    return f"::{kind} {said}::{_escaped(f'{change.message}; {concerns(change)}')}\n"


def _escaped(value: str, also: str = "") -> str:
    for character in f"%\r\n{also}":
        value = value.replace(character, f"%{ord(character):02X}")
    return value
