"""What each SDK keeps and loses: the table is whole, and each of its cells is shown by a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenon.sdk.fidelity import KINDS, Row, Verdict, markdown, table
from tests.sdk import node
from tests.tiny import ROOT

README = ROOT / "tenon/sdk/README.md"
HERE = Path(__file__).parent
# The features that only some SDKs can have.
OWN = {
    "rtk-query": {"tags by resource", "streams in the cache", "infinite lists"},
}


def known_tests(kind: str) -> set[str]:
    """The tests of an SDK: functions of pytest, and titles of Node's."""
    name = kind.replace("-", "_")
    sources = "".join(path.read_text("utf-8") for path in HERE.glob(f"test_{name}_*.py"))
    found = set(re.findall(r"def (test_\w+)\(", sources))
    below = HERE / name
    return found | set(node.titles(*sorted(below.glob("*.test.ts*")))) if below.is_dir() else found


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_names_a_test_that_is_there(kind: str) -> None:
    known = known_tests(kind)
    named = {row.feature: row.said[kind].test for row in table() if kind in row.said}

    assert len(named) > 20
    assert {feature: test for feature, test in named.items() if test not in known} == {}


@pytest.mark.parametrize("row", table(), ids=lambda row: row.feature)
def test_every_sdk_speaks_of_every_feature(row: Row) -> None:
    own = {kind for kind, features in OWN.items() if row.feature in features}
    assert set(row.said) == (own or set(KINDS))


@pytest.mark.parametrize("row", table(), ids=lambda row: row.feature)
def test_what_is_not_kept_says_how(row: Row) -> None:
    unsaid = [k for k, said in row.said.items() if not said.how and said.verdict != Verdict.KEPT]
    assert unsaid == []


def test_the_readme_shows_the_table() -> None:
    assert markdown() in README.read_text("utf-8")
