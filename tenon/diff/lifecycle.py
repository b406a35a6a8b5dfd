"""How long an operation lives, how often it may be called, and what it is called."""

from __future__ import annotations

from datetime import date

from tenon.contract import Contract, Operation
from tenon.contract.pointer import join
from tenon.diff.change import Audience, Verdict
from tenon.diff.lifetime import SUNSET, sunset
from tenon.diff.scene import Scene
from tenon.document.wording import shown

_BOTH = Audience.BOTH
_LIMIT = "x-rate-limit"


def removal(operation: Operation, today: date) -> tuple[Verdict | None, str]:
    """The verdict on an operation that is gone, and how it went."""
    day = sunset(operation.extensions)
    if day is not None and day <= today:
        return Verdict.SAFE, f" after its sunset on {day}"
    if day is not None:
        return None, f" before its sunset on {day}"
    if operation.deprecated:
        return Verdict.DANGEROUS, "; it was deprecated, without the day of its end"
    return None, ""


def compare_lifecycle(scene: Scene) -> None:
    """Tell what changed of deprecation, sunset, limits, id and tags."""
    base, head = scene.base, scene.head
    if head.deprecated and not base.deprecated:
        at = scene.at(0), scene.at(1, "deprecated")
        scene.add("operation-deprecated", _BOTH, "it is deprecated", *at)
    if base.deprecated and not head.deprecated:
        at = scene.at(0, "deprecated"), scene.at(1)
        scene.add("operation-reactivated", _BOTH, "it is not deprecated any more", *at)
    _sunset(scene)
    _limit(scene)
    at = scene.at(0, "operationId"), scene.at(1, "operationId")
    if base.id != head.id and any(where.endswith("/operationId") for where in at):
        message = f"its id is {shown(head.id)}, was {shown(base.id)}"
        scene.add("operation-id-changed", _BOTH, message, *at)
    if base.tags != head.tags:
        at = scene.at(0, "tags"), scene.at(1, "tags")
        said = [", ".join(map(shown, tags)) or "none" for tags in (head.tags, base.tags)]
        scene.add("operation-retagged", _BOTH, f"its tags are {said[0]}, were {said[1]}", *at)


def _sunset(scene: Scene) -> None:
    before, after = sunset(scene.base.extensions), sunset(scene.head.extensions)
    if before == after:
        return
    at = scene.at(0, SUNSET), scene.at(1, SUNSET)
    if before is None:
        scene.add("sunset-announced", _BOTH, f"it ends on {after}", *at)
    elif after is not None and after < before:
        message = f"it ends on {after}, not on {before}"
        scene.add("sunset-brought-forward", _BOTH, message, *at)
    else:
        message = (
            f"it ends on {after}, not on {before}" if after else f"it does not end on {before}"
        )
        scene.add("sunset-postponed", _BOTH, message, *at)


def _limit(scene: Scene) -> None:
    before, after = (
        _limited(side.contract, operation)
        for side, operation in zip(scene.sides, (scene.base, scene.head), strict=True)
    )
    if before[:2] == after[:2]:
        return
    lower = _stricter(after[:2], before[:2])
    rule = "rate-limit-lowered" if lower else "rate-limit-raised"
    message = f"callers may ask {_often(after[:2])}, could {_often(before[:2])}"
    scene.add(rule, Audience.SENDING, message, before[2], after[2])


def _limited(contract: Contract, operation: Operation) -> tuple[int, int, str]:
    """Requests, seconds and place of the limit that holds: its own, its tags', the root's.

    No limit is as many as can be.
    """
    if _LIMIT in operation.extensions:
        return _read(operation.extensions[_LIMIT], join(operation.pointer, _LIMIT))
    names = list(contract.tags)
    for tag in operation.tags:
        if _LIMIT in contract.tags.get(tag, {}):
            at = join("/tags", names.index(tag), _LIMIT)
            return _read(contract.tags[tag][_LIMIT], at)
    if _LIMIT in contract.extensions:
        return _read(contract.extensions[_LIMIT], join("", _LIMIT))
    return 0, 0, operation.pointer


def _read(said: object, at: str) -> tuple[int, int, str]:
    if not isinstance(said, dict):
        return 0, 0, at
    return int(said["limit"]), int(said["window"]), at


def _stricter(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the one lets fewer requests in, at once or in the long run."""
    if not one[0] or not other[0]:
        return not other[0]
    return one[0] < other[0] or one[0] * other[1] < other[0] * one[1]


def _often(limit: tuple[int, int]) -> str:
    return f"{limit[0]} times in {limit[1]} s" if limit[0] else "without limit"
