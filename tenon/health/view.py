"""What the page shows of operations, findings and changes: its template only arranges it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tenon.diff.change import Change, Verdict
from tenon.diff.outcome import Outcome
from tenon.finding import Finding, Place, Severity
from tenon.health.counting import counted
from tenon.health.model import Row

# What a reader may ask for: its key, its words, and whether a row is such a one.
STATES: Mapping[str, str] = {
    "missing": "No handler",
    "untested": "Untested",
    "unfuzzed": "Not fuzzed",
    "failing": "Fuzz failures",
    "never": "Replies never seen",
    "undeclared": "Undeclared replies",
    "lint": "Lint",
    "changed": "Changed",
    "deprecated": "Deprecated",
}


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The findings of one rule."""

    rule: str
    severity: Severity
    findings: Sequence[Finding]


def states(row: Row) -> list[str]:
    """The keys of the states that a row is in."""
    fuzz = row.fuzz
    found = {
        "missing": row.handled is not None and not row.handled.implemented,
        "untested": row.tests == (),
        "unfuzzed": fuzz is not None and not fuzz.requests,
        "failing": fuzz is not None and bool(fuzz.failures),
        "never": bool(row.never),
        "undeclared": bool(row.undeclared),
        "lint": bool(row.findings),
        "changed": bool(row.changes),
        "deprecated": row.operation.deprecated,
    }
    return [state for state, is_so in found.items() if is_so]


def state_counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many rows are in each state that any is in, in the order of the table."""
    counted = Counter(state for row in rows for state in states(row))
    return {state: counted[state] for state in STATES if counted[state]}


def row_lint(row: Row) -> list[tuple[Severity, str]]:
    """The findings of a row by severity, the worst first, counted in words."""
    found = Counter(finding.severity for finding in row.findings)
    return [(s, counted(found[s], s.value)) for s in Severity if found[s]]


def rule_groups(findings: Iterable[Finding]) -> list[RuleGroup]:
    """Findings by rule and severity, the worst and the most first."""
    found: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.rule, finding.severity), []).append(finding)
    order = list(Severity)
    groups = (RuleGroup(rule, severity, several) for (rule, severity), several in found.items())
    return sorted(groups, key=lambda g: (order.index(g.severity), -len(g.findings), g.rule))


def verdicts(since: Outcome) -> list[tuple[Verdict, list[Change]]]:
    """The changes by verdict, the worst first, those without changes left out."""
    return [(verdict, changes) for verdict in Verdict if (changes := since.of(verdict))]


def by_file(tests: Iterable[str]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Tests by the file they stand in, the cases of one (`test_pets.py::test_a[1]`) counted."""
    found: dict[str, Counter[str]] = {}
    for test in tests:
        file, _, name = test.partition("::")
        found.setdefault(file, Counter())[name.partition("[")[0]] += 1
    return [(file, sorted(names.items())) for file, names in sorted(found.items())]


def short(place: Place) -> str:
    """A place by the name of its file and the line."""
    return f"{PurePosixPath(place.file).name}:{place.line}"
