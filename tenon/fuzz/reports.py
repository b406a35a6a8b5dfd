"""The reports of several seeds as one, and the lines that sum them up."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from tenon.fuzz.job import Outcome

_COUNTED = ("tests", "failures", "errors", "skipped")


def merge_junit(reports: Mapping[int, Path], target: Path) -> None:
    """Write the JUnit reports of several seeds, by seed, into one file."""
    whole = ET.Element("testsuites", name="tenon fuzz")
    for seed, report in reports.items():
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314  our own
            suite.set("name", f"{suite.get('name', 'fuzz')}, seed {seed}")
            whole.append(suite)
    for name in _COUNTED:
        whole.set(name, str(sum(int(suite.get(name, 0)) for suite in whole)))
    target.parent.mkdir(parents=True, exist_ok=True)
    ET.ElementTree(whole).write(target, encoding="utf-8", xml_declaration=True)


def copy_html(reports: Mapping[int, Path], target: Path) -> None:
    """Put the HTML report into a folder, one folder a seed when there are several."""
    for seed, report in reports.items():
        folder = target if len(reports) == 1 else target / f"seed-{seed}"
        shutil.copytree(report, folder, dirs_exist_ok=True)


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line a seed, one that says how it ended, and one that counts cases."""
    head = ("seed", "operations", "cases", "failures", "5xx", "seconds", "cases/s")
    yield _row(head)
    for outcome in outcomes:
        yield _row(_cells(outcome))
    failed = [str(outcome.seed) for outcome in outcomes if outcome.failed]
    if failed:
        yield f"failed with seed {', '.join(failed)}; repeat with --seed {failed[0]}"
    else:
        yield f"no failure with {len(outcomes)} seed{'' if len(outcomes) == 1 else 's'}"
    wrong = sum(map(_failures, outcomes))
    yield f"{sum(map(_cases, outcomes)) - wrong} passed, {wrong} failed"


def _cells(outcome: Outcome) -> Iterable[object]:
    report, cases = outcome.report, _cases(outcome)
    seconds = report.get("running_time") or 0.0
    tested = (report.get("operations") or {}).get("tested", 0)
    speed = f"{cases / seconds:.0f}" if seconds else ""
    return (
        outcome.seed, tested, cases, _failures(outcome), outcome.server_errors, f"{seconds:.1f}",
        speed,
    )  # fmt: skip


def _cases(outcome: Outcome) -> int:
    return int((outcome.report.get("test_cases") or {}).get("generated", 0))


def _failures(outcome: Outcome) -> int:
    failures = (outcome.report.get("test_cases") or {}).get("unique_failures", 0)
    return int(failures + sum(error["count"] for error in outcome.report.get("errors", ())))


def _row(cells: Iterable[object]) -> str:
    return " ".join(f"{cell:>10}" for cell in cells)
