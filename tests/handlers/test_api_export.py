"""GET /api/v1/books/export: JSON Lines, in constant memory, to one who stays."""

from __future__ import annotations

import asyncio
import gc
import json
import tracemalloc
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from handlers.store import shelf
from tenon.contract.schemas import Direction
from tenon.runtime.app import ContractApp
from tenon.runtime.judge import Judge
from tests.handlers.book_api import BOOKS, contract
from tests.tiny import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
EXPORT = f"{BOOKS}/export"
MANY = 4_000
FILL = f"""
INSERT INTO authors (id, name, name_key, revision, created_at, updated_at)
VALUES (1000000, 'A', 'a', 1, 1, 1);
INSERT INTO books (id, title, title_key, author_id, isbn, isbn13, genre, price_cents, description,
                   tags, status, revision, created_at, updated_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})
SELECT 1000000 + i, 'T' || i, 't' || i, 1000000, '9780132350884', 'x' || i, 'fiction', i,
       '{"d" * 2000}', 'a', 'available', 1, i / 7, 1
FROM n
"""


async def test_every_line_is_a_book_in_full(
    api: httpx.AsyncClient, add_book: Add, add_review: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    made = [await add_book(f"Line\nbreak \u2028 {n}", tags=["é"]) for n in range(3)]
    await add_review(made[0]["id"], 4)
    reply = await api.get(EXPORT)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/jsonl"
    assert reply.text.endswith("\n")
    lines = [json.loads(line) for line in reply.content[:-1].split(b"\n")]
    expected = [(await api.get(f"{BOOKS}/{book['id']}")).json() for book in made[::-1]]
    assert lines == expected
    judge = Judge(contract().schemas)
    item = contract().operation("exportBooks").replies["200"].media["application/jsonl"].item_schema
    assert item is not None
    validator = judge.validator(item, Direction.REPLY)
    assert all(validator.is_valid(line) for line in lines)


async def test_nothing_that_matches_is_an_empty_stream(api: httpx.AsyncClient) -> None:
    reply = await api.get(EXPORT, params={"genre": "poetry"})
    assert (reply.status_code, reply.content) == (200, b"")


async def test_the_stream_is_no_page(api: httpx.AsyncClient) -> None:
    for query in ("page=1", "sort_by=title", "limit=5"):
        assert (await api.get(f"{EXPORT}?{query}")).status_code == 422


async def test_head_answers_without_the_stream(api: httpx.AsyncClient, add_book: Add) -> None:
    await add_book()
    reply = await api.head(EXPORT)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-type"] == "application/jsonl"


async def test_a_large_export_is_complete_and_takes_no_more_memory_than_a_small_one(
    service: ContractApp, execute: Callable[[str], Awaitable[None]]
) -> None:
    await execute(FILL)
    whole = await ask(service, "GET", EXPORT)
    ids = [json.loads(line)["id"] for line in whole.body.splitlines()]
    assert sorted(ids) == list(range(1_000_001, 1_000_001 + MANY))
    assert len(whole.body) > 9_000_000
    del whole, ids
    small = await peak_of(service, f"{EXPORT}?max_price=10")  # the first thousand
    large = await peak_of(service, f"{EXPORT}?max_price=99999.99")
    assert large < small * 1.2


async def peak_of(service: ContractApp, target: str) -> int:
    """The most bytes held at once while an export is read and not kept."""
    gc.collect()
    tracemalloc.start()
    try:
        await read(service, target)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_a_reader_who_leaves_stops_the_reading(
    service: ContractApp,
    execute: Callable[[str], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await execute(FILL)
    batches = []
    batch = shelf.batch

    def counted(*arguments: Any) -> Any:
        found = batch(*arguments)
        batches.append(len(found))
        return found

    monkeypatch.setattr(shelf, "batch", counted)
    await read(service, EXPORT, parts=2)
    assert 1 <= len(batches) <= 3
    batches.clear()
    await read(service, EXPORT)
    assert sum(batches) == MANY


async def read(service: ContractApp, target: str, parts: int | None = None) -> None:
    """Read a reply and keep none of it; leave after so many parts."""
    gone, sizes = asyncio.Event(), []

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            sizes.append(len(message["body"]))
            assert sizes[-1] < 100_000
            if len(sizes) == parts:
                gone.set()

    path, _, query = target.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    await service(scope | {"query_string": query.encode()}, receive, send)
    assert parts is None or len(sizes) <= parts + 1
