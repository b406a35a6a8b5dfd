"""Adding, reading, replacing, changing and deleting one book."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import AUTHORS, BOOKS, JSON, errors

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
Draft = Callable[..., dict[str, Any]]
MERGE = {"content-type": "application/merge-patch+json"}


async def test_a_new_book_is_answered_in_full_with_its_place_and_tag(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    draft = book_draft(isbn="9780441013593", published_year=1965, description="Spice.")
    reply = await api.post(BOOKS, json=draft | {"tags": ["Classic"], "status": "reserved"})
    assert reply.status_code == 201
    book = reply.json()
    assert reply.headers["location"] == f"{BOOKS}/{book['id']}"
    created = datetime.fromisoformat(book["created_at"])
    assert abs(datetime.now(UTC) - created) < timedelta(minutes=1)
    assert book == {
        "id": book["id"],
        "title": "Dune",
        "author_id": book["author_id"],
        "author_name": "Frank Herbert",
        "isbn": "9780441013593",
        "genre": "science_fiction",
        "published_year": 1965,
        "price": 10.99,
        "description": "Spice.",
        "tags": ["classic"],
        "status": "reserved",
        "average_rating": None,
        "review_count": 0,
        "cover_url": None,
        "created_at": book["created_at"],
        "updated_at": book["created_at"],
    }
    read = await api.get(reply.headers["location"])
    assert read.json() == book
    assert read.headers["etag"] == reply.headers["etag"]
    assert read.headers["etag"].startswith('"')


async def test_what_a_draft_leaves_out_has_its_default(add_book: Add) -> None:
    book = await add_book()
    assert book["published_year"] is None
    assert book["description"] is None
    assert book["tags"] == []
    assert book["status"] == "available"


@pytest.mark.parametrize(
    ("there", "taken"),
    [
        ("9780441013593", "9780441013593"),
        ("0441013597", "9780441013593"),
        ("9780441013593", "0441013597"),
        ("020161622X", "9780201616224"),
        ("9780201616224", "020161622X"),
    ],
)
async def test_a_taken_isbn_is_a_conflict_that_names_the_book_that_has_it(
    api: httpx.AsyncClient, add_book: Add, book_draft: Draft, there: str, taken: str
) -> None:
    first, other = await add_book(isbn=there), await add_book()
    existing = {"id": first["id"], "href": f"{BOOKS}/{first['id']}"}
    assert first["isbn"] == there
    for reply in (
        await api.post(BOOKS, json=book_draft(isbn=taken)),
        await api.put(f"{BOOKS}/{other['id']}", json=book_draft(isbn=taken)),
        await api.patch(f"{BOOKS}/{other['id']}", json={"isbn": taken}),
    ):
        assert reply.status_code == 409
        assert reply.json()["existing"] == existing
        assert taken in reply.json()["detail"]
    # The book itself may take the other form of its own number.
    changed = await api.patch(f"{BOOKS}/{first['id']}", json={"isbn": taken})
    assert (changed.status_code, changed.json()["isbn"]) == (200, taken)


async def test_a_refused_book_leaves_no_author_behind(
    api: httpx.AsyncClient, add_book: Add, book_draft: Draft
) -> None:
    await add_book(isbn="9780441013593")
    await api.post(BOOKS, json=book_draft(isbn="9780441013593", author_name="Nobody"))
    assert [a["name"] for a in (await api.get(AUTHORS)).json()["items"]] == ["Frank Herbert"]


async def test_a_book_is_linked_to_the_author_of_that_name_in_any_case(
    api: httpx.AsyncClient, add_author: Add, add_book: Add
) -> None:
    author = await add_author("Émile  Zola")
    linked = await add_book(author_name=" ÉMILE ZOLA")
    assert (linked["author_id"], linked["author_name"]) == (author["id"], "Émile  Zola")
    created = await add_book(author_name="Emile Zola")
    assert created["author_id"] != author["id"]
    assert (await api.get(f"{AUTHORS}/{created['author_id']}")).json()["name"] == "Emile Zola"


async def test_books_added_at_once_for_a_new_author_share_them(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    books = await asyncio.gather(*(add_book(author_name=n) for n in ("Ann", "ANN", "ann") * 5))
    assert len({book["author_id"] for book in books}) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["Craft", "craft", " CRAFT ", "software"], ["craft", "software"]),
        (["b", "a"], ["b", "a"]),
        (["a\t \n b"], ["a b"]),
        (["\u00a0", "x"], ["x"]),
        (["ÉTÉ"], ["été"]),
        (["İ" * 50], ["i̇" * 50]),
        ([], []),
    ],
)
async def test_tags_are_kept_in_lower_case_each_once(
    api: httpx.AsyncClient, add_book: Add, given: list[str], kept: list[str]
) -> None:
    book = await add_book(tags=given)
    assert book["tags"] == kept
    assert (await api.patch(f"{BOOKS}/{book['id']}", json={"tags": given})).json()["tags"] == kept


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"title": ""}, "/title", "minLength"),
        ({"title": " \t"}, "/title", "pattern"),
        ({"title": "x" * 301}, "/title", "maxLength"),
        ({"title": None}, "/title", "type"),
        ({"title": 1984}, "/title", "type"),
        ({"author_name": "x" * 201}, "/author_name", "maxLength"),
        ({"isbn": "9780441013594"}, "/isbn", "format"),
        ({"isbn": "0441013598"}, "/isbn", "format"),
        ({"isbn": "978-0441013593"}, "/isbn", "pattern"),
        ({"isbn": "020161622x"}, "/isbn", "pattern"),
        ({"isbn": "9770441013593"}, "/isbn", "format"),
        ({"isbn": "٠٤٤١٠١٣٥٩٧"}, "/isbn", "pattern"),
        ({"isbn": 9780441013593}, "/isbn", "type"),
        ({"genre": "Fiction"}, "/genre", "enum"),
        ({"published_year": 2101}, "/published_year", "maximum"),
        ({"published_year": -3001}, "/published_year", "minimum"),
        ({"published_year": 1965.5}, "/published_year", "type"),
        ({"published_year": "1965"}, "/published_year", "type"),
        ({"published_year": True}, "/published_year", "type"),
        ({"published_year": 2**63}, "/published_year", "maximum"),
        ({"description": "x" * 2001}, "/description", "maxLength"),
        ({"tags": [str(n) for n in range(11)]}, "/tags", "maxItems"),
        ({"tags": ["a"] * 11}, "/tags", "maxItems"),
        ({"tags": ["x" * 51]}, "/tags/0", "maxLength"),
        ({"tags": ["ok", ""]}, "/tags/1", "minLength"),
        ({"tags": "classic"}, "/tags", "type"),
        ({"tags": None}, "/tags", "type"),
        ({"status": "lost"}, "/status", "enum"),
        ({"status": None}, "/status", "type"),
        ({"id": 7}, "", "additionalProperties"),
        ({"author_id": 7}, "", "additionalProperties"),
        ({"created_at": "2026-01-01T00:00:00Z"}, "", "additionalProperties"),
    ],
)
async def test_a_wrong_field_is_refused_and_named(
    api: httpx.AsyncClient,
    add_book: Add,
    book_draft: Draft,
    fields: dict[str, Any],
    pointer: str,
    code: str,
) -> None:
    book = await add_book()
    item = f"{BOOKS}/{book['id']}"
    for reply in (
        await api.post(BOOKS, json=book_draft() | fields),
        await api.put(item, json=book_draft() | fields),
        await api.patch(item, json=fields),
        await api.patch(item, json=fields, headers=MERGE),
    ):
        assert reply.status_code == 422, reply.text
        assert ("body", pointer, code) in errors(reply)
    assert (await api.get(item)).json() == book
    assert (await api.get(BOOKS)).json()["total"] == 1


async def test_every_missing_field_is_named_at_once(api: httpx.AsyncClient) -> None:
    reply = await api.post(BOOKS, json={})
    required = ("title", "author_name", "isbn", "genre", "price")
    assert reply.status_code == 422
    assert errors(reply) == {("body", f"/{name}", "required") for name in required}


async def test_numbers_that_json_schema_calls_integers_are_integers(
    api: httpx.AsyncClient, book_draft: Draft
) -> None:
    for text in ("1965.0", "1.965e3"):
        body = httpx.Response(200, json=book_draft(published_year=0)).text
        body = body.replace('"published_year":0', f'"published_year":{text}')
        reply = await api.post(BOOKS, content=body, headers=JSON)
        assert (reply.status_code, reply.json()["published_year"]) == (201, 1965)


async def test_text_comes_back_as_it_was_sent(api: httpx.AsyncClient, add_book: Add) -> None:
    text = "Ω≈ç√ 𝕯𝖚𝖓𝖊 👩‍🚀 \u202e \ufeff \x01\x1f \"\\/ <b>&amp; %s {{7*7}} '; DROP TABLE books;--"  # noqa: RUF001
    for value in (text, "x" * 300, "\U0001d56f" * 300):
        book = await add_book(value, description=value, author_name=value[:200])
        read = (await api.get(f"{BOOKS}/{book['id']}")).json()
        assert (read["title"], read["description"]) == (value, value)
        assert read["author_name"] == value[:200]


async def test_put_replaces_the_whole_with_defaults_for_what_is_absent(
    api: httpx.AsyncClient, add_book: Add, book_draft: Draft
) -> None:
    book = await add_book(
        description="Spice.", published_year=1965, tags=["classic"], status="archived"
    )
    draft = book_draft("Dune Messiah", price=7)
    reply = await api.put(f"{BOOKS}/{book['id']}", json=draft)
    assert reply.status_code == 200
    after = reply.json()
    defaults: dict[str, Any] = {
        "description": None,
        "published_year": None,
        "tags": [],
        "status": "available",
    }
    assert after == book | draft | defaults | {"updated_at": after["updated_at"]}
    assert after["updated_at"] > book["updated_at"]
    assert (await api.get(f"{BOOKS}/{book['id']}")).json() == after
    assert (await api.get(BOOKS, params={"tags": "classic"})).json()["total"] == 0


@pytest.mark.parametrize("headers", [JSON, MERGE], ids=["json", "merge-patch"])
async def test_patch_merges_and_tells_absent_from_null(
    api: httpx.AsyncClient, add_book: Add, headers: dict[str, str]
) -> None:
    book = await add_book(
        description="Spice.", published_year=1965, tags=["classic"], status="archived"
    )
    item = f"{BOOKS}/{book['id']}"
    reply = await api.patch(item, content='{"price": 5.5}', headers=headers)
    assert reply.status_code == 200
    after = reply.json()
    assert after == book | {"price": 5.5, "updated_at": after["updated_at"]}
    cleared = {"description": None, "published_year": None}
    reply = await api.patch(item, json=cleared, headers=headers)
    assert reply.json() == after | cleared | {"updated_at": reply.json()["updated_at"]}
    reply = await api.patch(item, json={"tags": [], "author_name": "Ann"}, headers=headers)
    assert reply.json()["tags"] == []
    assert reply.json()["author_name"] == "Ann"
    assert reply.json()["author_id"] != book["author_id"]
    assert (await api.get(item)).json() == reply.json()


@pytest.mark.parametrize("headers", [JSON, MERGE], ids=["json", "merge-patch"])
async def test_an_empty_change_is_a_bad_request(
    api: httpx.AsyncClient, add_book: Add, headers: dict[str, str]
) -> None:
    book = await add_book()
    reply = await api.patch(f"{BOOKS}/{book['id']}", content="{}", headers=headers)
    assert reply.status_code == 400
    assert (await api.get(f"{BOOKS}/{book['id']}")).json() == book


async def test_a_deleted_book_is_gone_and_its_number_and_reviews_with_it(
    api: httpx.AsyncClient, add_book: Add, add_review: Add
) -> None:
    book = await add_book(isbn="9780441013593")
    review = await add_review(book["id"])
    item = f"{BOOKS}/{book['id']}"
    reply = await api.delete(item)
    assert (reply.status_code, reply.content) == (204, b"")
    for gone in (
        await api.get(item),
        await api.delete(item),
        await api.patch(item, json={"price": 1}),
        await api.put(item, json={name: book[name] for name in DRAFT_FIELDS}),
        await api.get(f"{item}/reviews"),
        await api.get(f"/api/v1/reviews/{review['id']}"),
    ):
        assert gone.status_code == 404
    again = await add_book(isbn="9780441013593")
    assert again["id"] > book["id"]
    assert again["author_id"] == book["author_id"]
    assert again["review_count"] == 0


DRAFT_FIELDS = ("title", "author_name", "isbn", "genre", "price")


@pytest.mark.parametrize("book_id", [1_000_000, 2**31, 2**53 - 1])
async def test_a_book_that_never_was_is_not_found(api: httpx.AsyncClient, book_id: int) -> None:
    assert (await api.get(f"{BOOKS}/{book_id}")).status_code == 404
