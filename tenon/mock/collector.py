"""The garbage collector of a mock, which looks no more at what was compiled.

What a contract is compiled to stays until another takes its place, and there may be a million
objects of it: looking at all of them again and again would hold up answers by a third of a second.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

_OLDEST = 2


class Collector:
    """Sets aside what a full collection leaves, where schemas were compiled since the last one.

    So what is set aside by mistake (a request that was under way) has a bound: the number of
    schemas. `compiled` counts them.
    """

    def __init__(self, compiled: Callable[[], int]) -> None:
        self._compiled = compiled
        self._known = 0

    def begin(self) -> None:
        """Set aside all that is there, and collect what comes from now on."""
        gc.freeze()
        gc.enable()
        self._known = self._compiled()
        gc.callbacks.append(self._collected)

    def end(self) -> None:
        """Set nothing aside any more."""
        gc.callbacks.remove(self._collected)

    def _collected(self, phase: str, info: dict[str, Any]) -> None:
        if phase != "stop" or info["generation"] != _OLDEST:
            return
        now = self._compiled()
        if now != self._known:
            self._known = now
            gc.freeze()


def collect() -> None:
    """Collect also what was set aside, such as the mock of before, which refers to itself."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
