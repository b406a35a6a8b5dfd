"""GET /api/v1/books: every filter and order over one shelf, and the queries that are refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handlers.isbn import sample_isbn
from tests.handlers.book_api import BOOKS, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHELF: tuple[dict[str, Any], ...] = (
    {
        "title": "Clean Code",
        "author_name": "Robert C. Martin",
        "genre": "technology",
        "price": 39.99,
        "published_year": 2008,
        "tags": ["craft", "software"],
    },
    {
        "title": "Design Patterns",
        "author_name": "Erich Gamma",
        "genre": "technology",
        "price": 54.99,
        "published_year": 1994,
        "tags": ["patterns", "software"],
    },
    {
        "title": "Dune",
        "author_name": "Frank Herbert",
        "genre": "science_fiction",
        "price": 10.99,
        "published_year": 1965,
        "tags": ["classic", "desert"],
        "status": "reserved",
    },
    {
        "title": "1984",
        "author_name": "George Orwell",
        "genre": "fiction",
        "price": 9.99,
        "published_year": 1949,
        "tags": ["classic", "dystopia"],
        "status": "checked_out",
    },
    {
        "title": "100% Straße_ÉCOLE",
        "author_name": "ΌΣΣΑ Œuvre",
        "genre": "poetry",
        "price": 19.99,
        "published_year": -44,
        "status": "archived",
    },
    {
        "title": "Undated\\Path",
        "author_name": "Frank Miller",
        "genre": "fiction",
        "price": 0,
    },
)


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def api(
    shared_api: httpx.AsyncClient, empty: Callable[[], Awaitable[None]]
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service that holds these books, which no test here changes."""
    source = Random(3)
    for fields in SHELF:
        draft = {**fields, "isbn": sample_isbn(source)}
        assert (await shared_api.post(BOOKS, json=draft)).status_code == 201
    yield shared_api
    await empty()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        # search: title or author, without regard to case, wildcards meaning themselves
        ("search=code", "Clean Code"),
        ("search=HERB", "Dune"),
        ("search=0%25", "100% Straße_ÉCOLE"),
        ("search=%25%25", ""),
        ("search=e_", "100% Straße_ÉCOLE"),
        ("search=__", ""),
        ("search=STRASSE", "100% Straße_ÉCOLE"),
        ("search=%C3%A9cole", "100% Straße_ÉCOLE"),
        ("search=e%CC%81cole", "100% Straße_ÉCOLE"),  # the same letter, decomposed
        ("search=%CF%8C%CF%83%CF%83%CE%B1", "100% Straße_ÉCOLE"),
        ("search=d%5Cp", "Undated\\Path"),
        ("search=ank", "Dune, Undated\\Path"),
        ("search='OR'1'='1", ""),
        ("search=n+c", "Clean Code"),
        ("search=n%20c", "Clean Code"),
        # any of
        ("genre=fiction", "1984, Undated\\Path"),
        ("genre=fiction&genre=poetry", "1984, 100% Straße_ÉCOLE, Undated\\Path"),
        ("genre=horror", ""),
        ("status=reserved", "Dune"),
        (
            "status=available&status=archived",
            "Clean Code, Design Patterns, 100% Straße_ÉCOLE, Undated\\Path",
        ),
        ("author=frank", "Dune, Undated\\Path"),
        ("author=Frank+H", "Dune"),
        ("author=_", ""),
        # all of, any of
        ("tags=classic", "Dune, 1984"),
        ("tags=classic&tags=desert", "Dune"),
        ("tags=classic&tags=software", ""),
        ("tags=%20CLASSIC%20&tags=Desert", "Dune"),
        ("tags=classi", ""),
        ("any_tags=desert&any_tags=craft", "Clean Code, Dune"),
        ("any_tags=Craft&any_tags=nothing", "Clean Code"),
        ("any_tags=nothing", ""),
        ("tags=classic&any_tags=dystopia&any_tags=craft", "1984"),
        # bounds, to the cent, both ends included
        ("min_price=19.99", "Clean Code, Design Patterns, 100% Straße_ÉCOLE"),
        ("min_price=20", "Clean Code, Design Patterns"),
        ("max_price=9.99", "1984, Undated\\Path"),
        ("max_price=9.98", "Undated\\Path"),
        ("min_price=10.99&max_price=19.99", "Dune, 100% Straße_ÉCOLE"),
        ("min_price=1999e-2&max_price=19.99", "100% Straße_ÉCOLE"),
        ("min_price=20&max_price=10", ""),
        (
            "min_price=0",
            "Clean Code, Design Patterns, Dune, 1984, 100% Straße_ÉCOLE, Undated\\Path",
        ),
        ("published_after=1965", "Clean Code, Design Patterns, Dune"),
        ("published_before=1949", "1984, 100% Straße_ÉCOLE"),
        ("published_after=1949&published_before=1965", "Dune, 1984"),
        ("published_before=-44", "100% Straße_ÉCOLE"),
        # every filter at once
        (
            "search=un&genre=science_fiction&genre=fiction&status=reserved&author=herbert"  # noqa: ISC004
            "&tags=classic&tags=desert&any_tags=desert&any_tags=x&min_price=10.99&max_price=10.99"
            "&published_after=1965&published_before=1965",
            "Dune",
        ),
    ],
)
async def test_filters_choose_the_books_that_match_every_one(
    api: httpx.AsyncClient, query: str, titles: str
) -> None:
    reply = await api.get(f"{BOOKS}?{query}&sort_order=asc")
    assert reply.status_code == 200, reply.text
    expected = titles.split(", ") if titles else []
    assert [item["title"] for item in reply.json()["items"]] == expected
    assert reply.json()["total"] == len(expected)
    assert reply.headers["x-total-count"] == str(len(expected))
    lines = (await api.get(f"{BOOKS}/export?{query}")).text.splitlines()
    assert len(lines) == len(expected)


