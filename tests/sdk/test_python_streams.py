"""How a Python SDK reads streams."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.sdk.pets import Recorded


class Pieces(httpx.SyncByteStream):
    """Bytes that come in pieces, and then perhaps a failure."""

    def __init__(self, *pieces: bytes, failure: Exception | None = None) -> None:
        self._pieces, self._failure = pieces, failure

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if self._failure:
            raise self._failure


def streamed(*pieces: bytes, failure: Exception | None = None) -> httpx.Response:
    return httpx.Response(
        200,
        headers={"Content-Type": "text/event-stream"},
        stream=Pieces(*pieces, failure=failure),
    )


def test_events_come_whole_from_any_pieces(ask: Callable[..., Any]) -> None:
    wire = streamed(
        b"\xef\xbb\xbf: hi\r\nid: 1\r",
        b'\ndata: {"id":1,\r\ndata: "name":"R\xc3',
        b'\xa9x"}\r\n\r\n',
        b'data: {"id":2,"name":"b"}\n\ndata: [DONE]\n\n',
    )

    stream = ask(Recorded(wire)).pets.follow_news()

    assert [(each.id, each.name) for each in stream] == [(1, "R\u00e9x"), (2, "b")]
    assert (stream.last_event_id, stream.done) == ("1", True)


def test_a_stream_that_breaks_off_is_resumed(ask: Callable[..., Any]) -> None:
    first = streamed(
        b'id: 7\ndata: {"id":1,"name":"a"}\n\n', failure=httpx.ReadError("the line is dead")
    )
    wire = Recorded(first, streamed(b'id: 8\ndata: {"id":2,"name":"b"}\n\n'))

    assert [each.name for each in ask(wire).pets.follow_news()] == ["a", "b"]

    assert [r.headers.get("last-event-id") for r in wire.asked] == [None, "7"]


def test_a_stream_that_says_it_failed_raises(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.errors import StreamFailed  # type: ignore[import-not-found]

    wire = streamed(b'data: {"id":1,"name":"a"}\n\nevent: error\ndata: {"detail":"gone"}\n\n')
    stream = ask(Recorded(wire)).pets.follow_news()

    assert next(stream).name == "a"
    with pytest.raises(StreamFailed, match="gone"):
        next(stream)


def test_an_error_before_a_stream_is_an_ordinary_one(ask: Callable[..., Any], sdk: Any) -> None:
    from tiny_client.errors import Forbidden

    with pytest.raises(Forbidden):
        next(ask(Recorded(httpx.Response(403, json={"detail": "no"}))).pets.follow_news())


class AsyncPieces(Pieces, httpx.AsyncByteStream):
    """The same bytes, to be awaited."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


async def test_an_awaited_stream_is_resumed(
    sdk: ModuleType,
) -> None:
    line = httpx.ReadError("the line is dead")
    first = AsyncPieces(b'id: 7\ndata: {"id":1,"name":"a"}\n\n', failure=line)
    second = AsyncPieces(b'data: {"id":2,"name":"b"}\n\ndata: [DONE]\n\n')
    kind = {"Content-Type": "text/event-stream"}
    wire = Recorded(*(httpx.Response(200, headers=kind, stream=s) for s in (first, second)))

    http = httpx.AsyncClient(transport=httpx.MockTransport(wire))
    retries = sdk.Retries(first_s=0.0)
    client = sdk.AsyncClient("http://tiny.test", http=http, retries=retries)
    async with client, client.pets.follow_news() as stream:
        names = [each.name async for each in stream]

    assert names == ["a", "b"]
    assert [r.headers.get("last-event-id") for r in wire.asked] == [None, "7"]
