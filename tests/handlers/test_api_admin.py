"""What only admins may see: who did what, and the inside of a book."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import AUTHORS, BOOKS, JSON, REVIEWS, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Reader = Callable[[str], httpx.AsyncClient]
AUDIT, INSIDE = "/api/v1/admin/audit", "/api/v1/admin/books"
MERGE = {"content-type": "application/merge-patch+json"}


async def told(reader: Reader, **query: Any) -> list[tuple[str, str, str, str]]:
    """The matching records, oldest first."""
    reply = await reader("keeper").get(AUDIT, params={"limit": 100, **query})
    assert reply.status_code == 200, reply.text
    items = reply.json()["items"][::-1]
    return [(item["by"], item["action"], item["kind"], item["target"]) for item in items]


async def test_the_log_tells_who_did_what_to_what(
    reader: Reader, book_draft: Callable[..., dict[str, Any]]
) -> None:
    clerk, mei, keeper = reader("clerk"), reader("mei"), reader("keeper")
    book = (await clerk.post(BOOKS, json=book_draft())).json()
    item = f"{BOOKS}/{book['id']}"
    await clerk.patch(item, json={"title": "x"})
    await clerk.put(item, json=book_draft())
    review = (await mei.post(f"{item}/reviews", json={"rating": 5})).json()
    await mei.patch(f"{REVIEWS}/{review['id']}", json={"rating": 4})
    await keeper.post(f"{REVIEWS}/{review['id']}/moderate", json={"status": "rejected"})
    await keeper.delete(f"{REVIEWS}/{review['id']}")
    await keeper.put(f"{INSIDE}/{book['id']}", json={"cost": 1})
    await clerk.delete(item)
    await clerk.delete(f"{AUTHORS}/{book['author_id']}")
    of_book, of_review = str(book["id"]), str(review["id"])
    assert await told(reader) == [
        ("key:clerk", "createAuthor", "author", str(book["author_id"])),
        ("key:clerk", "createBook", "book", of_book),
        ("key:clerk", "changeBook", "book", of_book),
        ("key:clerk", "replaceBook", "book", of_book),
        ("key:mei", "createReview", "review", of_review),
        ("key:mei", "changeReview", "review", of_review),
        ("key:keeper", "moderateReview", "review", of_review),
        ("key:keeper", "deleteReview", "review", of_review),
        ("key:keeper", "replaceAdminBook", "book", of_book),
        ("key:clerk", "deleteBook", "book", of_book),
        ("key:clerk", "deleteAuthor", "author", str(book["author_id"])),
    ]
    reviewed = await told(reader, kind="review", target=of_review)
    assert [by for by, *_ in reviewed] == ["key:mei", "key:mei", "key:keeper", "key:keeper"]
    assert await told(reader, by="key:mei", action="changeReview") == reviewed[1:2]


async def test_what_is_refused_leaves_no_record(
    reader: Reader, add_review: Add, book_draft: Callable[..., dict[str, Any]]
) -> None:
    draft = book_draft()
    book = (await reader("clerk").post(BOOKS, json=draft)).json()
    review = await add_review(book["id"], by="tomasz")
    before = await told(reader)
    item = f"{REVIEWS}/{review['id']}"
    replies = [
        await reader("clerk").post(BOOKS, json=draft),
        await reader("mei").post(BOOKS, json=book_draft()),
        await reader("").post(BOOKS, json=book_draft()),
        await reader("clerk").post(BOOKS, json=book_draft(price=-1)),
        await reader("clerk").patch(f"{BOOKS}/{book['id']}", json={}),
        await reader("clerk").delete(f"{BOOKS}/{book['id']}", headers={"if-match": '"0"'}),
        await reader("mei").delete(item),
        await reader("tomasz").post(f"{BOOKS}/{book['id']}/reviews", json={"rating": 1}),
        await reader("tomasz").post(f"{item}/moderate", json={"status": "hidden"}),
        await reader("clerk").put(f"{INSIDE}/{book['id']}", json={"cost": 1}),
        await reader("clerk").get(AUDIT),
    ]
    expected = [409, 403, 401, 422, 400, 412, 403, 409, 403, 403, 403]
    assert [reply.status_code for reply in replies] == expected
    assert await told(reader) == before


async def test_a_repeated_request_is_told_once(
    reader: Reader, book_draft: Callable[..., dict[str, Any]]
) -> None:
    draft, key = book_draft(), {"idempotency-key": "one"}
    first = await reader("clerk").post(BOOKS, json=draft, headers=key)
    again = await reader("clerk").post(BOOKS, json=draft, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert len(await told(reader, action="createBook")) == 1


async def test_the_log_is_walked_by_cursor_while_it_grows(
    reader: Reader, book_draft: Callable[..., dict[str, Any]]
) -> None:
    batch = {"books": [book_draft() for _ in range(7)]}
    reply = await reader("clerk").post(f"{BOOKS}/bulk", json=batch)
    ids = [str(item["book"]["id"]) for item in reply.json()["created"]]
    query: dict[str, Any] = {"kind": "book", "limit": 3}
    walked: list[list[str]] = []
    while True:
        page = (await reader("keeper").get(AUDIT, params=query)).json()
        walked.append([item["target"] for item in page["items"]])
        await reader("clerk").post(BOOKS, json=book_draft())
        assert page["has_more"] == (page["next_cursor"] is not None)
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert walked == [ids[6:3:-1], ids[3:0:-1], ids[:1]]


async def test_the_log_is_cut_by_time(
    reader: Reader, book_draft: Callable[..., dict[str, Any]]
) -> None:
    for _ in range(3):
        await reader("clerk").post(BOOKS, json=book_draft())
        await asyncio.sleep(0.002)  # so that no two are of one moment
    items = (await reader("keeper").get(AUDIT, params={"action": "createBook"})).json()["items"]
    newest, middle, oldest = [item["at"] for item in items]

    async def count(**query: str) -> int:
        return len(await told(reader, action="createBook", **query))

    assert await count(after=middle) == 2
    assert await count(before=middle) == 2
    assert await count(after=middle, before=middle) == 1
    assert await count(after=oldest, before=newest) == 3
    assert await count(after=newest, before=oldest) == 0
    assert await count(before="0000-01-01T00:00:00Z") == 0
    assert await count(after="9999-12-31T23:59:60Z") == 0
    assert await count(after=middle.replace("Z", "+00:00")) == 2


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"after": "yesterday"}, "after"),
        ({"before": "2026-02-30T00:00:00Z"}, "before"),
        ({"cursor": "x"}, "cursor"),
        ({"by": ""}, "by"),
        ({"by": "a\0"}, "by"),
        ({"target": "x" * 501}, "target"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"who": "me"}, "who"),
    ],
)
async def test_a_wrong_filter_is_refused_and_named(
    reader: Reader, query: dict[str, Any], name: str
) -> None:
    reply = await reader("keeper").get(AUDIT, params=query)
    assert reply.status_code == 422
    assert {(part, at) for part, at, _ in errors(reply)} == {("query", name)}


@pytest.mark.parametrize("text", ["x' OR '1'='1", "%", "_", "key:clerk'--", "a\r\nb", "\\", "😀"])
async def test_a_filter_means_what_it_says(
    reader: Reader, book_draft: Callable[..., dict[str, Any]], text: str
) -> None:
    await reader("clerk").post(BOOKS, json=book_draft())
    for name in ("by", "action", "kind", "target"):
        assert await told(reader, **{name: text}) == []


async def test_a_book_shows_its_inside_to_admins_alone(
    reader: Reader, book_draft: Callable[..., dict[str, Any]]
) -> None:
    reply = await reader("clerk").post(BOOKS, json=book_draft(price=39.99))
    book, path = reply.json(), f"{INSIDE}/{reply.json()['id']}"
    nothing = {"internal_notes": None, "cost": None, "margin": None, "margin_percent": None}
    assert (await reader("keeper").get(path)).json() == book | nothing
    sent = {"internal_notes": "Order two.", "cost": 22.5}
    reply = await reader("keeper").put(path, json=sent)
    shown = book | sent | {"margin": 17.49, "margin_percent": 43.74}
    assert (reply.status_code, reply.json()) == (200, shown)
    assert (await reader("keeper").get(path)).json() == shown
    for name, status in (("", 401), ("mei", 403), ("clerk", 403)):
        for refused in (
            await reader(name).get(path),
            await reader(name).put(path, json=sent),
            await reader(name).patch(path, json=sent),
        ):
            assert refused.status_code == status
            assert "Order two." not in refused.text


async def test_no_public_view_shows_the_inside_of_a_book(
    reader: Reader, add_book: Add, add_review: Add
) -> None:
    book = await add_book("Dune", tags=["sand"])
    await add_review(book["id"])
    secret = {"internal_notes": "Sesame", "cost": 3.21}
    tag = (await reader("").get(f"{BOOKS}/{book['id']}")).headers["etag"]
    await reader("keeper").put(f"{INSIDE}/{book['id']}", json=secret)
    for path in (
        f"{BOOKS}/{book['id']}",
        BOOKS,
        f"{BOOKS}/cursor",
        f"{BOOKS}/export",
        f"{BOOKS}/{book['id']}/reviews",
        f"{AUTHORS}/{book['author_id']}/books",
        "/api/v2/books",
        f"/api/v2/books/{book['id']}",
        f"{BOOKS}?search=Sesame",
    ):
        for name in ("", "clerk", "keeper"):
            reply = await reader(name).get(path)
            assert reply.status_code == 200, path
            assert not [word for word in ("Sesame", "3.21", "cost", "margin") if word in reply.text]
    reply = await reader("").get(f"{BOOKS}/{book['id']}")
    assert reply.headers["etag"] == tag, "even that it has changed is nobody's business"


@pytest.mark.parametrize("headers", [JSON, MERGE], ids=["json", "merge-patch"])
async def test_patch_merges_and_put_replaces(
    reader: Reader, add_book: Add, headers: dict[str, str]
) -> None:
    book = await add_book(price=0)
    path, keeper = f"{INSIDE}/{book['id']}", reader("keeper")

    async def inside() -> list[Any]:
        found = (await keeper.get(path)).json()
        names = ("internal_notes", "cost", "margin", "margin_percent")
        return [found[name] for name in names]

    for body, expected in (
        ({"cost": 0}, [None, 0, 0, None]),
        ({"internal_notes": "a"}, ["a", 0, 0, None]),
        ({"cost": 2.5}, ["a", 2.5, -2.5, None]),
        ({"cost": None}, ["a", None, None, None]),
    ):
        reply = await keeper.patch(path, content=json.dumps(body), headers=headers)
        assert reply.status_code == 200, reply.text
        assert await inside() == expected
    assert (await keeper.patch(path, json={})).status_code == 400
    assert (await keeper.put(path, json={"cost": 7})).status_code == 200
    assert await inside() == [None, 7, -7, None]
    assert (await keeper.put(path, json={})).status_code == 200
    assert await inside() == [None, None, None, None]
    await keeper.put(path, json={"cost": 5})
    await keeper.patch(f"{BOOKS}/{book['id']}", json={"price": 10})
    assert await inside() == [None, 5, 5, 50]


async def test_the_inside_is_changed_only_as_it_was_seen(reader: Reader, add_book: Add) -> None:
    book = await add_book()
    path, keeper = f"{INSIDE}/{book['id']}", reader("keeper")
    seen = (await keeper.get(path)).headers["etag"]
    assert (await keeper.get(path, headers={"if-none-match": seen})).status_code == 304
    first = await keeper.patch(path, json={"cost": 1}, headers={"if-match": seen})
    assert first.status_code == 200
    for reply in (
        await keeper.patch(path, json={"cost": 2}, headers={"if-match": seen}),
        await keeper.put(path, json={"cost": 2}, headers={"if-match": seen}),
    ):
        assert reply.status_code == 412
    public = await keeper.patch(f"{BOOKS}/{book['id']}", json={"title": "Dune II"})
    assert public.status_code == 200
    old = {"if-match": first.headers["etag"]}
    assert (await keeper.patch(path, json={"cost": 2}, headers=old)).status_code == 412
    now = await keeper.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (now.status_code, now.json()["cost"]) == (200, 1)
    assert (await keeper.put(path, json={}, headers={"if-match": "*"})).status_code == 200


async def test_the_inside_of_an_unknown_book_is_not_found(reader: Reader) -> None:
    path = f"{INSIDE}/1000000"
    for reply in (
        await reader("keeper").get(path),
        await reader("keeper").put(path, json={"cost": 1}),
        await reader("keeper").patch(path, json={"cost": 1}),
    ):
        assert reply.status_code == 404


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"cost": -0.01}, "/cost", "minimum"),
        ({"cost": 100000}, "/cost", "maximum"),
        ({"cost": 1.005}, "/cost", "multipleOf"),
        ({"cost": "1"}, "/cost", "type"),
        ({"internal_notes": "x" * 2001}, "/internal_notes", "maxLength"),
        ({"internal_notes": "a\0"}, "/internal_notes", "pattern"),
        ({"margin": 1}, "", "additionalProperties"),
        ({"price": 1}, "", "additionalProperties"),
        ({"cost": 1, "title": "Mine"}, "", "additionalProperties"),
    ],
)
async def test_a_wrong_field_is_refused_and_named(
    reader: Reader, add_book: Add, fields: dict[str, Any], pointer: str, code: str
) -> None:
    book = await add_book()
    path = f"{INSIDE}/{book['id']}"
    for reply in (
        await reader("keeper").put(path, json=fields),
        await reader("keeper").patch(path, json=fields),
    ):
        assert reply.status_code == 422
        assert ("body", pointer, code) in errors(reply)


@pytest.mark.parametrize("name", ["internal_notes", "cost", "margin"])
async def test_the_inside_cannot_be_set_from_outside(
    api: httpx.AsyncClient, add_book: Add, book_draft: Callable[..., dict[str, Any]], name: str
) -> None:
    book = await add_book()
    for reply in (
        await api.post(BOOKS, json=book_draft(**{name: 1})),
        await api.put(f"{BOOKS}/{book['id']}", json=book_draft(**{name: 1})),
        await api.patch(f"{BOOKS}/{book['id']}", json={name: 1}),
    ):
        assert reply.status_code == 422
        assert ("body", "", "additionalProperties") in errors(reply)
