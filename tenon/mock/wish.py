"""What one request asks of the mock: the `Prefer` header (RFC 7240), or its twins in the query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller prefers; None, or empty, where nothing is said.

    `code` is the status to answer, `example` the key of a declared example, `dynamic` whether to
    generate, `seed` what to generate from, `delay_s` how many seconds to wait before answering.
    `error`, `drop` and `slow_s` ask for trouble: a status, a dropped connection, and the seconds
    over which the body is spread.
    """

    code: int | None = None
    example: str = ""
    dynamic: bool | None = None
    seed: str = ""
    delay_s: float | None = None
    error: int | None = None
    drop: bool = False
    slow_s: float | None = None

    @property
    def particular(self) -> bool:
        """Whether it names what to answer, so that what is remembered does not."""
        return bool(self.code is not None or self.example or self.dynamic is not None or self.seed)


NONE = Wish()
