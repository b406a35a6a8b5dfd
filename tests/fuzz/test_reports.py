"""What is reported of several seeds."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tenon.fuzz.job import Outcome
from tenon.fuzz.reports import copy_html, merge_junit, summary


def outcome(seed: int, code: int = 0, **statuses: int) -> Outcome:
    report: dict[str, Any] = {
        "operations": {"tested": 5},
        "test_cases": {"generated": 300, "unique_failures": code},
        "running_time": 2.0,
        "errors": [],
    }
    return Outcome(seed, code, report, {int(name[1:]): count for name, count in statuses.items()})


def test_each_seed_has_a_line_and_the_end_is_said() -> None:
    assert [line.split() for line in summary([outcome(1), outcome(2)])] == [
        ["seed", "operations", "cases", "failures", "5xx", "seconds", "cases/s"],
        ["1", "5", "300", "0", "0", "2.0", "150"],
        ["2", "5", "300", "0", "0", "2.0", "150"],
        ["no", "failure", "with", "2", "seeds"],
        ["600", "passed,", "0", "failed"],
    ]


def test_a_failure_names_the_seed_that_repeats_it() -> None:
    *_, last, _ = summary([outcome(1), outcome(7, code=1), outcome(9, code=1)])

    assert last == "failed with seed 7, 9; repeat with --seed 7"


def test_a_server_error_is_a_failure_even_if_the_fuzzer_is_content() -> None:
    assert outcome(1, s200=10, s503=1).failed
    assert not outcome(1, s200=10, s404=1).failed


def test_a_fuzzer_that_reports_nothing_has_failed() -> None:
    assert Outcome(1, 0, {}, {}).failed


def test_reports_of_several_seeds_are_one_file(tmp_path: Path) -> None:
    reports = {}
    for seed in (1, 2):
        reports[seed] = tmp_path / f"{seed}.xml"
        reports[seed].write_text(
            '<testsuites><testsuite name="fuzz" tests="3" failures="1" errors="0" skipped="0">'
            '<testcase name="GET /"/></testsuite></testsuites>'
        )

    merge_junit(reports, tmp_path / "made/fuzz.xml")

    whole = ET.parse(tmp_path / "made/fuzz.xml").getroot()
    assert [suite.get("name") for suite in whole] == ["fuzz, seed 1", "fuzz, seed 2"]
    assert (whole.get("tests"), whole.get("failures")) == ("6", "2")


def test_pages_of_several_seeds_have_a_folder_each(tmp_path: Path) -> None:
    for seed in (1, 2):
        (tmp_path / str(seed)).mkdir()
        (tmp_path / str(seed) / "index.html").write_text(str(seed))

    copy_html({seed: tmp_path / str(seed) for seed in (1, 2)}, tmp_path / "html")

    assert (tmp_path / "html/seed-2/index.html").read_text() == "2"
