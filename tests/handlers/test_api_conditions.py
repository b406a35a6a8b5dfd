"""Entity tags: `If-None-Match`, `If-Match`, and what makes a new version (RFC 9110, section 13)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import AUTHORS, BOOKS

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Draft = Callable[..., dict[str, Any]]


@pytest.fixture(params=["book", "author"])
def add_item(request: pytest.FixtureRequest, add_book: Add, add_author: Add) -> Add:
    """Adds a book or an author; answers its path, its tag and another tag."""

    async def add(api: httpx.AsyncClient) -> dict[str, Any]:
        path = f"{BOOKS}/{(await add_book())['id']}"
        if request.param == "author":
            path = f"{AUTHORS}/{(await add_author('Ann'))['id']}"
        return {"path": path, "etag": (await api.get(path)).headers["etag"]}

    return add


def change(path: str) -> dict[str, Any]:
    return {"title": "Changed"} if path.startswith(BOOKS) else {"bio": "Changed"}


@pytest.mark.parametrize(
    "named", ["{0}", "W/{0}", '"x", {0}', '"x",{0},W/"y"', "*", '"a,b", {0}', " {0} "]
)
async def test_a_current_version_is_not_sent_again(
    api: httpx.AsyncClient, add_item: Add, named: str
) -> None:
    item = await add_item(api)
    headers = {"If-None-Match": named.format(item["etag"])}
    for method in ("GET", "HEAD"):
        reply = await api.request(method, item["path"], headers=headers)
        assert (reply.status_code, reply.content) == (304, b"")
        assert reply.headers["etag"] == item["etag"]


@pytest.mark.parametrize("named", ['"x"', "x", "", '""', "W/", "{1}", '"{1}', "1, 2"])
async def test_another_version_is_sent(api: httpx.AsyncClient, add_item: Add, named: str) -> None:
    item = await add_item(api)
    headers = {"If-None-Match": named.format(item["etag"], item["etag"].strip('"'))}
    reply = await api.get(item["path"], headers=headers)
    assert reply.status_code == 200
    assert reply.headers["etag"] == item["etag"]


async def test_if_none_match_of_nothing_is_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get(f"{BOOKS}/1000000", headers={"If-None-Match": "*"})).status_code == 404


@pytest.mark.parametrize("named", ["{0}", "*", '"x", {0}', '"x",{0}', " {0}, "])
async def test_a_change_of_the_version_named_is_made(
    api: httpx.AsyncClient, add_item: Add, named: str
) -> None:
    item = await add_item(api)
    headers = {"If-Match": named.format(item["etag"])}
    reply = await api.patch(item["path"], json=change(item["path"]), headers=headers)
    assert reply.status_code == 200
    assert reply.headers["etag"] != item["etag"]
    assert (await api.get(item["path"])).headers["etag"] == reply.headers["etag"]


@pytest.mark.parametrize(
    "named", ['"0"', "W/{0}", "{1}", '"{1}', "", '""', '"x", "y"', "'{1}'", "**"]
)
async def test_a_change_of_another_version_is_refused(
    api: httpx.AsyncClient, add_item: Add, book_draft: Draft, named: str
) -> None:
    item = await add_item(api)
    path, headers = item["path"], {"If-Match": named.format(item["etag"], item["etag"].strip('"'))}
    draft = book_draft() if path.startswith(BOOKS) else {"name": "Ann"}
    for reply in (
        await api.patch(path, json=change(path), headers=headers),
        await api.put(path, json=draft, headers=headers),
        await api.delete(path, headers=headers),
    ):
        assert reply.status_code == 412, reply.text
    assert (await api.get(path)).headers["etag"] == item["etag"]


async def test_a_stale_version_is_refused_and_the_fresh_one_taken(
    api: httpx.AsyncClient, add_item: Add
) -> None:
    item = await add_item(api)
    path, stale = item["path"], {"If-Match": item["etag"]}
    first = await api.patch(path, json=change(path), headers=stale)
    assert first.status_code == 200
    assert (await api.patch(path, json=change(path), headers=stale)).status_code == 412
    assert (await api.delete(path, headers=stale)).status_code == 412
    assert (await api.delete(path, headers={"If-Match": first.headers["etag"]})).status_code == 204
    assert (await api.delete(path, headers={"If-Match": "*"})).status_code == 404


async def test_of_two_changes_racing_with_one_tag_one_wins(
    api: httpx.AsyncClient, add_item: Add
) -> None:
    for _ in range(5):
        item = await add_item(api)
        path, headers = item["path"], {"If-Match": item["etag"]}
        field = next(iter(change(path)))
        replies = await asyncio.gather(
            api.patch(path, json={field: "left"}, headers=headers),
            api.patch(path, json={field: "right"}, headers=headers),
        )
        assert sorted(reply.status_code for reply in replies) == [200, 412]
        winner = next(reply for reply in replies if reply.status_code == 200)
        assert (await api.get(path)).json() == winner.json()
        await api.delete(path)


async def test_whatever_changes_the_detail_view_changes_the_tag_of_the_book(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    book = await add_book()
    item, author = f"{BOOKS}/{book['id']}", f"{AUTHORS}/{book['author_id']}"
    versions: dict[str, dict[str, Any]] = {}

    async def look() -> None:
        reply = await api.get(item)
        tag, shown = reply.headers["etag"], reply.json()
        assert versions.setdefault(tag, shown) == shown

    await look()
    await api.patch(item, json={"price": 1})
    await look()
    review = await add_review(book["id"], 2)
    await look()
    await api.patch(f"/api/v1/reviews/{review['id']}", json={"rating": 4})
    await look()
    await api.delete(f"/api/v1/reviews/{review['id']}")
    await look()
    await api.patch(author, json={"name": "F. Herbert"})
    await look()
    await api.patch(author, json={"name": "f. herbert"})
    await look()
    assert len(versions) == 7


async def test_a_book_more_or_less_changes_the_tag_of_its_author(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    first = await add_book()
    path = f"{AUTHORS}/{first['author_id']}"
    one = (await api.get(path)).headers["etag"]
    second = await add_book()
    two = (await api.get(path)).headers["etag"]
    assert one != two
    headers = {"If-Match": one}
    assert (await api.patch(path, json={"bio": "x"}, headers=headers)).status_code == 412
    await api.delete(f"{BOOKS}/{second['id']}")
    assert (await api.get(path, headers={"If-None-Match": two})).status_code == 200


async def test_head_answers_the_headers_of_get(api: httpx.AsyncClient, add_item: Add) -> None:
    item = await add_item(api)
    for path in (item["path"], BOOKS, AUTHORS, "/health"):
        got, headed = await api.get(path), await api.head(path)
        assert (headed.status_code, headed.content) == (200, b"")
        for reply in (got, headed):
            assert reply.headers.pop("x-request-id")
            reply.headers.pop("server-timing")
        assert headed.headers == got.headers
    assert (await api.head(f"{BOOKS}/1000000")).status_code == 404
