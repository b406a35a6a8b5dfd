"""The version that follows from what changed (Semantic Versioning 2.0.0, items 4 to 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from tenon.diff.change import Change, Verdict

_VERSION = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:[-+].*)?")


class Step(StrEnum):
    """By how much a version is raised, from least to most."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


_STEPS = tuple(Step)


def needed(changes: Iterable[Change], *, reworded: bool) -> Step:
    """The step that changes ask for; what is undecided counts as breaking.

    `reworded` says whether anything at all is written differently, such as a description.
    """
    verdicts = {change.verdict for change in changes}
    if verdicts & {Verdict.BREAKING, Verdict.UNDECIDED}:
        return Step.MAJOR
    if verdicts:
        return Step.MINOR
    return Step.PATCH if reworded else Step.NONE


def following(version: str, step: Step) -> str:
    """The version after one by a step; nothing when it is no version of numbers.

    Before 1.0.0 a breaking change raises the second number (item 4).
    """
    numbers = _numbers(version)
    if numbers is None:
        return ""
    major, minor, patch = numbers
    if step is Step.MAJOR and major == 0:
        step = Step.MINOR
    raised = {
        Step.NONE: (major, minor, patch),
        Step.PATCH: (major, minor, patch + 1),
        Step.MINOR: (major, minor + 1, 0),
        Step.MAJOR: (major + 1, 0, 0),
    }[step]
    return ".".join(map(str, raised))


def suffices(base: str, head: str, step: Step) -> bool:
    """Whether a version was raised by a step or more; False when either has no numbers."""
    before, after = _numbers(base), _numbers(head)
    if before is None or after is None or after <= before:
        return step is Step.NONE
    taken = _taken(before, after)
    if before[0] == 0 and step is Step.MAJOR:
        step = Step.MINOR
    return _STEPS.index(taken) >= _STEPS.index(step)


def _taken(before: tuple[int, int, int], after: tuple[int, int, int]) -> Step:
    index = next(i for i in range(3) if before[i] != after[i])
    return (Step.MAJOR, Step.MINOR, Step.PATCH)[index]


def _numbers(version: str) -> tuple[int, int, int] | None:
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return None
    major, minor, patch = (int(number or 0) for number in match.groups())
    return major, minor, patch
