"""Moderation of reviews: what is hidden, from whom, and what becomes of the book."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import BOOKS, REVIEWS, errors, links, rated

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Reader = Callable[[str], httpx.AsyncClient]


@pytest.mark.parametrize("status", ["hidden", "rejected"])
async def test_a_review_that_is_not_published_is_gone_for_the_others(
    reader: Reader, add_book: Add, add_review: Add, status: str
) -> None:
    book_id = (await add_book())["id"]
    review = await add_review(book_id, 1, by="mei")
    other = await add_review(book_id, 5, by="tomasz")
    item, decision = f"{REVIEWS}/{review['id']}", {"status": status, "reason": "It lies."}
    reply = await reader("keeper").post(f"{item}/moderate", json=decision)
    assert reply.status_code == 200
    hidden = reply.json()
    assert hidden == review | decision | {"updated_at": hidden["updated_at"]}
    assert await rated(reader(""), book_id) == (5, 1)
    for name in ("", "tomasz", "clerk"):
        assert (await reader(name).get(item)).status_code == 404
    for name in ("tomasz", "clerk"):
        assert (await reader(name).patch(item, json={"rating": 5})).status_code == 404
        assert (await reader(name).delete(item)).status_code == 404
    for name in ("mei", "keeper"):
        assert (await reader(name).get(item)).json() == hidden
        listed = (await reader(name).get(f"{BOOKS}/{book_id}/reviews")).json()
        assert (listed["items"], listed["total"]) == ([other], 1)
    moderated = (await reader("keeper").get("/api/v1/admin/reviews")).json()
    assert (moderated["items"], moderated["total"]) == ([other, hidden], 2)


async def test_a_change_does_not_bring_a_hidden_review_back(
    reader: Reader, add_book: Add, add_review: Add
) -> None:
    book_id = (await add_book())["id"]
    review = await add_review(book_id, 1, by="mei")
    item = f"{REVIEWS}/{review['id']}"
    await reader("keeper").post(f"{item}/moderate", json={"status": "hidden"})
    changed = await reader("mei").patch(item, json={"rating": 4, "text": "Kinder."})
    assert (changed.status_code, changed.json()["status"]) == (200, "hidden")
    assert await rated(reader(""), book_id) == (None, 0)
    again = await reader("mei").post(f"{BOOKS}/{book_id}/reviews", json={"rating": 1})
    assert (again.status_code, again.json()["existing"]["id"]) == (409, review["id"])
    shown = await reader("keeper").post(f"{item}/moderate", json={"status": "published"})
    assert (shown.json()["reason"], shown.json()["text"]) == (None, "Kinder.")
    assert await rated(reader(""), book_id) == (4, 1)


async def test_moderation_is_a_new_version_of_the_book_only_where_it_shows(
    reader: Reader, add_book: Add, add_review: Add
) -> None:
    book_id = (await add_book())["id"]
    review = await add_review(book_id, 1)
    tags = []
    for status in ("published", "hidden", "rejected", "published"):
        path = f"{REVIEWS}/{review['id']}/moderate"
        await reader("keeper").post(path, json={"status": status})
        tags.append((await reader("").get(f"{BOOKS}/{book_id}")).headers["etag"])
    assert len(set(tags)) == 3
    assert tags[1] == tags[2]


async def test_the_reviews_to_moderate_are_filtered_and_paged(
    reader: Reader, add_book: Add, add_review: Add
) -> None:
    ids = [(await add_review((await add_book())["id"]))["id"] for _ in range(5)]
    for number, status in ((1, "hidden"), (3, "rejected")):
        path = f"{REVIEWS}/{ids[number]}/moderate"
        await reader("keeper").post(path, json={"status": status})

    async def listed(**query: Any) -> list[int]:
        reply = await reader("keeper").get("/api/v1/admin/reviews", params=query)
        assert reply.status_code == 200, reply.text
        assert reply.headers["x-total-count"] == str(reply.json()["total"])
        return [ids.index(item["id"]) for item in reply.json()["items"]]

    assert await listed() == [4, 3, 2, 1, 0]
    assert await listed(status="hidden") == [1]
    assert await listed(status=["hidden", "rejected"]) == [3, 1]
    assert await listed(status="published", per_page=2, page=2) == [0]
    reply = await reader("keeper").get(
        "/api/v1/admin/reviews", params={"status": "published", "per_page": 2}
    )
    query = {"status": ["published"], "per_page": ["2"]}
    assert links(reply.headers["link"])["next"] == query | {"page": ["2"]}
    refused = await reader("keeper").get("/api/v1/admin/reviews", params={"status": "deleted"})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("decision", "pointer", "code"),
    [
        ({}, "/status", "required"),
        ({"reason": "x"}, "/status", "required"),
        ({"status": "deleted"}, "/status", "enum"),
        ({"status": None}, "/status", "enum"),
        ({"status": "hidden", "reason": ""}, "/reason", "minLength"),
        ({"status": "hidden", "reason": "x" * 501}, "/reason", "maxLength"),
        ({"status": "hidden", "reason": "a\0"}, "/reason", "pattern"),
        ({"status": "hidden", "rating": 5}, "", "additionalProperties"),
    ],
)
async def test_a_wrong_decision_is_refused_and_named(
    reader: Reader, add_book: Add, add_review: Add, decision: Any, pointer: str, code: str
) -> None:
    review = await add_review((await add_book())["id"])
    path = f"{REVIEWS}/{review['id']}/moderate"
    reply = await reader("keeper").post(path, json=decision)
    assert reply.status_code == 422
    assert ("body", pointer, code) in errors(reply)
