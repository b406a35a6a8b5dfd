"""Each rule has a folder of its name: two contracts, and what is told of them, to the letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tenon.diff import RULES, compare
from tenon.diff.printing.line import line
from tenon.diff.same import Same
from tenon.document import read

CASES = Path(__file__).parents[1] / "cases" / "diff"
NAMES = sorted(case.name for case in CASES.iterdir())
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("name", NAMES)
def test_two_contracts_give_exactly_the_expected_changes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / name)

    changes = compare(read(Path("base.yaml")), read(Path("head.yaml")), today=TODAY)

    assert [line(change) for change in changes] == Path("expected.txt").read_text().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_every_case_shows_the_rule_it_is_named_after(name: str) -> None:
    told = {
        text.split(": ")[2] for text in (CASES / name / "expected.txt").read_text().splitlines()
    }

    assert any(name.startswith(rule) for rule in told)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_case_of_its_name(rule: str) -> None:
    assert rule in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_is_no_change_of_itself_however_close_one_looks(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Same, "__call__", lambda *_: False)

    for side in ("base.yaml", "head.yaml"):
        bundle = read(CASES / name / side)
        assert compare(bundle, bundle, today=TODAY) == ()
