"""What was recorded while tests and the fuzzer ran.

`tenon.runtime.coverage` and `tenon.fuzz.coverage` say what a line of a recording holds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenon.contract import Contract
from tenon.finding import ContractError, Finding, Place

_REMEDY = "name a file that TENON_COVERAGE or tenon fuzz --coverage wrote"
_LONGEST = 10  # findings of one file that are told


@dataclass
class Seen:
    """What was seen of one operation."""

    tests: set[str] = field(default_factory=set)
    by_tests: set[int] = field(default_factory=set)
    by_fuzz: Counter[int] = field(default_factory=Counter)
    failures: set[str] = field(default_factory=set)


@dataclass
class Recordings:
    """What was seen by the id of the operation.

    `tested` and `fuzzed` say whether there is any recording of the kind; `strangers` names what
    was recorded of the contract's title, and is no operation of it.
    """

    seen: dict[str, Seen] = field(default_factory=dict)
    tested: bool = False
    fuzzed: bool = False
    strangers: set[str] = field(default_factory=set)

    def of(self, operation: str) -> Seen:
        """What was seen of an operation, which may be nothing."""
        return self.seen.get(operation) or Seen()


def read_recordings(files: Iterable[Path], contract: Contract) -> Recordings:
    """What some files tell of a contract; what they tell of others is passed over.

    An operation is known by its method and path. Raises ContractError for a file that cannot be
    read, or was not recorded.
    """
    found = Recordings()
    known = {(o.method, o.path): o.id for o in contract.operations}
    findings: list[Finding] = []
    for file in files:
        for number, row in _rows(file, findings):
            take = _TAKERS.get(str(row.get("kind")))
            if take is None or not _is_row(row):
                findings.append(_wrong(file, number, "this is no line of a recording"))
            elif row["contract"] == contract.title:
                operation = known.get((row["method"], row["path"]))
                take(found, _of(found, operation, row), row)
    if findings:
        raise ContractError(findings[:_LONGEST])
    return found


def _of(found: Recordings, operation: str | None, row: Mapping[str, Any]) -> Seen:
    if operation is None:
        found.strangers.add(f"{row['method']} {row['path']}")
        return Seen()
    return found.seen.setdefault(operation, Seen())


def _test(found: Recordings, seen: Seen, row: Mapping[str, Any]) -> None:
    found.tested = True
    seen.by_tests.add(row["status"])
    if row.get("test"):
        seen.tests.add(row["test"])


def _fuzz(found: Recordings, seen: Seen, row: Mapping[str, Any]) -> None:
    found.fuzzed = True
    seen.by_fuzz.update({int(status): count for status, count in row["statuses"].items()})
    seen.failures.update(row["failures"])


_TAKERS = {"test": _test, "fuzz": _fuzz}


def _rows(file: Path, findings: list[Finding]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects in the lines of a file, and the numbers of the lines."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or str(error)
        findings.append(_wrong(file, 1, f"it cannot be read: {said}"))
        return
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            findings.append(_wrong(file, number, "this line is no JSON object"))


def _is_row(row: Mapping[str, Any]) -> bool:
    """Whether a line holds what its kind needs."""
    named = all(isinstance(row.get(key), str) for key in ("contract", "method", "path"))
    if row["kind"] == "test":
        return named and type(row.get("status")) is int and _is_name(row.get("test"))
    statuses, failures = row.get("statuses"), row.get("failures")
    return (
        named
        and isinstance(statuses, dict)
        and all(s.isdecimal() and type(count) is int for s, count in statuses.items())
        and isinstance(failures, list)
        and all(isinstance(title, str) for title in failures)
    )


def _is_name(value: object) -> bool:
    return value is None or isinstance(value, str)


def _wrong(file: Path, line: int, message: str) -> Finding:
    return Finding(Place(str(file), line), "bad-recording", message, _REMEDY)
