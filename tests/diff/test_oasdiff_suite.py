"""The pairs of documents that oasdiff tests itself with, and the change that it names in each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tenon.diff import RULES, Change, compare
from tenon.document import read

from ..tiny import SHARED

SUITE = SHARED / "suites" / "oasdiff"
LEVELS = {"ERR": "breaking", "WARN": "dangerous", "INFO": "safe"}

# What oasdiff calls a change, and what we do; `PLACE` stands for request and response, body and
# property, which we tell by audience and place.
THEIRS = {
    "api-security-scope-removed": "security-scope-removed",
    "request-body-media-type-added": "media-type-added",
    "request-body-media-type-removed": "media-type-removed",
    "response-media-type-removed": "media-type-removed",
    "PLACE-discriminator-added": "discriminator-set",
    "PLACE-discriminator-removed": "discriminator-removed",
    "PLACE-discriminator-property-name-changed": "discriminator-changed",
    "PLACE-discriminator-mapping-added": "mapping-added",
    "PLACE-discriminator-mapping-deleted": "mapping-removed",
    "PLACE-discriminator-mapping-changed": "mapping-changed",
    "request-parameter-became-enum": "enum-set",
    "request-parameter-enum-value-added": "enum-value-added",
    "request-parameter-property-enum-value-added": "enum-value-added",
    "request-parameter-property-enum-value-removed": "enum-value-removed",
    "request-parameter-pattern-added": "pattern-set",
    "PLACE-pattern-added": "pattern-set",
    "PLACE-pattern-removed": "pattern-lifted",
    "request-parameter-default-value-changed": "parameter-default-changed",
    "PLACE-default-value-changed": "default-changed",
    "request-parameter-max-items-increased": "limit-loosened",
    "request-parameter-max-items-decreased": "limit-tightened",
    "request-parameter-max-length-set": "limit-set",
    "request-parameter-max-decreased": "limit-tightened",
    "request-parameter-min-length-decreased": "limit-loosened",
    "request-parameter-min-decreased": "limit-loosened",
    "PLACE-max-set": "limit-set",
    "PLACE-any-of-removed": "alternative-removed",
    "PLACE-one-of-removed": "alternative-removed",
    "PLACE-any-of-added": "alternative-added",
    "PLACE-all-of-added": "part-added",
    "PLACE-all-of-removed": "part-removed",
    "PLACE-const-changed": "const-changed",
    "PLACE-type-changed": "type-changed",
    "PLACE-type-compatible": "type-compatible",
    "new-required-request-property": "required-property-added",
    "new-optional-request-property": "optional-property-added",
    "request-property-removed": "property-removed",
    "response-optional-property-removed": "property-removed",
    "response-required-property-added": "required-property-added",
    "PLACE-became-required": "property-became-required",
    "response-success-status-added": "success-added",
}
PLACES = ("request-body", "request-property", "response-body", "response-property")
# Pairs in which we say something else, and why.
OTHERWISE = {
    "TestResponseSuccessStatusAdded": "base and revision are one file, so nothing changed",
}


def cases() -> list[dict[str, object]]:
    if not SUITE.is_dir():
        return []
    found: list[dict[str, object]] = json.loads((SUITE / "cases.json").read_text())
    return found


def ours(theirs: str) -> str:
    for place in PLACES:
        generic = theirs.replace(place, "PLACE", 1)
        if theirs not in THEIRS and generic in THEIRS:
            return THEIRS[generic]
    return THEIRS[theirs]


def audience(theirs: str) -> set[str]:
    return {"receiving" if "response" in theirs else "sending", "both"}


def missing(case: dict[str, object], changes: tuple[Change, ...]) -> list[str]:
    """The changes that oasdiff names and we do not report, or report with another verdict."""
    levels = json.loads((SUITE / "rule_ids.json").read_text())
    wrong = []
    for theirs in case["expect"]:  # type: ignore[attr-defined]
        verdict = LEVELS[levels[theirs]["level"]]
        if not any(
            (change.id, change.verdict) == (ours(theirs), verdict)
            and change.audience in audience(theirs)
            for change in changes
        ):
            wrong.append(f"{theirs} as {verdict} {ours(theirs)}")
    return wrong


def changes(case: dict[str, object]) -> tuple[Change, ...]:
    tolerated = {"path-parameter-unused"}
    base, head = (
        read(Path(SUITE / str(case[side])), lenient=True, tolerated=tolerated)
        for side in ("base", "revision")
    )
    return compare(base, head)


@pytest.mark.skipif(not SUITE.is_dir(), reason="the suite of oasdiff is not on this machine")
@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["case"]))
def test_the_change_that_oasdiff_names_is_reported_with_its_verdict(
    case: dict[str, object],
) -> None:
    wrong = missing(case, changes(case))

    assert bool(wrong) == (case["case"] in OTHERWISE), wrong


@pytest.mark.skipif(not SUITE.is_dir(), reason="the suite of oasdiff is not on this machine")
def test_at_least_44_of_the_47_pairs_are_judged_as_oasdiff_does() -> None:
    agreed = [case for case in cases() if not missing(case, changes(case))]

    assert len(cases()) == 47
    assert len(agreed) >= 44


def test_the_table_names_rules_that_there_are() -> None:
    assert set(THEIRS.values()) <= set(RULES)
