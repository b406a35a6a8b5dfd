"""What a mock answers, before it is written in a media type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class _Absent:
    """There is no body: null would be one."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status, a body and header fields, by their names in the contract or any other.

    A body is a JSON value; as `bytes` it is JSON that is written already, and as an async
    iterator the items of a stream. Required headers that are not given are filled in.
    """

    status: int
    body: Any = ABSENT
    headers: Mapping[str, str] = field(default_factory=dict)
