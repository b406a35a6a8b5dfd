"""The number that says which version is to follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tenon.diff.change import Audience, Change, Verdict
from tenon.diff.outcome import Outcome
from tenon.finding import Place
from tenon.health.tiles import tiles
from tests.health.made import bundle, health


def change(verdict: Verdict) -> Change:
    return Change("rule", verdict, Audience.BOTH, (), "changed", Place("a"), Place("b"))


@pytest.mark.parametrize(
    ("before", "after", "verdicts", "expected"),
    [
        ("1.0.0", "1.0.0", [Verdict.BREAKING],
         ("2.0.0", "major since 1.0.0, the contract says 1.0.0", "bad")),
        ("1.0.0", "2.0.0", [Verdict.BREAKING], ("2.0.0", "major since 1.0.0", "good")),
        ("1.0.0", "1.0.1", [Verdict.SAFE],
         ("1.1.0", "minor since 1.0.0, the contract says 1.0.1", "warn")),
        ("1.0.0", "3.0.0", [Verdict.SAFE], ("3.0.0", "minor since 1.0.0", "good")),
        ("1.0.0", "1.0.0", [], ("1.0.1", "patch since 1.0.0, the contract says 1.0.0", "warn")),
        ("spring", "", [Verdict.SAFE],
         ("minor", "minor since spring, the contract says none", "warn")),
    ],
)  # fmt: skip
def test_the_next_version_is_what_the_changes_ask_for(
    tmp_path: Path, before: str, after: str, verdicts: list[Verdict], expected: tuple[str, ...]
) -> None:
    since = Outcome("base", "head", "Tiny", (before, after), list(map(change, verdicts)))
    found = list(tiles(replace(health(bundle(tmp_path)), since=since)))[6]
    assert (found.value, found.detail, found.tone) == expected


def test_nothing_changed(tmp_path: Path) -> None:
    since = Outcome("base", "head", "Tiny", ("1.0.0", "1.0.0"), [], reworded=False)
    found = list(tiles(replace(health(bundle(tmp_path)), since=since)))[6]
    assert (found.value, found.detail, found.tone) == ("1.0.0", "nothing changed", "good")
