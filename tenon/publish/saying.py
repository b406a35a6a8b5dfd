"""A schema being said in OpenAPI 3.0, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenon.contract.pointer import join
from tenon.contract.schemas import Schemas
from tenon.document.wording import shown
from tenon.finding import Severity
from tenon.publish.draft import Draft
from tenon.publish.losses import Inexact, losses
from tenon.publish.optional import optional

# A warning: 3.0 allows more than the contract. A note: only knowledge is lost.
LOOSER, ONLY = "looser-in-3.0", "only-in-3.1"


class Saying:
    """One schema being said; `also` gathers what has to hold besides.

    `lowered` says a schema inside it, which stands at a pointer; `lost` are the keywords that
    cannot be said to the full, each with what is lost.
    """

    def __init__(
        self,
        schema: dict[str, Any],
        at: str,
        draft: Draft,
        inexact: Inexact,
        lowered: Callable[[Any, str], Any],
    ) -> None:
        self.schema = optional(schema)
        self.schemas: Schemas = inexact.schemas
        self.lost = dict(losses(self.schema, self.schemas))
        self.also: list[Any] = []
        self._at, self._draft, self._inexact, self._lowered = at, draft, inexact, lowered
        for keyword, lost in self.lost.items():
            self.looser(keyword, lost)

    def looser(self, keyword: str, lost: str) -> None:
        """Tells that more is allowed than the keyword allows."""
        message = f"{keyword} cannot be said to the full in OpenAPI 3.0: {lost}"
        self._draft.say(join(self._at, keyword), LOOSER, message)

    def only(self, keyword: str, message: str, remedy: str = "") -> None:
        """Tells what is only known in 3.1; with a remedy it is a slip."""
        severity = Severity.WARNING if remedy else Severity.NOTE
        self._draft.say(join(self._at, keyword), ONLY, message, remedy, severity)

    def unknown(self, keyword: str) -> None:
        """Tells that a keyword is kept as an extension."""
        name = shown(keyword)
        self.only(keyword, f"{name} is no keyword of OpenAPI 3.0, and kept as x-{name}")

    def part(self, keyword: str, value: Any, *inside: str | int) -> Any:
        """A schema inside this one, said in 3.0."""
        return self._lowered(value, join(self._at, keyword, *inside))

    def exact(self, value: Any) -> bool:
        """Whether a schema can be said to the full, and all that it refers to."""
        return value not in self._inexact


Row = Callable[[Saying, str, Any], dict[str, Any]]


def whole(count: Any) -> Any:
    """A count as the integer that it has to be in 3.0: `2.0` is 2."""
    return int(count) if isinstance(count, float) else count
