"""Replies sent compressed (RFC 9110, section 8.4)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping
from typing import Any

import pytest

from tenon.runtime.edges import Compression, Edges, EdgeSettings
from tests.runtime.edges.conftest import LONG, Edged
from tests.runtime.pets import made
from tests.tiny import Answer, ask

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def app(edged: Edged) -> Edges:
    return edged(compression=Compression(minimum=100))


async def replied(
    headers: Mapping[str, str], body: bytes = b"a" * 500, status: int = 200, **asked: Any
) -> Answer:
    """What becomes of one reply."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    edges = Edges(app, EdgeSettings(compression=Compression(minimum=100)))
    return await ask(edges, "GET", "/", headers=asked.get("sent", GZIP))


async def test_a_long_text_is_compressed(app: Edges) -> None:
    answer = await ask(app, "GET", "/notes/long", headers=GZIP)
    assert gzip.decompress(answer.body).decode() == f'"{LONG}"'
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "accept-encoding"
    assert int(answer.headers["content-length"]) == len(answer.body) < 200


async def test_the_same_bytes_come_out_each_time(app: Edges) -> None:
    answers = [await ask(app, "GET", "/notes/long", headers=GZIP) for _ in range(2)]
    assert answers[0].body == answers[1].body  # its entity tag is a strong one


async def test_a_short_one_is_not(app: Edges) -> None:
    answer = await ask(app, "GET", "/notes/1", headers=GZIP)
    assert answer.body == b'"1"'
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True), ("deflate, gzip;q=0.5", True), ("*", True), ("GZIP", True),
        ("x-gzip", True), ("gzip;q=0.5, identity;q=0.5", True), ("br, *;q=0.1", True),
        ("", False), ("br", False), ("gzip;q=0", False), ("*, gzip;q=0", False),
        ("identity, gzip;q=0.5", False), ("gzip;q=x", False), ("notgzip", False),
    ],
)  # fmt: skip
async def test_the_caller_chooses(app: Edges, accepted: str, compressed: bool) -> None:
    answer = await ask(app, "GET", "/notes/long", headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) is compressed
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.headers["etag"] == ('"7+gzip"' if compressed else '"7"')


async def test_what_a_caller_holds_is_known_by_its_own_tag(app: Edges) -> None:
    sent = {**GZIP, "If-None-Match": '"1", "7+gzip"'}
    answer = await ask(app, "GET", "/notes/long", headers=sent)
    assert (answer.status, answer.headers["etag"], answer.body) == (304, '"7+gzip"', b"")
    sent = {**GZIP, "If-None-Match": '"7"'}
    answer = await ask(app, "GET", "/notes/long", headers=sent)
    assert (answer.status, answer.headers["etag"]) == (304, '"7"')


async def test_a_change_may_name_the_compressed_version(app: Edges) -> None:
    sent = {"If-Match": '"7+gzip", "8"', "Content-Type": "application/json"}
    answer = await ask(app, "PUT", "/notes/1", b'"x"', sent)
    assert answer.json == '"7", "8"'


async def test_head_tells_what_get_would(app: Edges) -> None:
    answer = await ask(app, "HEAD", "/notes/long", headers=GZIP)
    assert (answer.headers["content-encoding"], answer.headers["etag"]) == ("gzip", '"7+gzip"')
    assert "content-length" not in answer.headers
    assert answer.body == b""


async def test_a_problem_is_compressed_too(app: Edges) -> None:
    answer = await ask(app, "GET", "/notes/none", headers=GZIP)
    assert b"There is no such note." in gzip.decompress(answer.body)


async def test_each_line_of_a_stream_goes_out_at_once(app: Edges) -> None:
    parts: list[bytes] = []

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))

    async def around(scope: Any, receive: Any, send_: Any) -> None:
        async def both(message: Any) -> None:
            await send(message)
            await send_(message)

        await app(scope, receive, both)

    answer = await ask(around, "GET", "/lines", headers=GZIP)
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" not in answer.headers
    unpack = zlib.decompressobj(31)
    lines = [unpack.decompress(part) for part in parts]
    assert [line for line in lines if line] == [b'"aaaaaaaaaa"\n', b'"bbbbbbbbbb"\n',
                                                b'"cccccccccc"\n']  # fmt: skip
    assert unpack.eof


async def test_an_event_stream_never_is(app: Edges) -> None:
    answer = await ask(app, "GET", "/events", headers=GZIP)
    assert answer.body.startswith(b"data: aaaaaaaaaa\n\n")
    assert "vary" not in answer.headers


@pytest.mark.parametrize(
    "media_type", ["image/png", "application/zip", "application/octet-stream", "video/mp4", ""]
)
async def test_what_does_not_shrink_is_left(media_type: str) -> None:
    assert (await replied({"content-type": media_type})).body == b"a" * 500


@pytest.mark.parametrize(
    "media_type",
    ["text/html; charset=utf-8", "application/problem+json", "image/svg+xml", "application/jsonl",
     "application/javascript", "application/yaml", "application/atom+xml"],
)  # fmt: skip
async def test_texts_are_compressed(media_type: str) -> None:
    assert gzip.decompress((await replied({"content-type": media_type})).body) == b"a" * 500


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"content-encoding": "br"}, 200), ({"cache-control": "public, no-transform"}, 200),
     ({"content-range": "bytes 0-499/900"}, 206), ({}, 304), ({}, 204), ({}, 301)],
)  # fmt: skip
async def test_some_replies_are_left_as_they_are(headers: dict[str, str], status: int) -> None:
    answer = await replied({"content-type": "text/plain", **headers}, status=status)
    assert answer.body == b"a" * 500
    assert answer.headers.get("content-encoding") == headers.get("content-encoding")


async def test_a_weak_tag_stays_and_vary_is_said_once() -> None:
    headers = {"content-type": "text/plain", "etag": 'W/"1"', "vary": "Accept-Encoding"}
    answer = await replied(headers)
    assert (answer.headers["etag"], answer.headers["vary"]) == ('W/"1"', "Accept-Encoding")
    assert gzip.decompress(answer.body) == b"a" * 500


async def test_a_large_reply_is_compressed_beside_the_loop() -> None:
    body = b"abcdefgh" * 100_000
    answer = await replied({"content-type": "text/plain"}, body)
    assert gzip.decompress(answer.body) == body


async def test_documents_keep_their_own_compression() -> None:
    app = made(edges=EdgeSettings(compression=Compression()))
    for path in ("/docs/swagger-ui.css", "/openapi.json"):
        packed = await ask(app, "GET", path, headers=GZIP)
        plain = await ask(app, "GET", path)
        body = gzip.decompress(packed.body) if "content-encoding" in packed.headers else packed.body
        assert body == plain.body
        again = await ask(
            app, "GET", path, headers={**GZIP, "If-None-Match": packed.headers["etag"]}
        )
        assert (again.status, again.headers["etag"]) == (304, packed.headers["etag"])
