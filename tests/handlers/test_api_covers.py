"""Covers of books over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.handlers.book_api import BOOKS, errors
from tests.handlers.pictures import HTML, jpeg, png, webp
from tests.handlers.test_api_uploads import files

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Reader = Callable[[str], httpx.AsyncClient]


@pytest_asyncio.fixture(loop_scope="session")
async def cover(add_book: Add) -> str:
    """Where the cover of a book will be."""
    return f"{BOOKS}/{(await add_book())['id']}/cover"


async def put(
    api: httpx.AsyncClient, url: str, content: bytes, type_: str = "image/png"
) -> httpx.Response:
    return await api.put(url, content=content, headers={"content-type": type_})


@pytest.mark.parametrize(
    ("type_", "content"),
    [("image/png", png(60, 90)), ("image/jpeg", jpeg(60, 90)),
     ("image/webp", webp(b"VP8 ", 60, 90))],
)  # fmt: skip
async def test_a_cover_is_an_image_that_anyone_may_see(
    api: httpx.AsyncClient, reader: Reader, cover: str, type_: str, content: bytes
) -> None:
    reply = await put(api, cover, content, type_)
    told = reply.json()
    assert reply.status_code == 200
    assert {name: told[name] for name in told.keys() - {"updated_at"}} == {
        "url": cover, "media_type": type_, "size": len(content), "width": 60, "height": 90,
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    got = await reader("").get(cover)
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, content, type_)
    assert got.headers["etag"] == reply.headers["etag"]
    assert got.headers["x-content-type-options"] == "nosniff"
    known = await api.get(cover, headers={"if-none-match": got.headers["etag"]})
    part = await api.get(cover, headers={"range": "bytes=1-3", "if-range": got.headers["etag"]})
    assert known.status_code == 304
    assert (part.status_code, part.content) == (206, content[1:4])
    assert part.headers["content-range"] == f"bytes 1-3/{len(content)}"


async def test_a_book_tells_where_its_cover_is(api: httpx.AsyncClient, cover: str) -> None:
    book = cover.removesuffix("/cover")
    bare = await api.get(book)
    assert bare.json()["cover_url"] is None
    await put(api, cover, png())
    covered = await api.get(book)
    assert covered.json()["cover_url"] == cover
    assert covered.headers["etag"] != bare.headers["etag"]
    await api.delete(cover)
    assert (await api.get(book)).json()["cover_url"] is None
    assert (await api.get(cover)).status_code == 404


async def test_another_cover_takes_its_place_and_its_file_goes(
    api: httpx.AsyncClient, cover: str
) -> None:
    before = files()
    first = await put(api, cover, png(3, 2))
    second = await put(api, cover, jpeg(4, 5), "image/jpeg")
    assert first.headers["etag"] != second.headers["etag"]
    assert (await api.get(cover)).headers["content-type"] == "image/jpeg"
    assert len(files() - before) == 1
    assert (await api.delete(cover)).status_code == 204
    assert files() == before
    assert (await api.delete(cover)).status_code == 404


async def test_covers_that_are_set_at_once_leave_one(api: httpx.AsyncClient, cover: str) -> None:
    before = files()
    replies = await asyncio.gather(*(put(api, cover, png(width, 2)) for width in range(1, 9)))
    assert {reply.status_code for reply in replies} == {200}
    assert len(files() - before) == 1
    etags = {reply.headers["etag"] for reply in replies}
    assert (await api.get(cover)).headers["etag"] in etags


@pytest.mark.parametrize(
    ("type_", "content", "status"),
    [
        ("image/png", HTML, 415), ("image/png", jpeg(), 415), ("image/webp", png(), 415),
        ("image/gif", b"GIF89a", 415), ("image/svg+xml", b"<svg/>", 415), ("text/html", HTML, 415),
        ("image/png", png()[:20], 415), ("image/png", b"", 400),
        ("image/png", png(100_000, 100_000), 422),
        ("image/png", png(trailing=b"x" * 10_485_760), 413),
    ],
)  # fmt: skip
async def test_what_is_no_cover_is_refused_and_leaves_nothing(
    api: httpx.AsyncClient, cover: str, type_: str, content: bytes, status: int
) -> None:
    before = files()
    reply = await put(api, cover, content, type_)
    assert (reply.status_code, files() - before) == (status, set()), reply.text
    assert (await api.get(cover)).status_code == 404
    if status == 422:
        assert errors(reply) == {("body", "", "pixels")}


async def test_there_is_no_cover_of_no_book(api: httpx.AsyncClient) -> None:
    before = files()
    assert (await put(api, f"{BOOKS}/999/cover", png())).status_code == 404
    assert (await api.get(f"{BOOKS}/999/cover")).status_code == 404
    assert (await api.delete(f"{BOOKS}/999/cover")).status_code == 404
    assert files() == before


async def test_covers_are_for_editors_to_set(reader: Reader, cover: str) -> None:
    for name, status in (("mei", 403), ("", 401), ("clerk", 200)):
        assert (await put(reader(name), cover, png())).status_code == status
    for name, status in (("mei", 403), ("", 401), ("clerk", 204)):
        assert (await reader(name).delete(cover)).status_code == status
    log = (await reader("keeper").get("/api/v1/admin/audit?kind=book")).json()["items"]
    assert [(record["by"], record["action"]) for record in log][:2] == [
        ("key:clerk", "deleteBookCover"),
        ("key:clerk", "replaceBookCover"),
    ]
