"""What a server that goes on says of its contract: findings and lines, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from tenon.cli.reporting import Report
from tenon.finding import Finding, Severity

_MOST_LINES = 20


def tell(report: Report, *told: Finding | str) -> None:
    """Print findings, but for notes, and lines; of many findings only the first."""
    findings = [t for t in told if isinstance(t, Finding) and t.severity is not Severity.NOTE]
    for line in (*_lines(report, findings), *(t for t in told if isinstance(t, str))):
        print(line, file=sys.stderr, flush=True)


def _lines(report: Report, findings: list[Finding]) -> Iterator[str]:
    # Errors first: of many lines they are the ones that are looked for.
    findings.sort(key=lambda finding: finding.severity is not Severity.ERROR)
    yield from (str(report.placed(finding)) for finding in findings[:_MOST_LINES])
    if len(findings) > _MOST_LINES:
        yield f"and {len(findings) - _MOST_LINES} more; tenon check tells all"
