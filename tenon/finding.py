"""One printed form for every message about a contract: place, rule, message, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops the work, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a file as the user named it, line and column counted from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying about a contract, and what to do about it."""

    place: Place
    rule: str
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        label = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.place}: {label}{self.rule}: {self.message}{remedy}"


class ContractError(Exception):
    """The contract cannot be used; `findings` says where and why (at least one of them)."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that stop the work, in the order given."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)
