"""How an upstream is spoken to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tenon.proxy.upstream import Upstream
from tenon.runtime.problem import BadGateway, BadRequest, Problem
from tests.proxy.upstreams import Behave, saying, socket_server

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


async def told(upstream: Upstream, method: str = "GET", **more: object) -> tuple[int, bytes]:
    """The status and the body of one reply."""
    content = more.get("content", b"")
    received = await upstream.send(method, b"/x", [(b"host", b"h")], content)  # type: ignore[arg-type]
    try:
        return received.status, b"".join([piece async for piece in received.pieces()])
    finally:
        received.close()


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", b"to the end"),
        (b"HTTP/1.1 204 None\r\n\r\n", b""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: x\r\n\r\n" + OK, b"{}"),
        (CHUNKED + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", b"{}"),
    ],
    ids=["close", "http-1.0", "204", "interim", "chunked"],
)  # fmt: skip
async def test_a_body_ends_as_its_framing_says(raw: bytes, body: bytes) -> None:
    async with socket_server(saying(raw)) as url:
        assert (await told(Upstream(url)))[1] == body


def answering(*replies: bytes) -> tuple[Behave, list[int]]:
    """A server that gives these replies over each connection; how many connections it met."""
    met = [0]

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met[0] += 1
        for reply in replies:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(reply)
        await reader.read()

    return behave, met


async def test_a_connection_is_kept_after_head() -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n"
    behave, met = answering(head, OK)
    async with socket_server(behave) as url:
        upstream = Upstream(url)
        assert await told(upstream, "HEAD") == (200, b"")
        assert await told(upstream) == (200, b"{}")
        upstream.close()

    assert met == [1]


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
        OK + b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged",
        OK + b"more",
    ],
    ids=["close", "two-replies", "more"],
)
async def test_a_connection_that_said_too_much_is_not_kept(reply: bytes) -> None:
    behave, met = answering(reply, reply)
    async with socket_server(behave) as url:
        upstream = Upstream(url)
        assert [await told(upstream) for _ in range(2)] == [(200, b"{}")] * 2
        upstream.close()

    assert met == [2]


async def _endless(pieces: list[int]) -> AsyncIterator[bytes]:
    while True:
        pieces.append(1)
        yield b"x" * 65_536
        await asyncio.sleep(0)


async def test_a_reply_that_comes_early_ends_the_sending() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(100_000)
        writer.write(b"HTTP/1.1 413 No\r\ncontent-length: 2\r\n\r\nno")
        await reader.read()

    sent: list[int] = []
    async with socket_server(behave) as url:
        upstream = Upstream(url, 2.0)
        assert await told(upstream, "POST", content=_endless(sent)) == (413, b"no")
        count = len(sent)
        await asyncio.sleep(0.05)

    assert len(sent) == count


async def test_an_upstream_that_takes_nothing_is_not_waited_for() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    sent: list[int] = []
    async with socket_server(behave) as url:
        with pytest.raises(Problem, match="does not take the request in time") as raised:
            await told(Upstream(url, 0.3), "POST", content=_endless(sent))

    assert raised.value.status == 504
    assert len(sent) < 1_000


async def test_no_more_is_read_than_is_taken() -> None:
    written = 0

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()
            written += 65_536

    async with socket_server(behave) as url:
        received = await Upstream(url).send("GET", b"/", [(b"host", b"h")], b"")
        await asyncio.sleep(0.3)
        before = written
        await asyncio.sleep(0.2)
        received.close()

    assert before == written < 20_000_000


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (b"/x y", []),
        (b"/x\r\nx: y", []),
        (b"/x", [(b"a", b"b\r\nc: d")]),
        (b"/x", [(b"a", b"b\nc: d")]),
        (b"/x", [(b"a", b"b\0")]),
    ],
)
async def test_a_request_cannot_become_two(
    target: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    async with socket_server(saying(OK)) as url:
        with pytest.raises(BadRequest):
            await Upstream(url).send("GET", target, headers, b"")


async def test_header_fields_without_an_end_are_not_read() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200_000)
        await writer.drain()

    async with socket_server(behave) as url:
        with pytest.raises(BadGateway, match="more header fields than are read"):
            await told(Upstream(url))


async def test_tls_where_there_is_none_is_told() -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)

    async with socket_server(behave) as url:
        with pytest.raises(BadGateway, match="cannot be reached"):
            await told(Upstream(url.replace("http:", "https:")))
