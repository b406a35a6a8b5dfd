"""The reviews: five operations, and what they make of the book."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import BOOKS, JSON, REVIEWS, errors, links

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
MERGE = {"content-type": "application/merge-patch+json"}


async def rated(api: httpx.AsyncClient, book_id: int) -> tuple[float | None, int]:
    book = (await api.get(f"{BOOKS}/{book_id}")).json()
    return book["average_rating"], book["review_count"]


async def test_a_new_review_is_answered_with_its_place(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    book = await add_book()
    draft = {"rating": 5, "title": "Twice", "text": "Read it.", "reviewer_name": "Mei Lin"}
    reply = await api.post(f"{BOOKS}/{book['id']}/reviews", json=draft)
    assert reply.status_code == 201
    review = reply.json()
    assert reply.headers["location"] == f"{REVIEWS}/{review['id']}"
    made = {name: review[name] for name in ("id", "created_at", "updated_at")}
    assert review == draft | made | {"book_id": book["id"]}
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
    draft = {"rating": 5, "reviewer_name": "Mei Lin"}
    assert (await api.post(path, json=draft)).status_code == 404


async def test_an_unknown_review_is_not_found(api: httpx.AsyncClient) -> None:
    item = f"{REVIEWS}/1000000"
    for reply in (
        await api.get(item),
        await api.patch(item, json={"rating": 1}),
        await api.delete(item),
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
        ({"reviewer_name": ""}, "/reviewer_name", "minLength"),
        ({"reviewer_name": None}, "/reviewer_name", "type"),
        ({"reviewer_name": "x" * 201}, "/reviewer_name", "maxLength"),
        ({"book_id": 1}, "", "additionalProperties"),
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
    draft = {"rating": 1, "reviewer_name": "Ada"}
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
    body = f'{{"rating": {rating}, "reviewer_name": "Ada"}}'
    reply = await api.post(f"{BOOKS}/{book_id}/reviews", content=body, headers=JSON)
    assert (reply.status_code, reply.json()["rating"]) == (201, int(float(rating)))
