"""GET /api/v1/books: pages, their order where books tie, their links."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import AUTHORS, BOOKS, links

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]


@pytest.mark.parametrize("field", ["title", "author_name", "price", "created_at", "published_year"])
@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_books_that_tie_are_sorted_by_id_across_pages(
    api: httpx.AsyncClient, add_book: Add, field: str, order: str
) -> None:
    ids = [(await add_book("Same", published_year=2000))["id"] for _ in range(7)]
    walked = []
    for page in (1, 2, 3):
        params = {"sort_by": field, "sort_order": order, "page": page, "per_page": 3}
        walked += [item["id"] for item in (await api.get(BOOKS, params=params)).json()["items"]]
    assert walked == (ids if order == "asc" else ids[::-1])


async def test_a_page_says_where_it_stands(api: httpx.AsyncClient, add_book: Add) -> None:
    for _ in range(5):
        await add_book()
    seen = {}
    for page in (1, 2, 3, 4, 1_000_000):
        body = (await api.get(BOOKS, params={"page": page, "per_page": 2})).json()
        items = body.pop("items")
        seen[page] = (len(items), body["has_prev"], body["has_next"])
        assert {k: body[k] for k in ("total", "page", "per_page", "total_pages")} == {
            "total": 5,
            "page": page,
            "per_page": 2,
            "total_pages": 3,
        }
    assert seen == {
        1: (2, False, True),
        2: (2, True, True),
        3: (1, True, False),
        4: (0, True, False),
        1_000_000: (0, True, False),
    }


async def test_links_name_the_neighbours_of_every_page(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    for _ in range(5):
        await add_book()
    pages: dict[int, dict[str, int]] = {}
    for page in (1, 2, 3, 4, 1_000_000):
        reply = await api.get(BOOKS, params={"page": page, "per_page": 2})
        found = links(reply.headers["link"])
        assert all(query["per_page"] == ["2"] for query in found.values())
        pages[page] = {relation: int(query["page"][0]) for relation, query in found.items()}
    assert pages == {
        1: {"first": 1, "next": 2, "last": 3},
        2: {"first": 1, "prev": 1, "next": 3, "last": 3},
        3: {"first": 1, "prev": 2, "last": 3},
        4: {"first": 1, "prev": 3, "last": 3},
        1_000_000: {"first": 1, "prev": 3, "last": 3},
    }


async def test_an_empty_list_has_one_empty_page(api: httpx.AsyncClient) -> None:
    reply = await api.get(BOOKS)
    assert reply.json() == {
        "items": [],
        "total": 0,
        "page": 1,
        "per_page": 20,
        "total_pages": 0,
        "has_next": False,
        "has_prev": False,
    }
    assert {rel: query["page"] for rel, query in links(reply.headers["link"]).items()} == {
        "first": ["1"],
        "last": ["1"],
    }


async def test_links_keep_every_filter_and_lead_to_its_pages(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    for number in range(3):
        await add_book(f"Résumé & <Co> {number}", tags=["a b&c=d", "żółć"], published_year=1999)
    asked: dict[str, Any] = {
        "search": "sumé & <co>",
        "genre": ["science_fiction", "fantasy"],
        "status": ["available", "reserved"],
        "author": "herbert",
        "tags": ["a b&c=d", "żółć"],
        "any_tags": ["żółć", "x;y"],
        "min_price": "10.99",
        "max_price": "1099e-2",
        "published_after": "-5",
        "published_before": "2000",
        "sort_by": "title",
        "sort_order": "asc",
        "per_page": "1",
    }
    reply = await api.get(BOOKS, params=asked | {"page": "2"})
    kept = {name: value if isinstance(value, list) else [value] for name, value in asked.items()}
    kept["max_price"] = ["10.99"]
    found = links(reply.headers["link"])
    for query in found.values():
        assert query == kept | {"page": query["page"]}
    for relation, title in (("prev", "0"), ("next", "2"), ("first", "0"), ("last", "2")):
        items = (await api.get(BOOKS, params=found[relation])).json()["items"]
        assert [item["title"][-1] for item in items] == [title]


async def test_links_stay_within_their_bound_for_the_longest_query(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    wide = "\U0001d50a"
    tags = [wide * 49 + chr(0x1F600 + number) for number in range(10)]
    for _ in range(3):
        await add_book(wide * 300, author_name=wide * 200, tags=tags)
    asked: dict[str, Any] = {
        "search": wide * 100,
        "author": wide * 200,
        "tags": tags,
        "any_tags": tags,
        "genre": ["science_fiction"] * 16,
        "status": ["available"] * 4,
        "min_price": "0.01",
        "max_price": "99999.99",
        "sort_by": "published_year",
        "sort_order": "desc",
        "per_page": "1",
        "page": "2",
    }
    reply = await api.get(BOOKS, params=asked)
    assert reply.status_code == 200, reply.text
    assert set(links(reply.headers["link"])) == {"first", "prev", "next", "last"}


async def test_a_summary_shows_less_than_the_book(api: httpx.AsyncClient, add_book: Add) -> None:
    book = await add_book(description="Spice.", published_year=1965, tags=["Classic"])
    item = (await api.get(BOOKS)).json()["items"][0]
    left_out = {"description", "updated_at", "average_rating", "review_count", "cover_url"}
    assert item == {name: book[name] for name in book if name not in left_out}


@pytest.mark.parametrize("per_page", [1, 100])
async def test_the_bounds_of_per_page_are_taken(api: httpx.AsyncClient, per_page: int) -> None:
    assert (await api.get(BOOKS, params={"per_page": per_page})).json()["per_page"] == per_page


async def test_authors_page_like_books(api: httpx.AsyncClient, add_author: Add) -> None:
    for name in ("b", "Ab", "aa", "Ä", "É", "z"):
        await add_author(name)
    reply = await api.get(AUTHORS, params={"per_page": 4})
    assert [item["name"] for item in reply.json()["items"]] == ["aa", "Ab", "b", "z"]
    assert set(links(reply.headers["link"])) == {"first", "next", "last"}
    assert reply.headers["x-total-count"] == "6"
