"""The second version of the books, beside the first, over the same store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.auth_api import Protected
from tests.handlers.book_api import AUTHORS, BOOKS, client, contract, errors, links, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
BOOKS_V2 = "/api/v2/books"
DRAFT = {
    "title": "Dune",
    "isbn": "9780441013593",
    "author": {"name": "Frank Herbert"},
    "pricing": {"amount": 10.99},
    "metadata": {"genre": "science_fiction"},
}


def shown(book: dict[str, Any]) -> dict[str, Any]:
    """A book of the first version as the second one tells it."""
    metadata = ("genre", "tags", "published_year", "average_rating", "review_count",
                "created_at", "updated_at")  # fmt: skip
    return {
        **{name: book[name] for name in ("id", "title", "isbn", "status", "description")},
        "author": {"id": book["author_id"], "name": book["author_name"]},
        "pricing": {"amount": book["price"], "currency": "USD"},
        "metadata": {name: book[name] for name in metadata},
        "links": {
            "self": f"{BOOKS_V2}/{book['id']}",
            "author": f"{AUTHORS}/{book['author_id']}",
            "reviews": f"{BOOKS}/{book['id']}/reviews",
        },
    }


def summed_up(book: dict[str, Any]) -> dict[str, Any]:
    """The same, as lists tell it."""
    whole = shown(book)
    short = ("genre", "tags", "published_year", "created_at")
    metadata = {name: whole["metadata"][name] for name in short}
    return {name: whole[name] for name in whole if name != "description"} | {"metadata": metadata}


async def test_a_book_of_the_first_version_is_one_of_the_second(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    book = await add_book(tags=["Desert"], published_year=1965, description="Sand.")
    await add_review(book["id"], 4)
    first = await api.get(f"{BOOKS}/{book['id']}")
    second = await api.get(f"{BOOKS_V2}/{book['id']}")
    assert second.json() == {"data": shown(first.json())}
    assert second.headers["etag"] == first.headers["etag"]
    etag = {"if-none-match": second.headers["etag"]}
    assert (await api.get(f"{BOOKS_V2}/{book['id']}", headers=etag)).status_code == 304


async def test_each_link_leads_to_what_it_names(api: httpx.AsyncClient, add_book: Add) -> None:
    book = await add_book()
    found = (await api.get(f"{BOOKS_V2}/{book['id']}")).json()["data"]
    assert (await api.get(found["links"]["self"])).json()["data"] == found
    assert (await api.get(found["links"]["author"])).json()["name"] == found["author"]["name"]
    assert (await api.get(found["links"]["reviews"])).json()["items"] == []


async def test_an_added_book_is_in_both_versions(api: httpx.AsyncClient) -> None:
    reply = await api.post(BOOKS_V2, json=DRAFT)
    assert reply.status_code == 201
    made = reply.json()["data"]
    assert reply.headers["location"] == f"{BOOKS_V2}/{made['id']}" == made["links"]["self"]
    first = await api.get(f"{BOOKS}/{made['id']}")
    assert made == shown(first.json())
    assert reply.headers["etag"] == first.headers["etag"]
    kept = {name: first.json()[name] for name in ("status", "description", "tags", "price")}
    assert kept == {"status": "available", "description": None, "tags": [], "price": 10.99}


async def test_an_isbn_of_either_version_is_taken(api: httpx.AsyncClient, add_book: Add) -> None:
    book = await add_book(isbn=DRAFT["isbn"])
    reply = await api.post(BOOKS_V2, json=DRAFT)
    assert reply.status_code == 409
    href = f"{BOOKS_V2}/{book['id']}"
    assert reply.json()["existing"] == {"id": book["id"], "href": href}


async def test_a_retry_with_the_same_key_gets_the_first_answer(api: httpx.AsyncClient) -> None:
    key = {"idempotency-key": "v2-once"}
    first, second = [await api.post(BOOKS_V2, json=DRAFT, headers=key) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    for name in ("etag", "location"):
        assert first.headers[name] == second.headers[name]
    assert (await api.get(BOOKS_V2)).json()["pagination"]["total"] == 1
    other = DRAFT | {"title": "Other"}
    assert (await api.post(BOOKS_V2, json=other, headers=key)).status_code == 422


async def test_a_list_has_data_and_pagination(api: httpx.AsyncClient, add_book: Add) -> None:
    made = [await add_book(f"Book {n}") for n in range(5)][::-1]
    walked: list[dict[str, Any]] = []
    query: dict[str, Any] = {"per_page": 2}
    for page in (1, 2, 3):
        reply = await api.get(BOOKS_V2, params=query)
        assert reply.json()["pagination"] == {
            "total": 5,
            "page": page,
            "per_page": 2,
            "total_pages": 3,
            "has_next": page < 3,
            "has_prev": page > 1,
        }
        walked += reply.json()["data"]
        query = links(reply.headers["link"]).get("next", {})
    assert query == {}
    assert walked == [summed_up(book) for book in made]


@pytest.mark.parametrize(
    "query",
    ["search=dune", "genre=poetry&genre=fiction", "min_price=10&max_price=11", "tags=a&tags=b",
     "sort_by=title&sort_order=asc", "sort_by=price&per_page=2&page=2", "published_after=1900"],
)  # fmt: skip
async def test_filters_and_orders_are_those_of_the_first_version(
    api: httpx.AsyncClient, add_book: Add, query: str
) -> None:
    await add_book("Dune", price=10.5, tags=["a", "b"])
    await add_book("Zen", genre="poetry", price=20)
    await add_book("Arrakis, or Dune", genre="fiction", tags=["a"], published_year=1965)
    first = (await api.get(f"{BOOKS}?{query}")).json()
    second = (await api.get(f"{BOOKS_V2}?{query}")).json()
    assert [book["id"] for book in second["data"]] == [book["id"] for book in first["items"]]
    assert second["pagination"]["total"] == first["total"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (DRAFT | {"author_name": "Frank"}, "/author_name"),
        (DRAFT | {"author": {}}, "/author/name"),
        (DRAFT | {"author": {"name": "F", "id": 1}}, "/author/id"),
        (DRAFT | {"pricing": {"amount": 1, "currency": "EUR"}}, "/pricing/currency"),
        (DRAFT | {"pricing": {"amount": 1.005}}, "/pricing/amount"),
        (DRAFT | {"metadata": {"genre": "x"}}, "/metadata/genre"),
        (DRAFT | {"metadata": {"genre": "poetry", "review_count": 9}}, "/metadata/review_count"),
        (DRAFT | {"isbn": "9780441013594"}, "/isbn"),
    ],
)
async def test_a_draft_of_another_shape_is_refused(
    api: httpx.AsyncClient, body: Any, pointer: str
) -> None:
    reply = await api.post(BOOKS_V2, json=body)
    assert reply.status_code == 422
    part = pointer.rpartition("/")[0]
    assert {error[1] for error in errors(reply)} <= {pointer, part}


async def test_a_book_that_is_not_there_is_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get(f"{BOOKS_V2}/1")).status_code == 404
    assert (await api.delete(f"{BOOKS_V2}/1")).status_code == 405


async def test_the_examples_are_what_the_service_answers(empty_url: str) -> None:
    async with running(empty_url) as app, client(app) as api:
        await plays(api, contract().document["components"]["examples"])


async def plays(api: httpx.AsyncClient, cast: dict[str, Any]) -> None:
    """On a catalogue whose ids begin at 1."""
    made = await api.post(BOOKS_V2, json=cast["CleanCodeV2Draft"]["value"])
    assert timeless(made.json()) == timeless(cast["NewCleanCodeV2"]["value"])
    assert timeless((await api.get(BOOKS_V2)).json()) == timeless(cast["BookV2Page"]["value"])
    found = await api.get(f"{BOOKS}/search", params={"q": "code"})
    assert timeless(found.json()) == timeless(cast["BookSearchResult"]["value"])


def timeless(value: Any) -> Any:
    if isinstance(value, dict):
        times = ("created_at", "updated_at")
        return {name: timeless(inner) for name, inner in value.items() if name not in times}
    return [timeless(inner) for inner in value] if isinstance(value, list) else value


class TestWhoMay:
    """Reading is for all, adding for editors, as in the first version."""

    async def test_adding_takes_the_scope(
        self, guarded: Protected, callers: httpx.AsyncClient
    ) -> None:
        assert (await callers.get(BOOKS_V2)).status_code == 200
        assert (await callers.post(BOOKS_V2, json=DRAFT)).status_code == 401
        for role, status in (("viewer", 403), ("editor", 201), ("admin", 409)):
            reply = await callers.post(BOOKS_V2, json=DRAFT, headers=guarded.headers[role])
            assert reply.status_code == status, role


class TestSearch:
    """GET /api/v1/books/search: old, still right, and it says where to go."""

    async def test_the_newest_matches_are_found(
        self, api: httpx.AsyncClient, add_book: Add
    ) -> None:
        for title in ("Clean Code", "Dune", "Code Complete", "The CODE"):
            await add_book(title)
        await add_book("By its author", author_name="Ann Coder")
        reply = await api.get(f"{BOOKS}/search", params={"q": "code", "limit": 3})
        assert [item["title"] for item in reply.json()["items"]] == [
            "By its author",
            "The CODE",
            "Code Complete",
        ]
        assert reply.json()["total"] == 4
        listed = (await api.get(BOOKS, params={"search": "code", "per_page": 3})).json()
        assert reply.json()["items"] == listed["items"]

    async def test_every_reply_says_that_it_will_go(self, api: httpx.AsyncClient) -> None:
        for query, status in (("q=code", 200), ("q=c", 422), ("", 422)):
            reply = await api.get(f"{BOOKS}/search?{query}")
            assert reply.status_code == status
            assert reply.headers["deprecation"] == "@1793491200"
            assert reply.headers["sunset"] == "Wed, 30 Jun 2027 23:59:59 GMT"
            assert reply.headers["link"] == '</api/v2/books>; rel="successor-version"'

    async def test_its_successor_answers_what_it_did(
        self, api: httpx.AsyncClient, add_book: Add
    ) -> None:
        await add_book("Clean Code")
        old = (await api.get(f"{BOOKS}/search", params={"q": "code"})).json()
        new = (await api.get(BOOKS_V2, params={"search": "code"})).json()
        assert [book["id"] for book in new["data"]] == [book["id"] for book in old["items"]]

    async def test_other_operations_say_nothing_of_it(self, api: httpx.AsyncClient) -> None:
        for path in (BOOKS, BOOKS_V2):
            reply = await api.get(path)
            assert "deprecation" not in reply.headers
            assert "sunset" not in reply.headers

    async def test_a_word_beside_the_ids_is_no_id(self, api: httpx.AsyncClient) -> None:
        assert (await api.get(f"{BOOKS}/searches")).status_code == 422
        assert (await api.delete(f"{BOOKS}/search")).status_code == 405
