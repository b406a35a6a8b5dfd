"""Replies of bytes: their length, their type, and what HEAD makes of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from tenon.runtime.content import Content
from tenon.runtime.reply import Reply
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Serve
from tests.tiny import ask, operation, parameter, reply

OCTETS = "application/octet-stream"


class Whole(Reply[Any]):
    status = 200


def giving(serve: Serve, handler: Any, media_type: str = OCTETS) -> Service:
    content = {media_type: {"x-stream": True}}
    found = operation("op", replies={"200": {"description": "", "content": content}})
    return serve({"/x": {"get": found}}, {"op": handler}, RuntimeSettings(check_replies=True))


def counted(*chunks: bytes, closed: Callable[[], None] = lambda: None) -> AsyncIterator[bytes]:
    async def generate() -> AsyncIterator[bytes]:
        try:
            for chunk in chunks:
                yield chunk
        finally:
            closed()

    return generate()


async def test_bytes_are_sent_with_their_length(serve: Serve) -> None:
    async def handler() -> Any:
        return Whole(Content(counted(b"\x00ab", b"c" * 70_000), 70_003))

    answer = await ask(giving(serve, handler), "GET", "/x")
    assert (answer.status, answer.body) == (200, b"\x00ab" + b"c" * 70_000)
    assert answer.headers == {"content-type": OCTETS, "content-length": "70003"}


async def test_bytes_of_no_known_length_are_sent_too(serve: Serve) -> None:
    async def handler() -> Any:
        return Content(counted(b"a"))

    answer = await ask(giving(serve, handler), "GET", "/x")
    assert (answer.body, "content-length" in answer.headers) == (b"a", False)


async def test_head_tells_the_length_and_reads_nothing(serve: Serve) -> None:
    closed = []

    async def handler() -> Any:
        source = counted(b"abc", closed=lambda: closed.append(1))
        assert await anext(source) == b"abc"
        return Whole(Content(source, 3))

    answer = await ask(giving(serve, handler), "HEAD", "/x")
    assert (answer.headers["content-length"], answer.body, closed) == ("3", b"", [1])


async def test_head_asks_for_no_range(serve: Serve) -> None:
    async def told(range: str | None = None) -> Any:  # noqa: A002 - the header's own name
        return range

    asked = parameter("Range", "header", {"type": "string"})
    found = operation("op", asked, replies={"200": reply(True)})
    service = serve({"/x": {"get": found}}, {"op": told})
    got = await ask(service, "GET", "/x", headers={"Range": "bytes=0-1"})
    head = await ask(service, "HEAD", "/x", headers={"Range": "bytes=0-1"})
    assert (got.json, head.headers["content-length"]) == ("bytes=0-1", "4")


async def test_a_range_of_types_is_sent_as_the_handler_says(serve: Serve) -> None:
    async def handler() -> Any:
        return Whole(Content(counted(b"a"), 1), media_type="image/webp")

    answer = await ask(giving(serve, handler, "image/*"), "GET", "/x")
    assert answer.headers["content-type"] == "image/webp"
