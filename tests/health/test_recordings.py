"""What is read of recordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.finding import ContractError
from tenon.health import read_recordings
from tests.health.made import PATHS, answered, bundle, fuzzed, health, recorded, row
from tests.tiny import contract

TINY = contract(PATHS)
ITEM = "/pets/{pet_id}"


def test_tests_and_the_fuzzer_see_replies_together(tmp_path: Path) -> None:
    file = recorded(
        tmp_path,
        answered("GET", ITEM, 200, "t.py::test_one"),
        answered("GET", ITEM, 200, "t.py::test_two"),
        answered("GET", "/pets", 422, None),
        fuzzed("GET", ITEM, {"404": 7}),
        fuzzed("GET", ITEM, {"404": 2, "500": 1}, "Server error"),
    )
    found = health(bundle(tmp_path), recordings=read_recordings([file], TINY))

    pet = row(found, "getPet")
    assert pet.tests == ("t.py::test_one", "t.py::test_two")
    assert pet.fuzz is not None
    assert (pet.fuzz.statuses, pet.fuzz.failures) == ({404: 9, 500: 1}, ("Server error",))
    assert [(r.status, r.by_tests, r.by_fuzz) for r in pet.replies] == [
        ("200", (200,), ()),
        ("404", (), (404,)),
    ]
    assert (pet.never, pet.undeclared) == ((), (500,))
    pets = row(found, "listPets")
    assert (pets.tests, pets.never) == ((), ("200",))
    assert [r.by_tests for r in pets.replies if r.status == "4XX"] == [(422,)]


def test_without_recordings_nothing_is_called_unanswered(tmp_path: Path) -> None:
    found = health(bundle(tmp_path))

    pet = row(found, "getPet")
    assert (pet.tests, pet.fuzz, pet.never) == (None, None, ())
    assert "no tests were recorded; run them with TENON_COVERAGE=FILE" in str(found.tests)
    assert "no fuzzing was recorded; run tenon fuzz --coverage FILE" in str(found.fuzz)


def test_other_contracts_are_passed_over_and_lost_operations_named(tmp_path: Path) -> None:
    file = recorded(
        tmp_path,
        answered("GET", ITEM, 200, "t.py::test_one", title="Other"),
        answered("GET", "/dogs", 200, "t.py::test_one"),
    )
    found = read_recordings([file], TINY)

    assert (found.seen, found.strangers) == ({}, {"GET /dogs"})


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"kind": "other"}',
        '{"kind": "test", "contract": "Tiny", "method": "GET", "path": "/pets"}',
        '{"kind": "test", "contract": "Tiny", "method": "GET", "path": "/pets", "status": true}',
        '{"kind": "test", "contract": "T", "method": [], "path": "/", "status": 1, "test": null}',
        '{"kind": "test", "contract": "T", "method": "", "path": "/", "status": 1, "test": {}}',
        fuzzed("GET", "/pets", {"x": 1}),
        fuzzed("GET", "/pets", {"²": 1}),
        fuzzed("GET", "/pets", {"200": "1"}),  # type: ignore[dict-item]
        fuzzed("GET", "/pets", {}, 1),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_recording_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    file = recorded(tmp_path, answered("GET", "/pets", 200, None), line)
    with pytest.raises(ContractError) as caught:
        read_recordings([file], TINY)

    (finding,) = caught.value.findings
    assert (finding.place.line, finding.rule) == (2, "bad-recording")
    assert finding.remedy == "name a file that TENON_COVERAGE or tenon fuzz --coverage wrote"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="it cannot be read: No such file or directory"):
        read_recordings([tmp_path / "none.jsonl"], TINY)


def test_a_file_of_bytes_is_told(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(ContractError, match="it cannot be read"):
        read_recordings([tmp_path / "bytes"], TINY)
