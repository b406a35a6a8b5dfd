"""GET /api/v1/books/cursor: keyset pages, while others come and go."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import httpx
import pytest

from handlers.cursor import CursorCodec, Position
from tests.handlers.book_api import BOOKS, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
CURSOR = f"{BOOKS}/cursor"


async def page(api: httpx.AsyncClient, cursor: str | None, limit: int) -> dict[str, Any]:
    params = {"limit": str(limit)} | ({} if cursor is None else {"cursor": cursor})
    reply = await api.get(CURSOR, params=params)
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    assert len(body["items"]) <= limit
    assert body["has_more"] == (body["next_cursor"] is not None)
    return body


def ids(body: dict[str, Any]) -> list[int]:
    return [item["id"] for item in body["items"]]


async def test_pages_lead_forward_to_the_end_and_back_to_the_start(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    newest_first = [(await add_book())["id"] for _ in range(7)][::-1]
    first = await page(api, None, 3)
    second = await page(api, first["next_cursor"], 3)
    third = await page(api, second["next_cursor"], 3)
    assert [ids(first), ids(second), ids(third)] == [
        newest_first[:3],
        newest_first[3:6],
        newest_first[6:],
    ]
    assert first["prev_cursor"] is None
    assert third["next_cursor"] is None
    assert ids(await page(api, third["prev_cursor"], 3)) == newest_first[3:6]
    back = await page(api, second["prev_cursor"], 3)
    assert back == first


async def test_an_empty_catalogue_is_one_empty_page(api: httpx.AsyncClient) -> None:
    reply = await api.get(CURSOR)
    assert reply.json() == {
        "items": [],
        "next_cursor": None,
        "prev_cursor": None,
        "has_more": False,
    }


async def test_twenty_is_the_default_limit(api: httpx.AsyncClient, add_book: Add) -> None:
    for _ in range(21):
        await add_book()
    assert len((await api.get(CURSOR)).json()["items"]) == 20


@pytest.mark.parametrize("direction", ["next_cursor", "prev_cursor"])
@pytest.mark.parametrize("seed", range(3))
async def test_a_walk_never_repeats_or_skips_while_others_come_and_go(
    api: httpx.AsyncClient, add_book: Add, direction: str, seed: int
) -> None:
    source = Random(seed)
    there = [(await add_book())["id"] for _ in range(24)]
    oldest = await page(api, None, 23)
    cursor = None
    if direction == "prev_cursor":
        cursor = (await page(api, oldest["next_cursor"], 1))["prev_cursor"]
        assert cursor is not None
    start = set(there[1:] if cursor else there)
    removed: set[int] = set()
    added: set[int] = set()
    seen: list[int] = []
    while True:
        body = await page(api, cursor, source.randint(1, 4))
        seen += ids(body) if direction == "next_cursor" else ids(body)[::-1]
        cursor = body[direction]
        if cursor is None:
            break
        gone = source.choice(sorted(start - removed))
        assert (await api.delete(f"{BOOKS}/{gone}")).status_code == 204
        removed.add(gone)
        if len(added) < 6:
            added.add((await add_book())["id"])
    assert len(seen) == len(set(seen))
    assert start - removed <= set(seen)
    assert seen == sorted(seen, reverse=direction == "next_cursor")
    if direction == "next_cursor":
        assert not added & set(seen)
    else:
        assert added <= set(seen)


async def test_a_cursor_holds_when_the_book_it_was_made_at_is_deleted(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    newest_first = [(await add_book())["id"] for _ in range(5)][::-1]
    first = await page(api, None, 2)
    for book_id in newest_first[:3]:
        await api.delete(f"{BOOKS}/{book_id}")
    after = await page(api, first["next_cursor"], 2)
    assert ids(after) == newest_first[3:]
    assert after["prev_cursor"] is None


async def test_a_page_whose_books_are_all_gone_still_knows_its_neighbours(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    newest_first = [(await add_book())["id"] for _ in range(4)][::-1]
    cursor = (await page(api, None, 2))["next_cursor"]
    for book_id in newest_first[2:]:
        await api.delete(f"{BOOKS}/{book_id}")
    body = await page(api, cursor, 2)
    assert (ids(body), body["next_cursor"]) == ([], None)
    assert ids(await page(api, body["prev_cursor"], 5)) == newest_first[:2]


async def test_an_altered_cursor_is_refused(api: httpx.AsyncClient, add_book: Add) -> None:
    for _ in range(3):
        await add_book()
    cursor = (await page(api, None, 1))["next_cursor"]
    flipped = [
        cursor[:index] + ("A" if letter != "A" else "B") + cursor[index + 1 :]
        for index, letter in enumerate(cursor)
    ]
    place = base64.urlsafe_b64encode(b"\0" * 33).decode()
    foreign = CursorCodec(b"another key").encode(Position(1, 1))
    others = ["", "x", cursor[:-1], cursor + "A", cursor + "=", cursor[::-1], place, foreign]
    others += [f" {cursor}", "🎈", "' OR 1=1", "\0", "a" * 501, cursor.upper()]
    for forged in flipped + others:
        reply = await api.get(CURSOR, params={"cursor": forged})
        assert reply.status_code == 422, forged
        assert {error[:2] for error in errors(reply)} == {("query", "cursor")}


@pytest.mark.parametrize("limit", ["0", "101", "x", "1.5", "9223372036854775808"])
async def test_a_limit_out_of_bounds_is_refused(api: httpx.AsyncClient, limit: str) -> None:
    reply = await api.get(CURSOR, params={"limit": limit})
    assert reply.status_code == 422
    assert {error[:2] for error in errors(reply)} == {("query", "limit")}
