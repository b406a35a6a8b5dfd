"""What happens in a mock, as events for a page that is open.

Nothing waits on a page: the log is looked at a few times a second while somebody listens.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from tenon.mock.control.mock import Mock
from tenon.mock.requests_log import Entry
from tenon.runtime.streaming import Event

_PAUSE_S = 0.2
_AGAIN_MS = 400  # after which a page whose stream ended asks again
_MOST_OPEN = 200  # some never end: their callers left
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


async def events(mock: Mock, changes: Callable[[], int]) -> AsyncIterator[Event]:
    """What a page is told, from the requests that are remembered on.

    `request` is one that came or, under the same id, one that ended; `state`, `contract` and
    `deliveries` say that what they name is another than before. It ends when another mock has
    taken the place of this one: a page that asks again reaches that.
    """
    watched: dict[str, Callable[[], int]] = {
        "state": changes,
        "contract": lambda: len(mock.findings),
        "deliveries": lambda: _newest(mock),
    }
    known = {name: look() for name, look in watched.items()}
    yield Event(
        {"title": mock.contract.title, "requests": len(list(mock.log))},
        event="hello",
        retry_ms=_AGAIN_MS,
    )
    last, open_ = 0, list[Entry]()
    while mock.log.holder is mock:
        came = mock.log.after(last)
        last = came[-1].number if came else last
        ended = [entry for entry in open_ if entry.over]
        open_ = [entry for entry in (*open_, *came) if not entry.over][-_MOST_OPEN:]
        for entry in (*ended, *came):
            yield Event(entry.summary(), event="request", id=str(entry.number))
        said = {name: look() for name, look in watched.items()}
        told = {name for name in said if said[name] != known[name]}
        if any(entry.ended and _changes(entry) for entry in (*ended, *came)):
            told.add("state")
        known = said
        for name in sorted(told):
            yield Event({}, event=name)
        await asyncio.sleep(_PAUSE_S)


def _newest(mock: Mock) -> int:
    """Another number when a delivery was made, or went on: records are replaced, not changed."""
    return hash(tuple(id(record) for record in mock.callbacks.deliveries))


def _changes(entry: Entry) -> bool:
    """Whether what is remembered may be another after a request."""
    status = entry.start["status"] if entry.start is not None else 500
    return entry.scope["method"] not in _SAFE and status < 400
