"""The items of a stream that an example writes as text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

BROKEN = object()
_EVENTS = "text/event-stream"


def items(media_type: str, text: str) -> Iterator[tuple[int, Any]]:
    """The items of a text, each with the number of its line; BROKEN for one that is no JSON.

    Of Server-Sent Events the data are the items, those that are JSON objects or arrays: others
    are signs between the two ends, such as `[DONE]` (WHATWG HTML, section 9.2).
    """
    events = media_type.partition(";")[0].strip().lower() == _EVENTS
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.lstrip("\x1e").strip()
        if events:
            written = written[5:].strip() if written.startswith("data:") else ""
        if written:
            value = _parsed(written)
            if value is not BROKEN or not events:
                yield number, value


def _parsed(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return BROKEN
