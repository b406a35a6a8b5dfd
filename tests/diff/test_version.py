"""The version that follows from what changed."""

from __future__ import annotations

import pytest

from tenon.diff.version import Step, following, suffices


@pytest.mark.parametrize(
    ("version", "step", "next_version"),
    [
        ("1.2.3", Step.MAJOR, "2.0.0"),
        ("1.2.3", Step.MINOR, "1.3.0"),
        ("1.2.3", Step.PATCH, "1.2.4"),
        ("1.2.3", Step.NONE, "1.2.3"),
        ("v71", Step.MAJOR, "72.0.0"),
        ("2.1", Step.MINOR, "2.2.0"),
        ("0.4.2", Step.MAJOR, "0.5.0"),
        ("1.0.0-beta.1", Step.PATCH, "1.0.1"),
        ("2024-10-01", Step.MAJOR, "2025.0.0"),
        ("latest", Step.MAJOR, ""),
        ("", Step.MAJOR, ""),
    ],
)
def test_the_version_after_one(version: str, step: Step, next_version: str) -> None:
    assert following(version, step) == next_version


@pytest.mark.parametrize(
    ("base", "head", "step", "enough"),
    [
        ("1.0.0", "2.0.0", Step.MAJOR, True),
        ("1.0.0", "3.1.0", Step.MAJOR, True),
        ("1.9.0", "1.10.0", Step.MAJOR, False),
        ("1.9.0", "1.10.0", Step.MINOR, True),
        ("1.0.0", "1.0.1", Step.MINOR, False),
        ("0.4.0", "0.5.0", Step.MAJOR, True),
        ("0.4.0", "0.4.1", Step.MAJOR, False),
        ("2.0.0", "1.0.0", Step.MAJOR, False),
        ("1.0.0", "1.0.0", Step.NONE, True),
        ("old", "new", Step.MAJOR, False),
    ],
)
def test_whether_a_version_was_raised_enough(
    base: str, head: str, step: Step, enough: bool
) -> None:
    assert suffices(base, head, step) is enough