RISING = {
    "title": [
        "100% Straße_ÉCOLE",
        "1984",
        "Clean Code",
        "Design Patterns",
        "Dune",
        "Undated\\Path",
    ],
    "author_name": [
        "Design Patterns",
        "Dune",
        "Undated\\Path",
        "1984",
        "Clean Code",
        "100% Straße_ÉCOLE",
    ],
    "price": [
        "Undated\\Path",
        "1984",
        "Dune",
        "100% Straße_ÉCOLE",
        "Clean Code",
        "Design Patterns",
    ],
    "created_at": [fields["title"] for fields in SHELF],
    "published_year": ["100% Straße_ÉCOLE", "1984", "Dune", "Design Patterns", "Clean Code"],
}
UNKNOWN_YEAR = ["Undated\\Path"]  # last in either order


@pytest.mark.parametrize("field", RISING)
async def test_books_sort_by_each_field_in_both_orders(api: httpx.AsyncClient, field: str) -> None:
    rising, last = RISING[field], UNKNOWN_YEAR if field == "published_year" else []
    for order, expected in (("asc", rising + last), ("desc", rising[::-1] + last)):
        reply = await api.get(BOOKS, params={"sort_by": field, "sort_order": order})
        assert [item["title"] for item in reply.json()["items"]] == expected


async def test_books_are_newest_first_unless_sorted(api: httpx.AsyncClient) -> None:
    items = (await api.get(BOOKS)).json()["items"]
    assert [item["title"] for item in items] == [fields["title"] for fields in SHELF[::-1]]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("search=a", ("search", "minLength")),
        (f"search={'a' * 101}", ("search", "maxLength")),
        ("genre=cooking", ("genre", "enum")),
        ("genre=fiction,poetry", ("genre", "enum")),
        ("genre=", ("genre", "enum")),
        ("genre=Fiction", ("genre", "enum")),
        ("status=lost", ("status", "enum")),
        ("author=", ("author", "minLength")),
        ("tags=", ("tags", "minLength")),
        ("tags=%20", ("tags", "pattern")),
        ("&".join(f"tags={n}" for n in range(11)), ("tags", "maxItems")),
        ("any_tags=" + "x" * 51, ("any_tags", "maxLength")),
        ("min_price=-0.01", ("min_price", "minimum")),
        ("min_price=1.001", ("min_price", "multipleOf")),
        ("min_price=100000", ("min_price", "exclusiveMaximum")),
        ("min_price=0.30000000000000004", ("min_price", "multipleOf")),
        ("max_price=NaN", ("max_price", "type")),
        ("max_price=Infinity", ("max_price", "type")),
        ("max_price=1e400", ("max_price", "type")),
        ("max_price=1,99", ("max_price", "type")),
        ("max_price=%D9%A3", ("max_price", "type")),
        ("max_price=0x10", ("max_price", "type")),
        ("max_price=1_0", ("max_price", "type")),
        ("published_after=2101", ("published_after", "maximum")),
        ("published_before=1999.5", ("published_before", "type")),
        ("published_before=9223372036854775808", ("published_before", "maximum")),
        ("sort_by=isbn", ("sort_by", "enum")),
        ("sort_by=title;drop", ("sort_by", "enum")),
        ("sort_order=up", ("sort_order", "enum")),
        ("page=0", ("page", "minimum")),
        ("page=-1", ("page", "minimum")),
        ("page=1000001", ("page", "maximum")),
        ("page=18446744073709551617", ("page", "maximum")),
        ("page=two", ("page", "type")),
        ("page=%2B1", ("page", "type")),
        ("per_page=0", ("per_page", "minimum")),
        ("per_page=101", ("per_page", "maximum")),
        ("page=1&page=1", ("page", "repeated")),
        ("search=dune&search=dune", ("search", "repeated")),
        ("pages=1", ("pages", "unknown")),
        ("Page=1", ("Page", "unknown")),
        ("genre[]=fiction", ("genre[]", "unknown")),
        ("%00=1", ("\0", "unknown")),
    ],
)
async def test_a_query_that_breaks_the_contract_is_refused(
    api: httpx.AsyncClient, query: str, fault: tuple[str, str]
) -> None:
    reply = await api.get(f"{BOOKS}?{query}")
    assert reply.status_code == 422, reply.text
    name, code = fault
    found = {(where, named.split("/")[0], code) for where, named, code in errors(reply)}
    assert ("query", name, code) in found
