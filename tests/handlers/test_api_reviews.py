"""The reviews: whose they are, what they make of the book, and who decides what is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from generated.models.reviews import ReviewDraft
from handlers.reviews import Reviews
from handlers.store import Store
from tenon.runtime.security import Principal
from tests.handlers.book_api import BOOKS, JSON, REVIEWS, errors, links, rated

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Reader = Callable[[str], httpx.AsyncClient]
MERGE = {"content-type": "application/merge-patch+json"}


async def test_a_new_review_is_answered_with_its_place(
    api: httpx.AsyncClient, reader: Reader, add_book: Add
) -> None:
    book = await add_book()
    draft = {"rating": 5, "title": "Twice", "text": "Read it."}
    reply = await reader("mei").post(f"{BOOKS}/{book['id']}/reviews", json=draft)
    assert reply.status_code == 201
    review = reply.json()
    assert reply.headers["location"] == f"{REVIEWS}/{review['id']}"
    made = {name: review[name] for name in ("id", "created_at", "updated_at")}
    shown = {"reviewer": "mei", "status": "published", "reason": None}
    assert review == draft | made | shown | {"book_id": book["id"]}
    assert (await api.get(reply.headers["location"])).json() == review


async def test_what_a_draft_leaves_out_is_null(add_book: Add, add_review: Add) -> None:
    review = await add_review((await add_book())["id"])
    assert (review["title"], review["text"]) == (None, None)


async def test_reviews_page_newest_first(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    book, other = await add_book(), await add_book()
    ids = [(await add_review(book["id"]))["id"] for _ in range(5)]
    await add_review(other["id"])
    path, walked = f"{BOOKS}/{book['id']}/reviews", []
    reply = await api.get(path, params={"per_page": 2})
    while True:
        walked += [item["id"] for item in reply.json()["items"]]
        assert (reply.json()["total"], reply.headers["x-total-count"]) == (5, "5")
        found = links(reply.headers["link"])
        if "next" not in found:
            break
        reply = await api.get(path, params=found["next"])
    assert walked == ids[::-1]
    beyond = (await api.get(path, params={"page": 9})).json()
    assert (beyond["items"], beyond["total"], beyond["has_prev"]) == ([], 5, True)


async def test_the_book_tells_the_mean_and_the_count_at_once(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    book_id = (await add_book())["id"]
    assert await rated(api, book_id) == (None, 0)
    first = await add_review(book_id, 5)
    assert await rated(api, book_id) == (5, 1)
    await add_review(book_id, 5)
    last = await add_review(book_id, 4)
    assert await rated(api, book_id) == (4.67, 3)
    await api.patch(f"{REVIEWS}/{last['id']}", json={"rating": 1})
    assert await rated(api, book_id) == (3.67, 3)
    await api.patch(f"{REVIEWS}/{last['id']}", json={"title": "Meh"})
    assert await rated(api, book_id) == (3.67, 3)
    await api.delete(f"{REVIEWS}/{first['id']}")
    assert await rated(api, book_id) == (3, 2)
    reviews = (await api.get(f"{BOOKS}/{book_id}/reviews")).json()["items"]
    for review in reviews:
        await api.delete(f"{REVIEWS}/{review['id']}")
    assert await rated(api, book_id) == (None, 0)


async def test_reviews_at_once_all_count(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    book_id = (await add_book())["id"]
    await asyncio.gather(*(add_review(book_id, 1 + n % 5) for n in range(20)))
    assert await rated(api, book_id) == (3, 20)


async def test_the_reviews_of_an_unknown_book_are_not_found(api: httpx.AsyncClient) -> None:
    path = f"{BOOKS}/1000000/reviews"
    assert (await api.get(path)).status_code == 404
    assert (await api.get(path, params={"page": 2})).status_code == 404
    assert (await api.post(path, json={"rating": 5})).status_code == 404


async def test_an_unknown_review_is_not_found(api: httpx.AsyncClient) -> None:
    item = f"{REVIEWS}/1000000"
    for reply in (
        await api.get(item),
        await api.patch(item, json={"rating": 1}),
        await api.delete(item),
        await api.post(f"{item}/moderate", json={"status": "hidden"}),
    ):
        assert reply.status_code == 404


@pytest.mark.parametrize("headers", [JSON, MERGE], ids=["json", "merge-patch"])
async def test_patch_merges(
    api: httpx.AsyncClient, add_book: Add, add_review: Add, headers: dict[str, str]
) -> None:
    review = await add_review((await add_book())["id"], title="x", text="y")
    item = f"{REVIEWS}/{review['id']}"
    reply = await api.patch(item, json={"title": None, "rating": 2}, headers=headers)
    assert reply.status_code == 200
    changed = {"title": None, "rating": 2, "updated_at": reply.json()["updated_at"]}
    assert reply.json() == review | changed
    assert (await api.get(item)).json() == reply.json()
    assert (await api.patch(item, content="{}", headers=headers)).status_code == 400


async def test_a_deleted_review_is_gone(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    review = await add_review((await add_book())["id"])
    reply = await api.delete(f"{REVIEWS}/{review['id']}")
    assert (reply.status_code, reply.content) == (204, b"")
    assert (await api.get(f"{REVIEWS}/{review['id']}")).status_code == 404
    assert (await api.delete(f"{REVIEWS}/{review['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"rating": 0}, "/rating", "minimum"),
        ({"rating": 6}, "/rating", "maximum"),
        ({"rating": 4.5}, "/rating", "type"),
        ({"rating": "5"}, "/rating", "type"),
        ({"rating": None}, "/rating", "type"),
        ({"rating": 2**64}, "/rating", "maximum"),
        ({"title": ""}, "/title", "minLength"),
        ({"title": "x" * 201}, "/title", "maxLength"),
        ({"text": " "}, "/text", "pattern"),
        ({"text": "x" * 2001}, "/text", "maxLength"),
        ({"book_id": 1}, "", "additionalProperties"),
        ({"reviewer": "Somebody Else"}, "", "additionalProperties"),
        ({"reviewer_name": "Somebody Else"}, "", "additionalProperties"),
        ({"subject": "user:1"}, "", "additionalProperties"),
        ({"status": "published"}, "", "additionalProperties"),
        ({"reason": "Because."}, "", "additionalProperties"),
        ({"id": 1}, "", "additionalProperties"),
        ({"created_at": "2020-01-01T00:00:00Z"}, "", "additionalProperties"),
    ],
)
async def test_a_wrong_field_is_refused_and_named(
    api: httpx.AsyncClient,
    add_book: Add,
    add_review: Add,
    fields: dict[str, Any],
    pointer: str,
    code: str,
) -> None:
    book_id = (await add_book())["id"]
    review = await add_review(book_id)
    draft = {"rating": 1}
    for reply in (
        await api.post(f"{BOOKS}/{book_id}/reviews", json=draft | fields),
        await api.patch(f"{REVIEWS}/{review['id']}", json=fields),
    ):
        assert reply.status_code == 422, reply.text
        assert ("body", pointer, code) in errors(reply)
    assert await rated(api, book_id) == (5, 1)


@pytest.mark.parametrize("rating", ["1", "5", "3.0", "3e0"])
async def test_the_bounds_of_a_rating_are_taken(
    api: httpx.AsyncClient, add_book: Add, rating: str
) -> None:
    book_id = (await add_book())["id"]
    body = f'{{"rating": {rating}}}'
    reply = await api.post(f"{BOOKS}/{book_id}/reviews", content=body, headers=JSON)
    assert (reply.status_code, reply.json()["rating"]) == (201, int(float(rating)))


async def test_each_reviews_a_book_once_and_is_shown_where(
    reader: Reader, add_book: Add, add_review: Add
) -> None:
    book_id = (await add_book())["id"]
    first = await add_review(book_id, 5, by="mei")
    again = await reader("mei").post(f"{BOOKS}/{book_id}/reviews", json={"rating": 1})
    assert again.status_code == 409
    href = f"{REVIEWS}/{first['id']}"
    assert again.json()["existing"] == {"id": first["id"], "href": href}
    assert again.json()["detail"] == (
        "You have reviewed this book already; change that review instead."
    )
    assert await rated(reader(""), book_id) == (5, 1)
    await add_review(book_id, 1, by="tomasz")
    await add_review((await add_book())["id"], 1, by="mei")
    await reader("mei").delete(href)
    await add_review(book_id, 2, by="mei")
    assert await rated(reader(""), book_id) == (1.5, 2)


async def test_of_reviews_by_one_person_at_once_one_wins(reader: Reader, add_book: Add) -> None:
    path = f"{BOOKS}/{(await add_book())['id']}/reviews"
    replies = await asyncio.gather(
        *(reader("mei").post(path, json={"rating": 5}) for _ in range(10))
    )
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 9
    (won,) = (reply.json()["id"] for reply in replies if reply.status_code == 201)
    lost = {reply.json()["existing"]["id"] for reply in replies if reply.status_code == 409}
    assert lost == {won}
    assert (await reader("").get(path)).json()["total"] == 1


@pytest.mark.parametrize("other", ["tomasz", "clerk"])
async def test_a_review_is_its_writers_and_the_moderators(
    reader: Reader, add_book: Add, add_review: Add, other: str
) -> None:
    book_id = (await add_book())["id"]
    review = await add_review(book_id, 5, by="mei")
    item = f"{REVIEWS}/{review['id']}"
    for reply in (
        await reader(other).patch(item, json={"rating": 1}),
        await reader(other).delete(item),
    ):
        assert reply.status_code == 403
        assert reply.json()["detail"] == "Only its writer or a moderator may do this to a review."
    assert (await reader(other).get(item)).json() == review
    changed = await reader("keeper").patch(item, json={"rating": 4})
    assert changed.status_code == 200
    assert changed.json() == review | {"rating": 4, "updated_at": changed.json()["updated_at"]}
    assert (await reader("mei").patch(item, json={"rating": 3})).status_code == 200
    assert await rated(reader(""), book_id) == (3, 1)
    assert (await reader("keeper").delete(item)).status_code == 204


async def test_nobody_reads_and_does_not_write(
    reader: Reader, add_book: Add, add_review: Add
) -> None:
    book_id = (await add_book())["id"]
    review = await add_review(book_id, 5, by="mei")
    item, path = f"{REVIEWS}/{review['id']}", f"{BOOKS}/{book_id}/reviews"
    assert (await reader("").get(item)).json() == review
    assert (await reader("").get(path)).json()["items"] == [review]
    for reply in (
        await reader("").post(path, json={"rating": 1}),
        await reader("").patch(item, json={"rating": 1}),
        await reader("").delete(item),
        await reader("").post(f"{item}/moderate", json={"status": "hidden"}),
        await reader("").get("/api/v1/admin/reviews"),
        await reader("").get(item, headers={"x-api-key": "forged"}),
    ):
        assert reply.status_code == 401
        assert "www-authenticate" in reply.headers
    for name in ("mei", "clerk"):
        for reply in (
            await reader(name).post(f"{item}/moderate", json={"status": "hidden"}),
            await reader(name).get("/api/v1/admin/reviews"),
        ):
            assert reply.status_code == 403
    assert (await reader("").get(item)).json() == review


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mei Lin", "Mei Lin"),
        ("", "A reader"),
        (" \t\r\n", "A reader"),
        ("a\0b\r\nSet-Cookie: x=1", "a b Set-Cookie: x=1"),
        ("\u202egnol\u202c", "gnol"),
        ("\ud800", "A reader"),
        ("Stanisław Lem 李", "Stanisław Lem 李"),
        ("x" * 300, "x" * 200),
    ],
)
async def test_the_name_of_a_reviewer_is_one_printable_line(
    url: str, draft: Callable[..., Any], name: str, shown: str
) -> None:
    """Names come from other issuers too, and the contract judges what leaves."""
    store = Store(url)
    await store.open()
    book = await store.books.add(draft(), by="ann")
    body, caller = ReviewDraft(rating=5), Principal("oidc:1", name=name)
    reply = await Reviews(store).create_review(book.id, body, principal=caller)
    assert reply.body.reviewer == shown
    found = await store.reviews.get(reply.body.id)
    assert found is not None
    assert found.fields["reviewer"] == shown
    await store.close()
