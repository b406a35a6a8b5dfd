"""The health of a contract as data, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tenon.diff.outcome import Outcome
from tenon.diff.printing.json_text import json_text
from tenon.finding import Finding, Place
from tenon.health.counting import counts
from tenon.health.model import Handled, Health, Row, Unknown


def data(health: Health) -> str:
    """JSON text: the contract, counts, operations by section, findings, changes and SDKs.

    What is not known is null, and `unknown` says why.
    """
    said = {
        "contract": {"title": health.title, "version": health.version, "file": health.file},
        "counts": counts(health),
        "unknown": {
            name: str(unknown)
            for name in ("handlers", "tests", "fuzz", "since")
            if isinstance(unknown := getattr(health, name), Unknown)
        },
        "resources": [
            {
                "name": section.name,
                "path": section.path,
                "operations": [_row(row) for row in section.rows],
            }
            for section in health.sections
        ],
        "findings": _findings(health.shared),
        "recorded_and_gone": list(health.strangers),
        "changes": _changes(health.since),
        "sdks": _sdks(health),
    }
    return json.dumps(said, indent=2, ensure_ascii=False) + "\n"


def _row(row: Row) -> dict[str, Any]:
    operation, fuzz = row.operation, row.fuzz
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "place": _place(operation.place),
        "deprecated": operation.deprecated,
        "role": row.role or None,
        "handler": _handler(row.handled),
        "tests": None if row.tests is None else list(row.tests),
        "fuzz": fuzz
        and {
            "requests": fuzz.requests,
            "statuses": {str(status): count for status, count in fuzz.statuses.items()},
            "failures": list(fuzz.failures),
        },
        "replies": [
            {
                "status": reply.status,
                "by_tests": list(reply.by_tests) if row.tests is not None else None,
                "by_fuzz": list(reply.by_fuzz) if fuzz is not None else None,
            }
            for reply in row.replies
        ],
        "never_seen": list(row.never) if row.recorded else None,
        "undeclared": list(row.undeclared),
        "findings": _findings(row.findings),
    }


def _handler(handled: Handled | None) -> dict[str, Any] | None:
    if handled is None:
        return None
    return {"implemented": handled.implemented, "place": _place(handled.place)}


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            **(_place(finding.place) or {}),
            "severity": finding.severity.value,
            "rule": finding.rule,
            "message": finding.message,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}


def _changes(since: Outcome | Unknown) -> Any:
    """What `tenon diff --format json` says; null where there is nothing to compare with."""
    return None if isinstance(since, Unknown) else json.loads(json_text(since))


def _sdks(health: Health) -> dict[str, Any]:
    return {
        "packages": [
            {"kind": sdk.kind, "package": sdk.package, "version": sdk.version}
            for sdk in health.sdks
        ],
        "features": [
            {
                "feature": feature.feature,
                **{
                    kind: {"verdict": said.verdict, "how": said.how, "test": said.test}
                    for kind, said in feature.said.items()
                },
            }
            for feature in health.features
        ],
    }
