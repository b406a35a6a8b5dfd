"""How a value travels, which decides what a change of its schema means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from tenon.contract.schemas import Direction
from tenon.diff.change import Audience, Verdict
from tenon.diff.rules import RULES


class Medium(StrEnum):
    """What a value is written in: JSON tells types apart, texts and XML do not."""

    JSON = "json"
    TEXT = "text"
    XML = "xml"


class Proof(Enum):
    """What inclusion has shown of a schema around: nothing, that no harm is done, that it means
    the same."""

    NONE = 0
    HARMLESS = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Way:
    """Who meets a value, which way it travels, in what it is written, and what is proved of it.

    `default` is the rule by which another default value is told, `subject` what the value is
    called where its schema has no name.
    """

    audience: Audience
    direction: Direction | None
    medium: Medium = Medium.JSON
    default: str = "default-changed"
    proof: Proof = Proof.NONE
    subject: str = "the body"


@dataclass(frozen=True, slots=True)
class Found:
    """A difference that a comparison found, by the pointers of both sides.

    `verdict` is given where more is known than the rule's row says; `firm` where no proof of
    inclusion takes it back.
    """

    rule: str
    message: str
    base: str | None
    head: str | None
    verdict: Verdict | None = None
    firm: bool = False


def judged(found: Found, way: Way) -> Verdict | None:
    """The verdict on what was found; None where a proof shows that it means nothing."""
    rule = RULES[found.rule]
    by_row = rule.receiving if way.audience is Audience.RECEIVING else rule.sending
    verdict = found.verdict or by_row
    if found.firm or way.proof is Proof.NONE:
        return verdict
    if way.proof is Proof.SAME and rule.asserts:
        return None
    harm = verdict in (Verdict.BREAKING, Verdict.UNDECIDED)
    return Verdict.SAFE if harm else verdict
