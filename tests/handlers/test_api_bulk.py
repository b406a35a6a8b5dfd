"""Many books at once: /bulk and /bulk-delete."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import AUTHORS, BOOKS, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Draft = Callable[..., dict[str, Any]]
BULK, BULK_DELETE = f"{BOOKS}/bulk", f"{BOOKS}/bulk-delete"


async def test_those_that_can_be_added_are_and_the_others_told_by_index(
    api: httpx.AsyncClient, add_book: Add, book_draft: Draft
) -> None:
    there = await add_book(isbn="9780132350884")
    drafts = [
        book_draft("One", author_name="Ann"),
        book_draft("Taken", isbn="0132350882", author_name="Nobody"),
        book_draft("Two", isbn="9780441013593", author_name="ANN"),
        book_draft("Again", isbn="0441013597"),
        book_draft("Three"),
    ]
    reply = await api.post(BULK, json={"books": drafts})
    assert reply.status_code == 200
    created, refused = reply.json()["created"], reply.json()["errors"]
    assert [(item["index"], item["book"]["title"]) for item in created] == [
        (0, "One"),
        (2, "Two"),
        (4, "Three"),
    ]
    two = created[1]["book"]["id"]
    assert refused == [taken(1, "0132350882", there["id"]), taken(3, "0441013597", two)]
    for item in created:
        assert (await api.get(f"{BOOKS}/{item['book']['id']}")).json() == item["book"]
    assert (await api.get(BOOKS)).json()["total"] == 4
    names = [author["name"] for author in (await api.get(AUTHORS)).json()["items"]]
    assert names == ["Ann", "Frank Herbert"]


def taken(index: int, isbn: str, book_id: int) -> dict[str, Any]:
    return {
        "index": index,
        "status": 409,
        "code": "isbn_taken",
        "message": f"ISBN {isbn} is already in the catalogue.",
        "existing": {"id": book_id, "href": f"{BOOKS}/{book_id}"},
    }


async def test_a_batch_of_only_taken_books_adds_none(
    api: httpx.AsyncClient, add_book: Add, book_draft: Draft
) -> None:
    there = await add_book()
    reply = await api.post(BULK, json={"books": [book_draft(isbn=there["isbn"])] * 2})
    assert reply.json()["created"] == []
    assert [error["index"] for error in reply.json()["errors"]] == [0, 1]


async def test_a_hundred_books_are_added_together(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    reply = await api.post(BULK, json={"books": [book_draft(str(n)) for n in range(100)]})
    assert [item["book"]["title"] for item in reply.json()["created"]] == [
        str(n) for n in range(100)
    ]
    ids = [item["book"]["id"] for item in reply.json()["created"]]
    gone = await api.post(BULK_DELETE, json={"ids": ids})
    assert gone.json() == {"deleted": ids, "not_found": []}


@pytest.mark.parametrize(("count", "code"), [(0, "minItems"), (101, "maxItems")])
async def test_no_books_and_a_hundred_and_one_are_refused(
    api: httpx.AsyncClient, book_draft: Draft, count: int, code: str
) -> None:
    reply = await api.post(BULK, json={"books": [book_draft() for _ in range(count)]})
    assert (reply.status_code, errors(reply)) == (422, {("body", "/books", code)})
    reply = await api.post(BULK_DELETE, json={"ids": list(range(1, count + 1))})
    assert (reply.status_code, errors(reply)) == (422, {("body", "/ids", code)})
    assert (await api.get(BOOKS)).json()["total"] == 0


async def test_one_wrong_draft_refuses_the_batch_and_is_named(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    wrong = book_draft(isbn="9780132350885", price=1.001)
    reply = await api.post(BULK, json={"books": [book_draft(), wrong]})
    assert reply.status_code == 422
    assert errors(reply) == {
        ("body", "/books/1/isbn", "format"),
        ("body", "/books/1/price", "multipleOf"),
    }
    assert (await api.get(BOOKS)).json()["total"] == 0


async def test_those_that_exist_are_deleted_and_the_others_named(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    one, two, kept = [(await add_book())["id"] for _ in range(3)]
    review = await add_review(one)
    ids = [two, 10**9, one, 2**53 - 1]
    reply = await api.post(BULK_DELETE, json={"ids": ids})
    assert reply.status_code == 200
    assert reply.json() == {"deleted": [two, one], "not_found": [10**9, 2**53 - 1]}
    assert [item["id"] for item in (await api.get(BOOKS)).json()["items"]] == [kept]
    assert (await api.get(f"/api/v1/reviews/{review['id']}")).status_code == 404
    again = await api.post(BULK_DELETE, json={"ids": [two]})
    assert again.json() == {"deleted": [], "not_found": [two]}


@pytest.mark.parametrize(
    ("ids", "fault"),
    [
        ([1, 1], ("/ids", "uniqueItems")),
        ([1, 1.0], ("/ids", "uniqueItems")),
        ([0], ("/ids/0", "minimum")),
        ([2**53], ("/ids/0", "maximum")),
        ([2**64], ("/ids/0", "maximum")),
        ([1.5], ("/ids/0", "type")),
        (["1"], ("/ids/0", "type")),
        ([None], ("/ids/0", "type")),
        ({"1": 1}, ("/ids", "type")),
    ],
)
async def test_wrong_ids_are_refused(
    api: httpx.AsyncClient, ids: Any, fault: tuple[str, str]
) -> None:
    reply = await api.post(BULK_DELETE, json={"ids": ids})
    assert (reply.status_code, errors(reply)) == (422, {("body", *fault)})
