"""Lists of books: filters hold, sort holds, pages tile, the cursor tiles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.meaning.conftest import BOOKS, Add, Json

SHELF: dict[str, Json] = {
    "Apple": {"price": 39.99, "published_year": 2008, "tags": ["craft", "software"]},
    "Banana": {"price": 54.99, "published_year": 1994, "tags": ["patterns", "software"]},
    "Cherry": {"price": 10.99, "published_year": 1965, "tags": ["classic"], "status": "reserved"},
    "Damson": {"price": 0, "published_year": -44, "genre": "poetry", "status": "archived"},
    "Elder": {"price": 19.99, "published_year": 1949, "author_name": "George Orwell"},
}

FILTERS: list[tuple[Json, Callable[[Json], bool]]] = [
    ({"genre": ["fiction", "technology"]}, lambda one: one["genre"] in ("fiction", "technology")),
    ({"status": "available"}, lambda one: one["status"] == "available"),
    ({"min_price": 12.5}, lambda one: one["price"] >= 12.5),
    ({"max_price": 12.5}, lambda one: one["price"] <= 12.5),
    ({"published_after": 1980}, lambda one: (one["published_year"] or -9999) >= 1980),
    ({"author": "an"}, lambda one: "an" in one["author_name"].casefold()),
]


@pytest.fixture
def shelf(add_book: Add, word: str) -> dict[str, Json]:
    """Five books whose titles are a fruit and the word, by their fruit, in the order above."""
    return {
        fruit: add_book(f"{fruit} {word}", **{"genre": "fiction", **fields})
        for fruit, fields in SHELF.items()
    }


@pytest.mark.parametrize(
    ("query", "fruits"),
    [
        ("", "Apple Banana Cherry Damson Elder"),
        ("genre=poetry", "Damson"),
        ("genre=poetry&genre=fiction", "Apple Banana Cherry Damson Elder"),
        ("genre=horror", ""),
        ("status=reserved", "Cherry"),
        ("status=reserved&status=archived", "Cherry Damson"),
        ("author=orwell", "Elder"),
        ("author=Frank+H", "Apple Banana Cherry Damson"),
        ("tags=software", "Apple Banana"),
        ("tags=software&tags=craft", "Apple"),
        ("tags=software&tags=classic", ""),
        ("any_tags=classic&any_tags=craft", "Apple Cherry"),
        ("min_price=19.99", "Apple Banana Elder"),
        ("max_price=10.99", "Cherry Damson"),
        ("min_price=10.99&max_price=19.99", "Cherry Elder"),
        ("min_price=20&max_price=10", ""),
        ("published_after=1965", "Apple Banana Cherry"),
        ("published_before=1949", "Damson Elder"),
        ("published_after=1949&published_before=1965", "Cherry Elder"),
        ("genre=fiction&tags=software&min_price=40&published_after=1990", "Banana"),
    ],
)
def test_filters_choose_the_books_that_match_every_one(
    client: httpx.Client, shelf: dict[str, Json], word: str, query: str, fruits: str
) -> None:
    reply = client.get(f"{BOOKS}?search={word}&sort_by=title&sort_order=asc&{query}")
    assert reply.status_code == 200, reply.text
    assert _fruits(reply.json()["items"]) == fruits.split()
    assert reply.json()["total"] == len(fruits.split())
    assert reply.headers["x-total-count"] == str(len(fruits.split()))


def test_search_looks_for_text_in_any_case(
    client: httpx.Client, shelf: dict[str, Json], word: str
) -> None:
    for text in (f"herry {word}", f"HERRY {word.upper()}"):
        items = client.get(BOOKS, params={"search": text}).json()["items"]
        assert _fruits(items) == ["Cherry"]
    assert client.get(BOOKS, params={"search": f"{word} herry"}).json()["total"] == 0


def test_filters_hold_of_every_book_there_is(client: httpx.Client) -> None:
    whole = _all(client, {})
    for query, holds in FILTERS:
        chosen = _all(client, query)
        assert [one["id"] for one in whole if holds(one)] == [one["id"] for one in chosen]


@pytest.mark.parametrize(
    ("field", "rising"),
    [
        ("title", "Apple Banana Cherry Damson Elder"),
        ("price", "Damson Cherry Elder Apple Banana"),
        ("published_year", "Damson Elder Cherry Banana Apple"),
        ("created_at", "Apple Banana Cherry Damson Elder"),
    ],
)
def test_books_sort_by_each_field_in_both_orders(
    client: httpx.Client, shelf: dict[str, Json], word: str, field: str, rising: str
) -> None:
    for order, expected in (("asc", rising.split()), ("desc", rising.split()[::-1])):
        query: Json = {"search": word, "sort_by": field, "sort_order": order}
        assert _fruits(client.get(BOOKS, params=query).json()["items"]) == expected


@pytest.mark.parametrize("field", ["price", "author_name", "created_at"])
def test_sort_holds_over_every_book_there_is(client: httpx.Client, field: str) -> None:
    rising = [one[field] for one in _all(client, {"sort_by": field, "sort_order": "asc"})]
    falling = [one[field] for one in _all(client, {"sort_by": field, "sort_order": "desc"})]
    assert rising == sorted(rising, key=_folded)
    assert falling == rising[::-1]


def test_books_are_newest_first_unless_sorted(
    client: httpx.Client, shelf: dict[str, Json], word: str
) -> None:
    items = client.get(BOOKS, params={"search": word}).json()["items"]
    assert _fruits(items) == list(shelf)[::-1]


def test_books_that_tie_keep_one_order_across_pages(
    client: httpx.Client, add_book: Add, word: str
) -> None:
    ids = [add_book(f"Same {word}", price=7)["id"] for _ in range(7)]
    for order, expected in (("asc", ids), ("desc", ids[::-1])):
        query: Json = {"search": word, "sort_by": "price", "sort_order": order, "per_page": 3}
        assert [one["id"] for one in _all(client, query)] == expected


def test_pages_tile_and_say_where_they_stand(
    client: httpx.Client, shelf: dict[str, Json], word: str
) -> None:
    seen = []
    for page, (count, has_prev, has_next) in {
        1: (2, False, True),
        2: (2, True, True),
        3: (1, True, False),
        4: (0, True, False),
    }.items():
        query: Json = {"search": word, "page": page, "per_page": 2}
        reply = client.get(BOOKS, params=query)
        body = reply.json()
        items = body.pop("items")
        seen += _fruits(items)
        assert len(items) == count
        assert body == {
            "total": 5,
            "page": page,
            "per_page": 2,
            "total_pages": 3,
            "has_next": has_next,
            "has_prev": has_prev,
        }
    assert sorted(seen) == sorted(shelf)


def test_pages_of_any_size_hold_the_same_books(client: httpx.Client) -> None:
    whole = [one["id"] for one in _all(client, {"per_page": 100})]
    assert len(whole) == len(set(whole))
    assert [one["id"] for one in _all(client, {"per_page": 7})] == whole
    assert client.get(BOOKS).json()["per_page"] == 20
    assert client.get(BOOKS).json()["total"] == len(whole)


def test_links_lead_through_the_same_query(
    client: httpx.Client, shelf: dict[str, Json], word: str
) -> None:
    query = {"search": word, "genre": "fiction", "sort_by": "title", "per_page": "1"}
    reply = client.get(BOOKS, params=query | {"page": "2"})
    found = {relation: target for target, relation in _links(reply.headers["link"])}
    assert set(found) == {"first", "prev", "next", "last"}
    for target in found.values():
        kept = parse_qs(urlsplit(target).query)
        assert {name: kept[name] for name in query} == {n: [value] for n, value in query.items()}
    assert {
        relation: _fruits(client.get(target).json()["items"]) for relation, target in found.items()
    } == {"first": ["Elder"], "prev": ["Elder"], "next": ["Banana"], "last": ["Apple"]}


def test_a_summary_is_the_book_with_less(client: httpx.Client, add_book: Add, word: str) -> None:
    book = add_book(word, description="Spice.", tags=["classic"])
    (item,) = client.get(BOOKS, params={"search": word}).json()["items"]
    assert item == {name: book[name] for name in item}
    assert "description" not in item


def test_the_cursor_tiles(client: httpx.Client) -> None:
    whole = {one["id"] for one in _all(client, {})}
    walked = [one["id"] for page in _walk(client, 7) for one in page["items"]]
    assert len(walked) == len(set(walked))
    assert set(walked) == whole


def test_the_cursor_leads_back(client: httpx.Client) -> None:
    first, second = [page for page, _ in zip(_walk(client, 3), range(2), strict=False)]
    assert first["prev_cursor"] is None
    back = client.get(f"{BOOKS}/cursor", params={"cursor": second["prev_cursor"], "limit": 3})
    assert back.json()["items"] == first["items"]


def test_a_walk_never_repeats_or_skips_while_others_come_and_go(
    client: httpx.Client, add_book: Add, word: str
) -> None:
    there = [add_book(word)["id"] for _ in range(6)]
    seen: list[int] = []
    gone: set[int] = set()
    for page in _walk(client, 2):
        seen += [one["id"] for one in page["items"]]
        left = [one for one in there if one not in gone]
        if len(left) > 3:
            client.delete(f"{BOOKS}/{left[len(left) // 2]}")
            gone.add(left[len(left) // 2])
            add_book(f"another {word}")
    assert len(seen) == len(set(seen))
    assert set(there) - gone <= set(seen)


def test_an_altered_cursor_is_refused(client: httpx.Client) -> None:
    (page,) = [page for page, _ in zip(_walk(client, 1), range(1), strict=False)]
    for forged in ("x", f"{page['next_cursor']}A", page["next_cursor"][::-1]):
        reply = client.get(f"{BOOKS}/cursor", params={"cursor": forged})
        assert reply.status_code == 422, forged
        assert {error.get("name") for error in reply.json()["errors"]} == {"cursor"}


@pytest.mark.parametrize(
    "query", ["page=0", "per_page=101", "sort_by=isbn", "genre=cooking", "pages=1", "search=a"]
)
def test_a_query_that_breaks_the_contract_is_refused(client: httpx.Client, query: str) -> None:
    reply = client.get(f"{BOOKS}?{query}")
    assert reply.status_code == 422
    assert {e.get("name") for e in reply.json()["errors"]} == {query.partition("=")[0]}


def _fruits(items: Iterable[Json]) -> list[str]:
    return [item["title"].partition(" ")[0] for item in items]


def _all(client: httpx.Client, query: Json) -> list[Json]:
    """All books that a query chooses, page by page."""
    found: list[Json] = []
    for page in range(1, 200):
        reply = client.get(BOOKS, params={"per_page": 100, **query, "page": page})
        assert reply.status_code == 200, reply.text
        found += reply.json()["items"]
        if not reply.json()["has_next"]:
            assert reply.json()["total"] == len(found)
            return found
    raise AssertionError("the list does not end")


def _walk(client: httpx.Client, limit: int) -> Iterator[Json]:
    """The pages of the walk through all books, from the first on."""
    cursor: dict[str, Any] = {}
    for _ in range(500):
        reply = client.get(f"{BOOKS}/cursor", params={"limit": limit, **cursor})
        assert reply.status_code == 200, reply.text
        page: Json = reply.json()
        assert len(page["items"]) <= limit
        assert page["has_more"] == (page["next_cursor"] is not None)
        yield page
        if page["next_cursor"] is None:
            return
        cursor = {"cursor": page["next_cursor"]}
    raise AssertionError("the walk does not end")


def _links(header: str) -> list[tuple[str, str]]:
    return re.findall(r'<([^<>]*)>\s*;\s*rel="([a-z]+)"', header)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
