"""From what was read and recorded to the health of a contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tenon.contract import Contract, Operation
from tenon.diff.change import Change, severity
from tenon.diff.outcome import Outcome
from tenon.document import Bundle
from tenon.document.wording import shown
from tenon.finding import Finding
from tenon.health.groups import groups, roles
from tenon.health.model import Fuzzed, Handled, Health, Replied, Row, Section, Unknown
from tenon.health.recordings import Recordings, Seen
from tenon.health.remarks import divided
from tenon.health.sdks import features, sdks

UNTESTED = Unknown(
    "no tests were recorded", "run them with TENON_COVERAGE=FILE, and name it by --coverage"
)
UNFUZZED = Unknown(
    "no fuzzing was recorded", "run tenon fuzz --coverage FILE, and name it by --coverage"
)
_NOTHING: Mapping[str, Handled] = MappingProxyType({})


def examine(
    bundle: Bundle,
    findings: Iterable[Finding],
    *,
    file: str = "",
    handlers: Mapping[str, Handled] | Unknown,
    since: Outcome | Unknown,
    recordings: Recordings | None = None,
) -> Health:
    """The health of a contract.

    `file` is its name; `handlers` says by operation what an application answers; `since` is what
    changed since the last release.
    """
    recordings = recordings or Recordings()
    by_operation, shared = divided(bundle, findings)
    contract = bundle.contract
    examiner = _Examiner(contract, handlers, recordings, by_operation, since)
    return Health(
        contract.title,
        contract.version,
        file,
        [
            Section(group.name, group.path, tuple(map(examiner.row, group.operations)))
            for group in groups(contract)
        ],
        shared,
        since,
        handlers if isinstance(handlers, Unknown) else None,
        None if recordings.tested else UNTESTED,
        None if recordings.fuzzed else UNFUZZED,
        sorted(recordings.strangers),
        sdks(contract),
        features(),
    )


class _Examiner:
    """Makes the rows of one contract."""

    def __init__(
        self,
        contract: Contract,
        handlers: Mapping[str, Handled] | Unknown,
        recordings: Recordings,
        findings: Mapping[str, list[Finding]],
        since: Outcome | Unknown,
    ) -> None:
        self._handlers = _NOTHING if isinstance(handlers, Unknown) else handlers
        self._recordings = recordings
        self._findings = findings
        self._roles = roles(contract)
        self._changes = _changes(since)

    def row(self, operation: Operation) -> Row:
        """The row of an operation."""
        recordings = self._recordings
        seen = recordings.of(operation.id)
        return Row(
            operation,
            self._roles.get(operation.id, ""),
            self._handlers.get(operation.id),
            tuple(sorted(seen.tests)) if recordings.tested else None,
            _fuzzed(seen) if recordings.fuzzed else None,
            tuple(_replies(operation, seen)),
            _undeclared(operation, seen),
            tuple(self._findings.get(operation.id, ())),
            tuple(self._changes.get(f"{operation.method} {shown(operation.path)}", ())),
        )


def _fuzzed(seen: Seen) -> Fuzzed:
    statuses = {status: seen.by_fuzz[status] for status in sorted(seen.by_fuzz)}
    return Fuzzed(statuses, tuple(sorted(seen.failures)))


def _replies(operation: Operation, seen: Seen) -> Iterable[Replied]:
    for reply in operation.replies.values():
        by_tests, by_fuzz = (
            tuple(sorted(s for s in statuses if operation.reply(s) is reply))
            for statuses in (seen.by_tests, seen.by_fuzz)
        )
        yield Replied(reply.status, reply.description, by_tests, by_fuzz)


def _undeclared(operation: Operation, seen: Seen) -> tuple[int, ...]:
    statuses = {*seen.by_tests, *seen.by_fuzz}
    return tuple(sorted(s for s in statuses if operation.reply(s) is None))


def _changes(since: Outcome | Unknown) -> Mapping[str, list[Change]]:
    """Changes by what they call the operations that they concern, the worst first."""
    found: dict[str, list[Change]] = {}
    if isinstance(since, Outcome):
        for change in sorted(since.changes, key=lambda change: severity(change.verdict)):
            for name in change.operations:
                found.setdefault(name, []).append(change)
    return found
