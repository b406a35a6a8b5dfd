"""What a rule of the linter is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from tenon.contract import Contract, Schema
from tenon.contract.schemas import Direction
from tenon.document import rules
from tenon.document.grammar import Node, walk
from tenon.document.source import Source
from tenon.document.subject import Subject
from tenon.finding import Place, Severity
from tenon.runtime.judge import Judge, Validator

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, kw_only=True)
class Review(Subject):
    """A bundle under review: what it says, what judges its values, and the styles of its names.

    `naming` is the style that the settings name for a kind of name.
    """

    contract: Contract
    judge: Judge
    naming: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All objects of the document but Reference Objects, which say nothing of their own."""
        return tuple(node for node in walk("document", self.document) if _speaks(node))

    def validator(
        self, at: str, schema: Any, direction: Direction | None = None
    ) -> Validator | None:
        """What judges by a schema; None for one that cannot be compiled, which others tell of."""
        try:
            return self.judge.validator(Schema(at, schema), direction)
        except (KeyError, ValueError):
            return None


def _speaks(node: Node) -> bool:
    if type(node.value) is not dict:
        return False
    return node.kind in ("schema", "pathItem") or not isinstance(node.value.get("$ref"), str)


@dataclass(frozen=True, slots=True)
class Rule(rules.Rule[Review]):
    """One rule: besides what it looks at, what to do about a finding, and why it matters."""

    remedy: str
    reason: str


class Spotted(NamedTuple):
    """What a rule about files found: where, in which words."""

    place: Place
    message: str


def nothing(_: Sequence[Source]) -> Iterator[Spotted]:
    """The check of a rule whose findings are met elsewhere."""
    yield from ()


@dataclass(frozen=True, slots=True)
class FileRule:
    """One rule about the files of a contract, as they are written."""

    id: str
    purpose: str
    severity: Severity
    remedy: str
    reason: str
    check: Callable[[Sequence[Source]], Iterator[Spotted]] = nothing
