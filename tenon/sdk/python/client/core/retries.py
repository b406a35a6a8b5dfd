"""Retries: whether, and after how long, a request is sent once more."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

_SAFE_TO_REPEAT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a request is sent at most, and the bounds of the waits between, in seconds.

    A request is sent again after 429, after 503, and when the connection failed. One that must
    not happen twice (such as a POST without an Idempotency-Key) is only sent again when the
    service says how long to wait (`Retry-After`), which says that it did nothing.
    """

    attempts: int = 3
    first_s: float = 0.25
    longest_s: float = 30.0

    def after(self, attempt: int, repeatable: bool, response: httpx.Response) -> float | None:
        """The seconds to wait before sending again; None when this reply is the last."""
        if attempt >= self.attempts or response.status_code not in _BUSY:
            return None
        said = retry_after(response.headers.get("retry-after", ""))
        if said is None:
            return self._backoff(attempt) if repeatable else None
        return said if said <= self.longest_s else None

    def after_failure(self, attempt: int, repeatable: bool) -> float | None:
        """The seconds to wait after the connection failed; None when that is the end."""
        return self._backoff(attempt) if repeatable and attempt < self.attempts else None

    def _backoff(self, attempt: int) -> float:
        full = min(self.first_s * 2.0 ** (attempt - 1), self.longest_s)
        return full * random.uniform(0.5, 1.0)  # noqa: S311  spread, not secrecy


def repeatable(method: str, keyed: bool) -> bool:
    """Whether sending a request twice is the same as sending it once (RFC 9110, 9.2.2)."""
    return keyed or method in _SAFE_TO_REPEAT


def retry_after(text: str) -> float | None:
    """The seconds that a `Retry-After` asks for (RFC 9110, 10.2.3); None when it says none."""
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
