from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from handlers.store import BookDraft, BookFilters, BookSort, Store

Draft = Callable[..., BookDraft]


class Genre(Enum):
    FICTION = "fiction"


# title, author, genre, status, price, year, tags
BOOKS: list[tuple[str, str, str, str, str, int | None, list[str]]] = [
    ("Émile", "Jean Roux", "fiction", "available", "10.00", 1900, ["classic", "france"]),
    ("100% Pure", "Ann Lee", "science", "reserved", "10.01", 1950, ["classic"]),
    ("snake_case", "Bob Émery", "technology", "archived", "9.99", None, ["craft", "classic"]),
    ("Straße", "ann lee", "fiction", "available", "0.10", 2000, ["germany", "with space"]),
    ("back\\slash", "Cy", "technology", "available", "10.00", None, []),
]
TITLES = [book[0] for book in BOOKS]


@pytest.fixture
async def shelf(store: Store, draft: Draft) -> Store:
    for title, author, genre, status, price, year, tags in BOOKS:
        fields = {"author_name": author, "genre": genre, "status": status, "tags": tags}
        year_and_price = {"published_year": year, "price": Decimal(price)}
        await store.books.add(draft(title, **fields, **year_and_price), by="ann")
    return store


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, TITLES),
    ({"genre": [], "tags": (), "search": None}, TITLES),
    ({"search": "LE"}, ["Émile", "100% Pure", "Straße"]),
    ({"search": "ém"}, ["Émile", "snake_case"]),
    ({"search": "É"}, ["Émile", "snake_case"]),
    ({"search": "STRASSE"}, ["Straße"]),
    ({"search": "%"}, ["100% Pure"]),
    ({"search": "_"}, ["snake_case"]),
    ({"search": "\\"}, ["back\\slash"]),
    ({"search": "/"}, []),
    ({"search": "' OR 1=1 --"}, []),
    ({"genre": ["fiction", "science"]}, ["Émile", "100% Pure", "Straße"]),
    ({"genre": [Genre.FICTION]}, ["Émile", "Straße"]),
    ({"status": ["reserved", "archived"]}, ["100% Pure", "snake_case"]),
    ({"author": "ANN"}, ["100% Pure", "Straße"]),
    ({"author": "émile"}, []),
    ({"tags": ["Classic "]}, ["Émile", "100% Pure", "snake_case"]),
    ({"tags": ["classic", "france"]}, ["Émile"]),
    ({"tags": ["classic", "germany"]}, []),
    ({"tags": ["class"]}, []),
    ({"tags": ["with  SPACE"]}, ["Straße"]),
    ({"any_tags": ["france", "craft"]}, ["Émile", "snake_case"]),
    ({"any_tags": ["france", "craft"], "tags": ["classic"], "genre": ["fiction"]}, ["Émile"]),
    ({"min_price": Decimal("10.00")}, ["Émile", "100% Pure", "back\\slash"]),
    ({"min_price": Decimal("10.001")}, ["100% Pure"]),
    ({"max_price": Decimal("9.99")}, ["snake_case", "Straße"]),
    ({"max_price": Decimal("9.9899")}, ["Straße"]),
    ({"min_price": Decimal(0), "max_price": Decimal("0.1")}, ["Straße"]),
    ({"published_after": 1950}, ["100% Pure", "Straße"]),
    ({"published_before": 1950}, ["Émile", "100% Pure"]),
    ({"published_after": 1901, "published_before": 1949}, []),
]


@pytest.mark.parametrize(("filters", "titles"), FILTERS, ids=[str(row[0]) for row in FILTERS])
async def test_filters_find_what_they_say(
    shelf: Store, filters: dict[str, Any], titles: list[str]
) -> None:
    query = {"sort_by": "created_at", "sort_order": "asc", "page": 1} | filters
    page = await shelf.books.page(BookFilters.of(query), BookSort.of(query), 1, 100)
    assert [row["title"] for row in page.rows] == titles
    assert page.total == len(titles)
    streamed = [book["title"] async for book in shelf.books.stream(BookFilters.of(query))]
    assert streamed == titles[::-1]


SORTS = [
    ("title", "asc", [1, 4, 2, 3, 0]),
    ("title", "desc", [0, 3, 2, 4, 1]),
    ("author_name", "asc", [1, 3, 2, 4, 0]),
    ("author_name", "desc", [0, 4, 2, 3, 1]),
    ("price", "asc", [3, 2, 0, 4, 1]),
    ("price", "desc", [1, 4, 0, 2, 3]),
    ("created_at", "asc", [0, 1, 2, 3, 4]),
    ("created_at", "desc", [4, 3, 2, 1, 0]),
    ("published_year", "asc", [0, 1, 3, 2, 4]),
    ("published_year", "desc", [3, 1, 0, 4, 2]),
]


@pytest.mark.parametrize(("by", "order", "expected"), SORTS)
async def test_sorts_order_ties_by_id_and_put_unknown_years_last(
    shelf: Store, by: Any, order: Any, expected: list[int]
) -> None:
    page = await shelf.books.page(BookFilters(), BookSort(by, order), 1, 100)
    assert [row["title"] for row in page.rows] == [TITLES[i] for i in expected]


async def test_pages_part_the_list_without_gap_or_overlap(shelf: Store) -> None:
    sort = BookSort("price", "asc")
    pages = [await shelf.books.page(BookFilters(), sort, number, 2) for number in (1, 2, 3)]
    assert [row["id"] for page in pages for row in page.rows] == [4, 3, 1, 5, 2]
    assert {page.total for page in pages} == {5}


@pytest.mark.parametrize("number", [4, 1_000_000])
async def test_a_page_past_the_end_is_empty_and_knows_the_total(shelf: Store, number: int) -> None:
    page = await shelf.books.page(BookFilters(), BookSort(), number, 100)
    assert page.rows == []
    assert page.total == 5


async def test_an_author_has_their_books(shelf: Store) -> None:
    lee = (await shelf.books.page(BookFilters(author="lee"), BookSort(), 1, 1)).rows[0]
    filters = BookFilters(author_id=lee["author_id"])
    page = await shelf.books.page(filters, BookSort("title", "asc"), 1, 20)
    assert [row["title"] for row in page.rows] == ["100% Pure", "Straße"]
