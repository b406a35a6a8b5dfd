"""The authors: five operations, their books, their names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.handlers.book_api import AUTHORS, BOOKS, JSON, errors, links

pytestmark = pytest.mark.asyncio(loop_scope="session")

Add = Callable[..., Awaitable[dict[str, Any]]]
MERGE = {"content-type": "application/merge-patch+json"}


async def test_a_new_author_has_no_books_yet(api: httpx.AsyncClient) -> None:
    draft = {"name": "Frank Herbert", "bio": "A writer.", "born_year": 1920}
    reply = await api.post(AUTHORS, json=draft)
    assert reply.status_code == 201
    author = reply.json()
    assert reply.headers["location"] == f"{AUTHORS}/{author['id']}"
    made = {name: author[name] for name in ("id", "created_at", "updated_at")}
    assert author == draft | made | {"book_count": 0}
    read = await api.get(reply.headers["location"])
    assert (read.json(), read.headers["etag"]) == (author, reply.headers["etag"])


async def test_what_a_draft_leaves_out_is_null(add_author: Add) -> None:
    author = await add_author()
    assert (author["bio"], author["born_year"]) == (None, None)


async def test_an_author_counts_and_lists_their_books_newest_first(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    books = [await add_book(author_name="Ann") for _ in range(3)]
    await add_book(author_name="Bob")
    author = f"{AUTHORS}/{books[0]['author_id']}"
    assert (await api.get(author)).json()["book_count"] == 3
    reply = await api.get(f"{author}/books", params={"per_page": 2})
    assert [item["id"] for item in reply.json()["items"]] == [books[2]["id"], books[1]["id"]]
    assert (reply.json()["total"], reply.headers["x-total-count"]) == (3, "3")
    found = links(reply.headers["link"])
    assert set(found) == {"first", "next", "last"}
    last = await api.get(f"{author}/books", params=found["last"])
    assert [item["id"] for item in last.json()["items"]] == [books[0]["id"]]
    await api.delete(f"{BOOKS}/{books[0]['id']}")
    assert (await api.get(author)).json()["book_count"] == 2


async def test_an_author_without_books_lists_none(api: httpx.AsyncClient, add_author: Add) -> None:
    author = await add_author()
    reply = await api.get(f"{AUTHORS}/{author['id']}/books")
    assert (reply.status_code, reply.json()["items"]) == (200, [])


async def test_the_books_of_an_unknown_author_are_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get(f"{AUTHORS}/1000000/books")).status_code == 404


async def test_an_author_who_has_books_cannot_be_deleted(
    api: httpx.AsyncClient, add_book: Add
) -> None:
    book = await add_book()
    author = f"{AUTHORS}/{book['author_id']}"
    refused = await api.delete(author)
    assert refused.status_code == 409
    assert refused.json()["detail"] == "The author still has 1 book in the catalogue."
    assert (await api.get(author)).status_code == 200
    await api.delete(f"{BOOKS}/{book['id']}")
    assert (await api.delete(author)).status_code == 204
    assert (await api.get(author)).status_code == 404
    assert (await api.delete(author)).status_code == 404


async def test_a_book_and_the_deletion_of_its_author_never_miss_each_other(
    api: httpx.AsyncClient, add_author: Add, add_book: Add
) -> None:
    for number in range(10):
        author = await add_author(f"Author {number}")
        deleted, book = await asyncio.gather(
            api.delete(f"{AUTHORS}/{author['id']}"), add_book(author_name=f"Author {number}")
        )
        assert deleted.status_code in (204, 409)
        assert (book["author_id"] == author["id"]) == (deleted.status_code == 409)
        shown = await api.get(f"{AUTHORS}/{book['author_id']}")
        assert (shown.status_code, shown.json()["book_count"]) == (200, 1)


@pytest.mark.parametrize("name", ["Ann Lee", "ANN LEE", "ann  lee", " Ann Lee"])
async def test_a_taken_name_is_a_conflict_that_names_who_has_it(
    api: httpx.AsyncClient, add_author: Add, name: str
) -> None:
    first, other = await add_author("Ann Lee"), await add_author("Bob")
    for reply in (
        await api.post(AUTHORS, json={"name": name}),
        await api.put(f"{AUTHORS}/{other['id']}", json={"name": name}),
        await api.patch(f"{AUTHORS}/{other['id']}", json={"name": name}),
    ):
        assert reply.status_code == 409
        assert reply.json()["existing"] == {
            "id": first["id"],
            "href": f"{AUTHORS}/{first['id']}",
        }
    own = await api.patch(f"{AUTHORS}/{first['id']}", json={"name": name})
    assert (own.status_code, own.json()["name"]) == (200, name)


async def test_of_authors_added_at_once_with_one_name_one_is_added(api: httpx.AsyncClient) -> None:
    replies = await asyncio.gather(*(api.post(AUTHORS, json={"name": "Ann"}) for _ in range(10)))
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 9


async def test_a_new_name_shows_in_the_books(api: httpx.AsyncClient, add_book: Add) -> None:
    book = await add_book()
    author, item = f"{AUTHORS}/{book['author_id']}", f"{BOOKS}/{book['id']}"
    reply = await api.patch(author, json={"name": "F. Herbert"})
    assert reply.status_code == 200
    assert (await api.get(item)).json()["author_name"] == "F. Herbert"
    assert (await api.get(BOOKS)).json()["items"][0]["author_name"] == "F. Herbert"
    assert (await api.get(BOOKS, params={"author": "f. h"})).json()["total"] == 1
    assert (await api.get(BOOKS, params={"search": "frank"})).json()["total"] == 0
    assert '"F. Herbert"' in (await api.get(f"{BOOKS}/export")).text
    again = await add_book(author_name="Frank Herbert")
    assert again["author_id"] != book["author_id"]


async def test_put_replaces_the_whole(api: httpx.AsyncClient, add_author: Add) -> None:
    author = await add_author("Ann", bio="x", born_year=-50)
    reply = await api.put(f"{AUTHORS}/{author['id']}", json={"name": "Bea"})
    assert reply.status_code == 200
    cleared = {"name": "Bea", "bio": None, "born_year": None}
    assert reply.json() == author | cleared | {"updated_at": reply.json()["updated_at"]}
    assert (await api.get(f"{AUTHORS}/{author['id']}")).json() == reply.json()


@pytest.mark.parametrize("headers", [JSON, MERGE], ids=["json", "merge-patch"])
async def test_patch_merges(
    api: httpx.AsyncClient, add_author: Add, headers: dict[str, str]
) -> None:
    author = await add_author("Ann", bio="x", born_year=1900)
    item = f"{AUTHORS}/{author['id']}"
    reply = await api.patch(item, json={"bio": None}, headers=headers)
    assert reply.status_code == 200
    assert reply.json() == author | {"bio": None, "updated_at": reply.json()["updated_at"]}
    assert (await api.patch(item, content="{}", headers=headers)).status_code == 400


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"name": ""}, "/name", "minLength"),
        ({"name": "\u0020"}, "/name", "pattern"),
        ({"name": "x" * 201}, "/name", "maxLength"),
        ({"name": None}, "/name", "type"),
        ({"bio": "x" * 2001}, "/bio", "maxLength"),
        ({"born_year": 2101}, "/born_year", "maximum"),
        ({"born_year": -3001}, "/born_year", "minimum"),
        ({"born_year": 2**63}, "/born_year", "maximum"),
        ({"book_count": 3}, "", "additionalProperties"),
    ],
)
async def test_a_wrong_field_is_refused_and_named(
    api: httpx.AsyncClient, add_author: Add, fields: dict[str, Any], pointer: str, code: str
) -> None:
    author = await add_author("Ann")
    item = f"{AUTHORS}/{author['id']}"
    for reply in (
        await api.post(AUTHORS, json={"name": "Bob"} | fields),
        await api.put(item, json={"name": "Bob"} | fields),
        await api.patch(item, json=fields),
    ):
        assert reply.status_code == 422, reply.text
        assert ("body", pointer, code) in errors(reply)
    assert (await api.get(item)).json() == author


async def test_an_unknown_author_is_not_found(api: httpx.AsyncClient) -> None:
    item = f"{AUTHORS}/1000000"
    for reply in (
        await api.get(item),
        await api.put(item, json={"name": "Ann"}),
        await api.patch(item, json={"name": "Ann"}),
        await api.delete(item),
    ):
        assert reply.status_code == 404
