"""What each operation answered to the fuzzer, as lines of JSON for `tenon report`.

A line holds the title of the contract, the operation, the seed, how often each status was answered,
and the titles of the failures that were found. Lines are added, so that runs may share a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tenon.contract import Contract
from tenon.fuzz.job import Outcome


def record(document: dict[str, Any], outcome: Outcome, target: Path) -> None:
    """Add a line to a file for each operation of a document that a run called."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as file:
        for row in rows(Contract.from_bundle(document), outcome):
            file.write(json.dumps(row) + "\n")


def rows(contract: Contract, outcome: Outcome) -> Iterator[dict[str, Any]]:
    """A row for each operation that a run called, in the order of the contract."""
    failures = _failures(outcome.report)
    for operation in contract.operations:
        seen = outcome.seen.get(operation.id)
        if seen:
            yield {
                "kind": "fuzz",
                "contract": contract.title,
                "operation": operation.id,
                "method": operation.method,
                "path": operation.path,
                "seed": outcome.seed,
                "statuses": {str(status): seen[status] for status in sorted(seen)},
                "failures": failures.get(f"{operation.method} {operation.path}", []),
            }


def _failures(report: Mapping[str, Any]) -> dict[str, list[str]]:
    """The titles of failures by what the fuzzer calls an operation, such as `GET /pets`."""
    found: dict[str, list[str]] = {}
    for group in report.get("failures") or ():
        for name in group.get("operations") or ():
            found.setdefault(name, []).append(str(group["title"]))
    return found
