"""Each rule has a folder of its own name: a contract that breaks it, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tenon.document import read
from tenon.lint import EVERY, lint

CASES = Path(__file__).parents[1] / "cases" / "lint"
NAMES = sorted(case.name for case in CASES.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_that_breaks_a_rule_gives_exactly_the_expected_findings(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CASES / name)

    found = [finding for finding in lint(read(Path("openapi.yaml"))) if finding.rule == name]

    assert [str(finding) for finding in found] == Path("expected.txt").read_text().splitlines()
    assert found


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert sorted(rule.id for rule in EVERY) == NAMES


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.id)
def test_every_rule_says_what_it_is_for_and_what_to_do(rule: object) -> None:
    purpose, remedy, reason = (getattr(rule, name) for name in ("purpose", "remedy", "reason"))
    assert purpose.endswith(".")
    assert reason.endswith(".")
    assert remedy
    assert not remedy.endswith(".")
