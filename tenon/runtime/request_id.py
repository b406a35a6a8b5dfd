"""The name of one request: taken or made once, then kept in its scope for whoever speaks of it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, MutableMapping
from typing import Any

HEADER = b"x-request-id"
KEY = "tenon.request_id"
_LONGEST = 128


class RequestIds:
    """Names requests; no two processes give the same name: a random part once, then a count."""

    def __init__(self) -> None:
        prefix = os.urandom(6).hex()
        self._made = map(f"{prefix}-%x".__mod__, itertools.count(1))

    def of(self, scope: MutableMapping[str, Any], headers: Mapping[bytes, bytes]) -> str:
        """The id of a request: the one it came with, if it is harmless, or a fresh one."""
        known: str | None = scope.get(KEY)
        if known is None:
            sent = headers.get(HEADER)
            known = sent.decode() if sent and _is_harmless(sent) else next(self._made)
            scope[KEY] = known
        return known


def _is_harmless(sent: bytes) -> bool:
    """Whether it can stand in a header, a log line and a document as it is."""
    return len(sent) <= _LONGEST and sent.replace(b"-", b"").replace(b"_", b"").isalnum()
