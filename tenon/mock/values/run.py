"""One making of a value: what it draws from, and how far it may still go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from time import thread_time
from typing import Any, Protocol

from tenon.mock.values.part import Document, Part
from tenon.mock.values.shape import Shape
from tenon.runtime.formats import Format

_FILLED_DEPTH = 4  # objects within objects that get more than they need
_FILLED_COUNT = 400  # values after which only what is needed is made
_DEEP = 10  # where the shortest way to an end is taken
_BOTTOM = 80  # where there is no end


class Spot(Protocol):
    """A place in a value, with all schemas that hold there."""

    @property
    def never(self) -> bool:
        """Whether nothing is allowed here."""

    @property
    def reason(self) -> str:
        """Why nothing is allowed here, where that is so."""

    def make(self, run: Run, hint: str) -> Any:
        """A value; raises ImpossibleError when there is none."""

    def fit(self, given: Any, run: Run, hint: str) -> Any:
        """A value that keeps what it can of another; raises ImpossibleError like `make`."""

    def listed(self) -> list[Any]:
        """All values there are, when the schemas list them; else none."""


class Maker(Protocol):
    """Makes values of one type for one shape. The hint is the name that a value goes by."""

    def make(self, run: Run, hint: str) -> Any:
        """A value; raises ImpossibleError when there is none."""

    def fit(self, given: Any, run: Run, hint: str) -> Any:
        """A value that keeps what it can of another of the same type."""

    def likeness(self, given: Any) -> int:
        """How much of a value of the same type can be kept."""

    def keeps(self, given: Any) -> bool:
        """Whether a value of the same type, without members and items, is as it should be."""

    def needs(self) -> Iterator[Spot]:
        """The places that cannot be left out."""

    def listed(self) -> list[Any]:
        """All values there are, when they are few; else none."""


class Plan(Protocol):
    """What makers may ask about the schema they work for."""

    document: Document
    lessons: int  # what was found impossible so far, counted

    def spot(self, parts: list[Part]) -> Spot:
        """The place at which some schemas hold."""

    def format(self, name: str) -> Format | None:
        """A format that the user added."""

    def matching(self, pattern: str) -> Spot:
        """The place of a text that matches a pattern."""

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a text matches a pattern, as the judge has it."""

    def check(self, parts: list[Part]) -> Callable[[Any], bool]:
        """Whether a value satisfies schemas that stand in the document."""

    def assertion(self, schema: dict[str, Any]) -> Callable[[Any], bool]:
        """Whether a value satisfies a small schema that has no references."""


MakerOf = Callable[[Plan, Shape], Maker]


@dataclass(slots=True)
class Run:
    """One making. `level` says what is judged on the way: nothing, what may fail, everything.

    `fill` makes properties that need not be there; `varied` passes examples by; `items` is how
    many an array has that does not say; `relaxed` puts null where nothing is possible; `wide` draws
    from all that is allowed, not from what is usual.
    """

    random: Random
    deadline: float
    fill: bool = True
    varied: bool = False
    items: tuple[int, int] = (1, 3)
    level: int = 0
    relaxed: bool = False
    wide: bool = False
    depth: int = 0
    count: int = 0
    path: dict[Spot, int] = field(default_factory=dict)
    capped: str = ""

    def begin(self, random: Random) -> None:
        """Begin again."""
        self.random, self.count, self.depth, self.capped = random, 0, 0, ""
        self.path.clear()

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return thread_time() > self.deadline

    @property
    def lean(self) -> bool:
        """Whether only what is needed is made."""
        return not self.fill or self.depth > _FILLED_DEPTH or self.count > _FILLED_COUNT

    @property
    def deep(self) -> bool:
        """Whether the shortest way to an end is taken."""
        return self.depth > _DEEP or self.count > 2 * _FILLED_COUNT

    @property
    def bottomless(self) -> bool:
        """Whether a value has no end."""
        return self.depth > _BOTTOM
