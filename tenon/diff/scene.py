"""What the comparison of one operation works with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenon.contract import Operation, Schema
from tenon.contract.schemas import Direction
from tenon.diff.change import Audience, Verdict
from tenon.diff.members import Pair
from tenon.diff.side import Side
from tenon.diff.sink import Sink
from tenon.diff.walk import Walk
from tenon.diff.way import Medium, Way


@dataclass(frozen=True)
class Scene:
    """One operation on both sides, or a request that the service sends.

    `sent` is whom it concerns what a request says, `answered` what a reply says: for what the
    service sends by itself, clients are those who receive the request.
    """

    sides: tuple[Side, Side]
    base: Operation
    head: Operation
    walk: Walk
    sink: Sink
    name: str
    today: date
    sent: Audience = Audience.SENDING
    answered: Audience = Audience.RECEIVING

    def add(
        self,
        rule: str,
        audience: Audience,
        message: str,
        base: str | None,
        head: str | None,
        verdict: Verdict | None = None,
    ) -> None:
        """Tell of one thing found."""
        self.sink.add(rule, audience, self.name, message, base, head, verdict)

    def at(self, side: int, *tokens: str) -> str:
        """The pointer to something inside the operation on a side, as far as it is there."""
        operation = (self.base, self.head)[side]
        return self.sides[side].inside(operation.pointer, *tokens)

    def schemas(
        self, base: Schema | None, head: Schema | None, at: tuple[str, str], way: Way
    ) -> None:
        """Compare two schemas; where none is said, anything is let through."""
        if base is None and head is None:
            return
        anything = Pair((Schema(at[0], True),), (Schema(at[1], True),))
        self.sink.schemas(self.walk.compare(base, head, way, anything), self.name)

    def way(self, *, reply: bool, medium: Medium) -> Way:
        """How a body of a request or a reply travels."""
        if reply:
            return Way(self.answered, Direction.REPLY, medium)
        return Way(self.sent, Direction.REQUEST, medium)

    def parameter(self, called: str, *, reply: bool = False) -> Way:
        """How a parameter, or a header of a reply, travels."""
        if reply:
            return Way(self.answered, None, Medium.TEXT, subject=called)
        return Way(self.sent, None, Medium.TEXT, "parameter-default-changed", subject=called)
