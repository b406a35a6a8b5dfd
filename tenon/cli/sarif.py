"""Findings as SARIF 2.1.0 (OASIS), which code scanning and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from tenon.finding import Finding, Place

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Row(Protocol):
    """What is known of a rule."""

    @property
    def purpose(self) -> str:
        """What it asks for."""

    @property
    def remedy(self) -> str:
        """What to do."""

    @property
    def reason(self) -> str:
        """Why it matters."""


def sarif(findings: Iterable[Finding], rules: Mapping[str, Row]) -> dict[str, Any]:
    """One run with all findings, and with what `rules` know of those that were broken."""
    listed = list(findings)
    names = list(dict.fromkeys(finding.rule for finding in listed))
    driver = {
        "name": "tenon",
        "rules": [_rule(name, rules.get(name)) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, names.index(finding.rule)) for finding in listed],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": row.purpose},
        "fullDescription": {"text": row.reason},
        "help": {"text": row.remedy},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": finding.message + remedy},
        "locations": [{"physicalLocation": _location(finding.place)}],
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": quote(place.file, safe="/:.")},
        "region": {"startLine": place.line, "startColumn": place.column},
    }
