"""What the page and its data tell of a contract, typed and frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tenon.contract import Operation
from tenon.diff.change import Change
from tenon.diff.outcome import Outcome
from tenon.finding import Finding, Place, Severity
from tenon.sdk.fidelity import Row as Feature


@dataclass(frozen=True, slots=True)
class Unknown:
    """What is not known, why, and what to do to know it."""

    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}" if self.remedy else self.reason


@dataclass(frozen=True, slots=True)
class Handled:
    """Whether an operation has a handler, and where it stands as far as that was found."""

    implemented: bool
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Replied:
    """A declared reply, and which of its statuses tests and the fuzzer saw."""

    status: str
    description: str = ""
    by_tests: tuple[int, ...] = ()
    by_fuzz: tuple[int, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether anything saw it."""
        return bool(self.by_tests or self.by_fuzz)


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """How often the fuzzer was answered, by status, and the titles of what it found wrong."""

    statuses: Mapping[int, int] = field(default_factory=dict)
    failures: tuple[str, ...] = ()

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One operation. `tests` and `fuzz` are None where nothing was recorded of any operation.

    `role` is what it does to its resource; `undeclared` are statuses that were seen though the
    contract does not declare them.
    """

    operation: Operation
    role: str
    handled: Handled | None
    tests: tuple[str, ...] | None
    fuzz: Fuzzed | None
    replies: tuple[Replied, ...]
    undeclared: tuple[int, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    @property
    def recorded(self) -> bool:
        """Whether anything was recorded that could have seen its replies."""
        return self.tests is not None or self.fuzz is not None

    @property
    def never(self) -> tuple[str, ...]:
        """The declared replies that nothing saw, where something was recorded."""
        return tuple(r.status for r in self.replies if not r.seen) if self.recorded else ()


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of a resource, or of a group without one; `path` is its collection."""

    name: str
    path: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sdk:
    """One kind of SDK: its name for people, and the name and version of its package."""

    kind: str
    name: str
    package: str
    version: str


@dataclass(frozen=True)
class Health:
    """All that is told of one contract.

    `shared` are the findings of no operation; `handlers`, `tests` and `fuzz` say why what they
    speak of is not known, where it is not; `strangers` counts recorded operations that the
    contract does not have (any more).
    """

    title: str
    version: str
    file: str
    sections: Sequence[Section]
    shared: Sequence[Finding]
    since: Outcome | Unknown
    handlers: Unknown | None
    tests: Unknown | None
    fuzz: Unknown | None
    strangers: Sequence[str]
    sdks: Sequence[Sdk]
    features: Sequence[Feature]

    @property
    def rows(self) -> list[Row]:
        """All operations, in the order of the sections."""
        return [row for section in self.sections for row in section.rows]

    @property
    def findings(self) -> list[Finding]:
        """All findings."""
        return [*self.shared, *(finding for row in self.rows for finding in row.findings)]

    def counted(self, severity: Severity) -> int:
        """How many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)
