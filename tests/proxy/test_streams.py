"""Replies that come as they are made, judged item by item."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tenon.contract import Contract
from tenon.proxy.items import Items
from tenon.runtime.judge import Judge
from tests.conftest import Listen
from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service, socket_server
from tests.tiny import ask, contract, operation

NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def streaming(media_type: str) -> Contract:
    content = {media_type: {"x-itemSchema": NUMBER}}
    replies = {"200": {"description": "", "content": content}}
    return contract({"/x": {"get": operation("follow", replies=replies)}})


def _items(media_type: str, most: int = 1_000) -> Items:
    said = streaming(media_type)
    media = said.operation("follow").replies["200"].media[media_type]
    assert media.item_schema is not None
    return Items(media_type, Judge(said.schemas).validator(media.item_schema), most)


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_events_are_judged_however_they_are_cut(size: int) -> None:
    items = _items("text/event-stream")
    raw = (
        b': hi\n\ndata: {"n": 1}\r\n\r\nid: 2\ndata: {"n":\ndata: "b"}\n\n'
        b"data: x\n\ndata: [DONE]\n\n"
    )

    found = [v for at in range(0, len(raw), size) for v in items.feed(raw[at : at + size])]

    assert [str(violation) for violation in found + items.finish()] == [
        'response body /n: type: item 2: "b" is not of type "integer"',
        'response body: type: item 3: "x" is not of type "object"',
    ]


def test_an_event_that_tells_an_error_is_no_item() -> None:
    assert _items("text/event-stream").feed(b'event: error\ndata: {"error": 1}\n\n') == []


def test_lines_are_judged_and_the_last_needs_no_end() -> None:
    items = _items("application/jsonl")

    assert items.feed(b'{"n": 1}\n{"n": 2}\r\n\n{"n": ') == []
    assert items.feed(b'"x"}') == []
    assert [str(v) for v in items.finish()] == [
        'response body /n: type: item 3: "x" is not of type "integer"'
    ]


def test_json_text_sequences_are_judged() -> None:
    found = _items("application/json-seq").feed(b'\x1e{"n": 1}\n\x1e{"m"\n')

    assert [violation.code for violation in found] == ["malformed"]


def test_an_item_without_an_end_is_not_kept() -> None:
    items = _items("application/jsonl", most=10)

    assert [v.code for v in items.feed(b"x" * 11)] == ["not-judged"]
    assert items.feed(b"x" * 11) == []


def test_a_stream_is_blamed_a_few_times_only() -> None:
    items = _items("application/jsonl")

    found = [v for _ in range(100) for v in items.feed(b"1\n")]

    assert len(found) == 20


async def test_items_pass_when_they_come(proxying: Proxying, listen: Listen) -> None:
    go = asyncio.Event()

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\n\r\n")
        writer.write(b'{"n": 1}\n')
        await go.wait()
        await asyncio.sleep(0.6)  # longer than the upstream may be silent otherwise
        writer.write(b'{"n": "2"}\n')

    async with socket_server(behave) as url:
        app = proxying(streaming("application/jsonl"), url, timeout_s=0.3)
        messages: asyncio.Queue[Any] = asyncio.Queue()
        task = asyncio.create_task(_asked(app, messages))
        assert (await messages.get())["status"] == 200
        assert (await messages.get())["body"] == b'{"n": 1}\n'
        go.set()
        assert (await messages.get())["body"] == b'{"n": "2"}\n'
        await task

    assert app.told == ['response body /n: type: item 2: "2" is not of type "integer"']


async def _asked(app: Any, messages: asyncio.Queue[Any]) -> None:
    async def receive() -> Any:
        return await asyncio.Future()

    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
    first = iter([{"type": "http.request", "body": b""}])

    async def received() -> Any:
        return next(first, None) or await receive()

    await app(scope, received, messages.put)


async def test_with_errors_a_stream_is_cut_before_what_is_wrong(
    proxying: Proxying, listen: Listen
) -> None:
    service = Service(
        headers=[("content-type", "application/jsonl")], pieces=[b'{"n": 1}\n', b"2\n", b"3\n"]
    )
    app = proxying(streaming("application/jsonl"), service, errors=True)
    url = app.at(listen)

    received = bytearray()
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await _read(client, f"{url}/x", received)

    assert b"2" not in received
    assert app.heard[-1].failed.startswith("The reply of the upstream breaks the contract")


async def _read(client: httpx.AsyncClient, url: str, received: bytearray) -> None:
    async with client.stream("GET", url) as reply:
        async for piece in reply.aiter_raw():
            received += piece


async def test_a_caller_that_leaves_ends_the_stream(proxying: Proxying, listen: Listen) -> None:
    ended = asyncio.Event()

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\n")
        await reader.read()
        ended.set()

    async with socket_server(behave) as url:
        app = proxying({}, url)
        gone = asyncio.Event()
        messages: asyncio.Queue[Any] = asyncio.Queue()
        scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
        first = iter([{"type": "http.request", "body": b""}])

        async def receive() -> Any:
            if message := next(first, None):
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        task = asyncio.create_task(app(scope, receive, messages.put))
        await messages.get()
        gone.set()
        await asyncio.wait_for(task, 5)
        await asyncio.wait_for(ended.wait(), 5)

    assert app.heard[-1].failed == "whoever asked has left"


async def test_a_stream_without_a_schema_passes_unread(proxying: Proxying) -> None:
    replies = {"200": {"description": "", "content": {"text/event-stream": {}}}}
    service = Service(headers=[("content-type", "text/event-stream")], body=b"data: 1\n\n")
    app = proxying({"/x": {"get": operation("follow", replies=replies)}}, service)

    assert (await ask(app, "GET", "/x")).body == b"data: 1\n\n"
    assert app.told == []
