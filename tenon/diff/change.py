"""One difference between two contracts, and what it means to those who use them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenon.finding import Place


class Verdict(StrEnum):
    """What a change does to those who keep using the contract as it was, the worst first."""

    BREAKING = "breaking"
    UNDECIDED = "undecided"
    DANGEROUS = "dangerous"
    SAFE = "safe"


class Audience(StrEnum):
    """Whom a change concerns: clients as they send, as they receive, or both."""

    SENDING = "sending"
    RECEIVING = "receiving"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the rule that found it, its verdict, and where it stands on both sides.

    `operations` are those that it concerns, as `GET /pets`, in the order of the contract; none
    when it concerns the contract as a whole. A place is None where the thing is not there.
    """

    id: str
    verdict: Verdict
    audience: Audience
    operations: tuple[str, ...]
    message: str
    base: Place | None
    head: Place | None

    @property
    def operation(self) -> str:
        """The first operation that it concerns, or nothing."""
        return self.operations[0] if self.operations else ""


_WORST_FIRST = tuple(Verdict)


def severity(verdict: Verdict) -> int:
    """How much a verdict matters: 0 for the worst."""
    return _WORST_FIRST.index(verdict)
