"""Streams of typed items: as they come, judged each, ended in good order."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tenon.runtime.problem import NotFound
from tenon.runtime.streaming import Event
from tests.conftest import Serve
from tests.runtime.streamed import EVENTS, LINES, SEQUENCE, Caller, Item, items, streaming
from tests.tiny import ask, operation


@pytest.mark.parametrize(
    ("media_type", "text"),
    [
        (LINES, b'{"n":1}\n{"n":2}\n'),
        ("application/x-ndjson", b'{"n":1}\n{"n":2}\n'),
        (SEQUENCE, b'\x1e{"n":1}\n\x1e{"n":2}\n'),
        (EVENTS, b'data: {"n":1}\n\ndata: {"n":2}\n\n'),
    ],
)
async def test_items_are_written_as_their_media_type_has_them(
    serve: Serve, media_type: str, text: bytes
) -> None:
    answer = await ask(streaming(serve, items(Item(n=1), {"n": 2}), media_type), "GET", "/x")
    assert (answer.status, answer.body) == (200, text)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "content-length" not in answer.headers


async def test_a_stream_may_be_empty(serve: Serve) -> None:
    answer = await ask(streaming(serve, items()), "GET", "/x")
    assert (answer.status, answer.body) == (200, b"")


async def test_events_have_names_and_ids(serve: Serve) -> None:
    event = Event({"n": 1}, event="made", id="7\nx", retry_ms=500)
    answer = await ask(streaming(serve, items(event, Event({"n": 2})), EVENTS), "GET", "/x")
    assert answer.body == (b'id: 7 x\nevent: made\nretry: 500\ndata: {"n":1}\n\ndata: {"n":2}\n\n')


@pytest.mark.parametrize(
    ("text", "sent"),
    [("a\nb", b"data: a\ndata: b\n\n"), ("a\r\nb\rc", b"data: a\ndata: b\ndata: c\n\n"),
     ("", b"data: \n\n"), ("a\n", b"data: a\ndata: \n\n")],
)  # fmt: skip
async def test_text_in_events_keeps_its_lines(serve: Serve, text: str, sent: bytes) -> None:
    assert (await ask(streaming(serve, items(text), EVENTS, True), "GET", "/x")).body == sent


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
async def test_an_event_ends_only_where_the_standard_says(serve: Serve, odd: str) -> None:
    answer = await ask(streaming(serve, items({"t": f"a{odd}b"}), EVENTS, True), "GET", "/x")
    head, _, data = answer.body.decode().removesuffix("\n\n").partition(": ")
    assert (head, json.loads(data)) == ("data", {"t": f"a{odd}b"})


async def test_items_are_sent_as_they_come(serve: Serve) -> None:
    more = asyncio.Event()

    async def handler() -> AsyncIterator[Any]:
        yield {"n": 1}
        await more.wait()
        yield {"n": 2}

    caller = Caller()
    call = caller.call(streaming(serve, handler))
    await caller.hear(b'{"n":1}\n')
    assert not caller.complete
    more.set()
    await call
    assert caller.complete
    assert caller.body == b'{"n":1}\n{"n":2}\n'


async def test_items_that_come_together_travel_together(serve: Serve) -> None:
    caller = Caller()
    await caller.call(streaming(serve, items(*({"n": n} for n in range(10_000)))))
    assert caller.body.count(b"\n") == 10_000
    assert len(caller.messages) < 20


async def test_many_items_take_no_more_memory_than_few(serve: Serve) -> None:
    async def handler() -> AsyncIterator[Any]:
        for n in range(100_000):
            yield {"n": n, "padding": "x" * 50}

    sent = 0

    class Forgetful(Caller):
        async def send(self, message: Any) -> None:
            nonlocal sent
            sent += len(message.get("body", b""))

    service = streaming(serve, handler)
    tracemalloc.start()
    try:
        await Forgetful().call(service)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent > 7_000_000
    assert peak < 1_500_000


async def test_a_silent_event_stream_beats(serve: Serve) -> None:
    more = asyncio.Event()

    async def handler() -> AsyncIterator[Any]:
        yield {"n": 1}
        await more.wait()
        yield {"n": 2}

    caller = Caller()
    call = caller.call(streaming(serve, handler, EVENTS, heartbeat_s=0.01))
    await caller.hear(b": heartbeat\n\n: heartbeat\n\n")
    more.set()
    await call
    assert caller.body.endswith(b'data: {"n":2}\n\n')


async def test_an_event_stream_begins_with_a_heartbeat_when_its_first_item_is_late(
    serve: Serve,
) -> None:
    more = asyncio.Event()

    async def handler() -> AsyncIterator[Any]:
        await more.wait()
        yield {"n": 1}

    caller = Caller()
    call = caller.call(streaming(serve, handler, EVENTS, heartbeat_s=0.01))
    await caller.hear(b": heartbeat\n\n")
    assert caller.messages[0]["status"] == 200
    more.set()
    await call
    assert caller.body.endswith(b'\n\ndata: {"n":1}\n\n')


async def test_lines_do_not_beat(serve: Serve) -> None:
    async def handler() -> AsyncIterator[Any]:
        await asyncio.sleep(0.05)
        yield {"n": 1}
        await asyncio.sleep(0.05)

    answer = await ask(streaming(serve, handler, heartbeat_s=0.01), "GET", "/x")
    assert answer.body == b'{"n":1}\n'


@pytest.mark.parametrize("media_type", [LINES, EVENTS])
async def test_a_problem_before_the_first_item_is_an_ordinary_reply(
    serve: Serve, media_type: str
) -> None:
    answer = await ask(streaming(serve, items(NotFound("No.")), media_type), "GET", "/x")
    assert (answer.status, answer.json["detail"]) == (404, "No.")
    answer = await ask(streaming(serve, items(RuntimeError("x")), media_type), "GET", "/x")
    assert (answer.status, answer.json["detail"]) == (500, "The service failed to answer.")


@pytest.mark.parametrize("media_type", [LINES, EVENTS])
async def test_a_first_item_that_is_not_valid_is_an_ordinary_fault(
    serve: Serve, media_type: str
) -> None:
    assert (await ask(streaming(serve, items({"n": "x"}), media_type), "GET", "/x")).status == 500


@pytest.mark.parametrize("fault", [RuntimeError("secret"), NotFound("No."), {"n": "invalid"},
                                   {"n": object()}])  # fmt: skip
async def test_a_stream_of_lines_that_fails_is_cut(serve: Serve, fault: Any) -> None:
    caller = Caller()
    await caller.call(streaming(serve, items({"n": 1}, fault)))
    assert caller.body == b'{"n":1}\n'
    assert not caller.complete


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (RuntimeError("secret"), {"title": "Internal Server Error", "status": 500}),
        ({"n": "secret"}, {"title": "Internal Server Error", "status": 500}),
        (NotFound("No."), {"title": "Not Found", "status": 404, "detail": "No."}),
    ],
)
async def test_an_event_stream_tells_its_error_and_ends(
    serve: Serve, fault: Any, told: Any
) -> None:
    answer = await ask(streaming(serve, items({"n": 1}, fault, {"n": 2}), EVENTS), "GET", "/x")
    first, second = answer.body.decode().removesuffix("\n\n").split("\n\n")
    assert first == 'data: {"n":1}'
    event, data = second.split("\n")
    assert event == "event: error"
    assert json.loads(data.removeprefix("data: ")) == {"error": told}


async def wait_for(flag: asyncio.Event) -> None:
    await asyncio.wait_for(flag.wait(), 5)


@pytest.mark.parametrize("first", [True, False])
async def test_a_caller_that_leaves_stops_the_handler(serve: Serve, first: bool) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def handler() -> AsyncIterator[Any]:
        try:
            if first:
                yield {"n": 1}
            begun.set()
            await asyncio.Event().wait()
            yield {"n": 2}
        finally:
            ended.set()

    caller = Caller()
    call = caller.call(streaming(serve, handler))
    await wait_for(begun)
    caller.left.set()
    await wait_for(ended)
    await call
    assert caller.body == (b'{"n":1}\n' if first else b"")


async def test_a_caller_that_leaves_stops_a_handler_that_never_waits(serve: Serve) -> None:
    made = 0

    async def handler() -> AsyncIterator[Any]:
        nonlocal made
        while made < 10_000_000:
            made += 1
            yield {"n": made}

    caller = Caller()
    call = caller.call(streaming(serve, handler))
    await caller.hear(b'{"n":1}\n')
    caller.left.set()
    await asyncio.wait_for(call, 5)
    assert made < 10_000_000


async def test_a_request_that_is_cancelled_stops_the_handler(serve: Serve) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def handler() -> AsyncIterator[Any]:
        try:
            for n in range(3):
                yield {"n": n}
            begun.set()
            await asyncio.Event().wait()
        finally:
            ended.set()

    call = Caller().call(streaming(serve, handler))
    await wait_for(begun)
    call.cancel()
    await wait_for(ended)
    with pytest.raises(asyncio.CancelledError):
        await call
    assert len(asyncio.all_tasks()) == 1


async def test_head_begins_no_stream(serve: Serve) -> None:
    async def handler() -> AsyncIterator[Any]:
        raise AssertionError("not asked for")
        yield

    caller = Caller()
    await caller.call(streaming(serve, handler), "HEAD")
    assert caller.messages[0]["status"] == 200
    assert (caller.body, caller.complete) == (b"", True)


async def test_bytes_may_be_streamed_as_any_media_type(serve: Serve) -> None:
    found = operation("op", replies={"200": {"description": "", "content": {"text/csv": {}}}})
    service = serve({"/x": {"get": found}}, {"op": items("a,b\n", b"1,2\n")})
    answer = await ask(service, "GET", "/x")
    assert (answer.headers["content-type"], answer.body) == (
        "text/csv; charset=utf-8",
        b"a,b\n1,2\n",
    )
