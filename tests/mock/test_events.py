"""The items of streams that a mock sends."""

from __future__ import annotations

import json
import time
from typing import Any

from tenon.mock.settings import MockSettings
from tests.mock.stateless import Mocked, mocked

ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "minimum": 1}},
}
EVENTS, LINES, SEQUENCE = "text/event-stream", "application/jsonl", "application/json-seq"


def stream(media_type: str, media: dict[str, Any] | None = None, delay_s: float = 0.0) -> Mocked:
    reply = {"description": "", "content": {media_type: media or {}}}
    return mocked({"200": reply}, settings=MockSettings(stream_delay_s=delay_s))


async def test_several_valid_items_are_made_up() -> None:
    answer = await stream(LINES, {"x-itemSchema": ITEM}).get()
    items = [json.loads(line) for line in answer.body.splitlines()]
    assert answer.headers == {"content-type": LINES}
    assert len(items) == 3
    assert all(item["id"] >= 1 for item in items)


async def test_the_items_of_an_example_are_sent() -> None:
    media = {"x-itemSchema": ITEM, "example": [{"id": 4}, {"id": 5}]}
    assert (await stream(LINES, media).get()).body == b'{"id":4}\n{"id":5}\n'
    assert (await stream(SEQUENCE, media).get()).body == b'\x1e{"id":4}\n\x1e{"id":5}\n'
    assert (await stream(EVENTS, media).get()).body == b'data: {"id":4}\n\ndata: {"id":5}\n\n'


async def test_an_item_of_an_example_that_is_not_valid_is_repaired() -> None:
    media = {"x-itemSchema": ITEM, "example": [{"id": 4}, {"id": 0}]}
    first, second = (await stream(LINES, media).get()).body.splitlines()
    assert first == b'{"id":4}'
    assert json.loads(second)["id"] >= 1


async def test_the_text_of_an_example_is_sent_as_it_stands() -> None:
    text = "event: tick\nid: 1\ndata: a\n\ndata: b\n"
    app = stream(EVENTS, {"schema": {"type": "string"}, "example": text})
    assert (await app.get()).body == b"event: tick\nid: 1\ndata: a\n\ndata: b\n\n"
    lines = stream(LINES, {"example": '{"a":1}\n{"a":2}\n'})
    assert (await lines.get()).body == b'{"a":1}\n{"a":2}\n'


async def test_a_schema_of_events_names_their_fields() -> None:
    event = {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "string"},
            "event": {"const": "tick"},
            "id": {"type": "string"},
        },
    }
    media = {"x-itemSchema": event, "example": [{"data": "a", "event": "tick", "id": "7"}]}
    assert (await stream(EVENTS, media).get()).body == b"id: 7\nevent: tick\ndata: a\n\n"


async def test_events_of_which_nothing_is_known_are_events() -> None:
    assert (await stream(EVENTS).get()).body == (
        b'data: {"number":1}\n\ndata: {"number":2}\n\ndata: {"number":3}\n\n'
    )


async def test_the_schema_of_the_whole_is_that_of_items_or_of_their_array() -> None:
    one = await stream(EVENTS, {"schema": ITEM}).get()
    assert one.body.count(b"data: {") == 3
    several = {"type": "array", "items": ITEM, "minItems": 2, "maxItems": 2}
    assert (await stream(EVENTS, {"schema": several}).get()).body.count(b"data: {") == 2


async def test_there_is_a_pause_between_two_items() -> None:
    app = stream(LINES, {"example": [1, 2, 3]}, delay_s=0.02)
    start = time.perf_counter()
    assert (await app.get()).body == b"1\n2\n3\n"
    assert 0.04 <= time.perf_counter() - start < 1


async def test_the_same_stream_can_be_asked_for_again() -> None:
    app = stream(LINES, {"example": [1, 2]})
    assert (await app.get()).body == (await app.get()).body == b"1\n2\n"
