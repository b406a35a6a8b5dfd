"""One request and its reply, as those hear of it who count, tell and record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import Media, Operation
from tenon.proxy.headers import shown
from tenon.proxy.replies import NO_VALUE
from tenon.proxy.violation import Violation

MOST_SHOWN = 200  # characters of a path


@dataclass(slots=True)
class Exchange:
    """What became of one request.

    `path` is told without its query, which may hold secrets as the header fields of the request
    do; `captured` are the raw values of its path parameters. `status` is what the caller got, 0 for
    nothing; `upstream` is what the upstream said, None where it was not asked or did not answer.
    `media` and `value` are the declared media type and the value of a reply that was judged, `sent`
    those of a request body that was found valid.
    `failed` says what went wrong where no reply is to blame.
    """

    method: str
    path: str
    operation: Operation | None = None
    captured: tuple[bytes, ...] = ()
    headers: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    query: bytes = field(default=b"", repr=False)
    status: int = 0
    upstream: int | None = None
    mocked: bool = False
    violations: list[Violation] = field(default_factory=list)
    media: Media | None = None
    value: Any = NO_VALUE
    sent: tuple[Media, Any] | None = None
    failed: str = ""
    seconds: float = 0.0

    @property
    def title(self) -> str:
        """How a line of a log names it."""
        path = self.path if len(self.path) <= MOST_SHOWN else f"{self.path[:MOST_SHOWN]}…"
        return shown(f"{self.method} {path} {self.status or '-'}")

    def lines(self) -> list[str]:
        """A line for each thing that is wrong with it."""
        told = [*self.violations, *filter(None, [self.failed])]
        return [f"{self.title}: {shown(what)}" for what in told]


Observer = Callable[[Exchange], None]
