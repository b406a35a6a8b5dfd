"""What is counted, as numbers in a row: so that processes can share them, and add them up."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, MutableSequence, Sequence
from itertools import accumulate

from handlers.eyes.together import Together

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
JOB_BUCKETS_S = (0.01, 0.1, 1.0, 10.0, 60.0, 600.0)
NONE = "none"  # what belongs to no operation, or to no known kind of job
_CLASSES = 6  # of a status: its hundreds
_TIMES = len(BUCKETS_S) + 1
_REPLIES = _CLASSES + _TIMES + 1  # replies by class, their times by bucket, and these in all
_TRIES = len(JOB_BUCKETS_S) + 2

Numbers = Sequence[float]


class Counts:
    """Replies by operation and tries of jobs by kind, of this process and of those beside it."""

    def __init__(
        self, operations: Iterable[str], kinds: Iterable[str], together: Together | None
    ) -> None:
        names, tried = (*operations, NONE), (*kinds, NONE)
        jobs = len(names) * _REPLIES
        self.replies = {name: index * _REPLIES for index, name in enumerate(names)}
        self.tries = {kind: jobs + index * _TRIES for index, kind in enumerate(tried)}
        size = jobs + len(tried) * _TRIES
        self._together = together
        self._own: MutableSequence[float] | memoryview[float] = array("d", bytes(8 * size))
        if together is not None:
            self._own = together.cells(size)

    def note_reply(self, operation: str, status: int, seconds: float) -> None:
        """Count one reply."""
        replies, own = self.replies, self._own
        at = replies[operation] if operation in replies else replies[NONE]
        own[at + status // 100] += 1
        own[at + _CLASSES + bisect_left(BUCKETS_S, seconds)] += 1
        own[at + _REPLIES - 1] += seconds

    def note_try(self, kind: str, seconds: float) -> None:
        """Count one try of a job."""
        at = self.tries.get(kind, self.tries[NONE])
        self._own[at + bisect_left(JOB_BUCKETS_S, seconds)] += 1
        self._own[at + _TRIES - 1] += seconds

    def now(self) -> Numbers:
        """The numbers of all processes, added up."""
        if self._together is None:
            return self._own
        return [sum(column) for column in zip(*self._together.all_cells(), strict=True)]


def classes(numbers: Numbers, at: int) -> Numbers:
    """How many replies there were, by the hundreds of their status."""
    return numbers[at : at + _CLASSES]


def reply_times(numbers: Numbers, at: int) -> tuple[list[tuple[str, float]], float]:
    """How long replies took: how many up to each bound, and all together."""
    return _times(BUCKETS_S, numbers, at + _CLASSES)


def try_times(numbers: Numbers, at: int) -> tuple[list[tuple[str, float]], float]:
    """How long tries took: how many up to each bound, and all together."""
    return _times(JOB_BUCKETS_S, numbers, at)


def _times(
    bounds: tuple[float, ...], numbers: Numbers, at: int
) -> tuple[list[tuple[str, float]], float]:
    end = at + len(bounds) + 1
    totals = accumulate(numbers[at:end])
    return list(zip((*map(str, bounds), "+Inf"), totals, strict=True)), numbers[end]
