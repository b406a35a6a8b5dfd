"""The items of a stream: those of its example, else several that are made up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from tenon.contract import Media, Schema
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, properties
from tenon.mock.outcome import ABSENT
from tenon.runtime.negotiation import essence
from tenon.runtime.streaming import EVENT_STREAM, Event

_SEVERAL = 3
_FIELDS = frozenset({"data", "event", "id", "retry"})
_BETWEEN_EVENTS = re.compile(r"(?:\r\n|\r|\n){2,}")
# A valid value of a schema, made by a key, that keeps what it can of a value unless it is ABSENT.
Make = Callable[[Schema, Any, str], Any]


def items_of(schemas: Schemas, media: Media, given: Any, make: Make) -> list[Any]:
    """The items of a stream in a media type, as `tenon.runtime.streaming` sends them.

    `given` is a declared example, ABSENT where there is none: a list of items, one item, or the
    text of the stream, which is sent as it stands.
    """
    if isinstance(given, str) and _is_text(media, given):
        return _text_items(media, given)
    if given is ABSENT:
        items: Sequence[Any] = _made(schemas, media, make)
    else:
        items = given if isinstance(given, list) else [given]
        if media.item_schema is not None:
            items = [make(media.item_schema, one, str(at)) for at, one in enumerate(items)]
    if essence(media.type) == EVENT_STREAM and _is_event(schemas, media.item_schema):
        return [_event(item) if isinstance(item, dict) else item for item in items]
    return list(items)


async def paused(items: Sequence[Any], delay_s: float) -> AsyncIterator[Any]:
    """Items one after the other, with a pause between two."""
    for at, item in enumerate(items):
        if at and delay_s:
            await asyncio.sleep(delay_s)
        yield item


def _made(schemas: Schemas, media: Media, make: Make) -> list[Any]:
    schema = media.item_schema or media.schema
    if schema is None:
        return [{"number": number} for number in range(1, _SEVERAL + 1)]
    if media.item_schema is None and json_types(schemas, schema.value) == {"array"}:
        return list(make(schema, ABSENT, "0"))
    return [make(schema, ABSENT, str(at)) for at in range(_SEVERAL)]


def _is_text(media: Media, given: str) -> bool:
    """Whether an example is the text of the stream, and not its only item."""
    if essence(media.type) == EVENT_STREAM:
        return re.search(r"^(data|event|id|retry)?:", given, re.MULTILINE) is not None
    return media.item_schema is None or given.lstrip("\x1e").lstrip()[:1] in ("{", "[")


def _text_items(media: Media, given: str) -> list[bytes]:
    if essence(media.type) == EVENT_STREAM:
        texts = [text for text in _BETWEEN_EVENTS.split(given.strip("\r\n")) if text]
        return [f"{text}\n\n".encode() for text in texts]
    lines = [line for line in given.splitlines() if line.strip("\x1e \t")]
    return [f"{line}\n".encode() for line in lines]


def _is_event(schemas: Schemas, schema: Schema | None) -> bool:
    """Whether a schema describes events with their fields, as OpenAPI 3.2 has it, not their data.

    https://spec.openapis.org/oas/v3.2.0.html#server-sent-event-streams
    """
    named = properties(schemas, schema.value) if schema is not None else {}
    return "data" in named and named.keys() <= _FIELDS


def _event(item: dict[str, Any]) -> Event:
    id_, retry = item.get("id"), item.get("retry")
    return Event(
        item.get("data", ""),
        event=item.get("event"),
        id=None if id_ is None else str(id_),
        retry_ms=retry if isinstance(retry, int) else None,
    )
