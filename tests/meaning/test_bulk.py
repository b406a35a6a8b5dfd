"""Many books at once: each is added or refused on its own, and told by its place."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.meaning.conftest import BOOKS, Add, Json

NEVER = 9_007_199_254_740_991
Draft = Callable[..., Json]


def test_those_that_can_be_added_are_and_the_others_told_by_index(
    client: httpx.Client, add_book: Add, book_draft: Draft, word: str
) -> None:
    there = add_book(f"There {word}")
    drafts = [
        book_draft(f"One {word}"),
        book_draft(f"Taken {word}", isbn=there["isbn"]),
        book_draft(f"Two {word}"),
    ]
    reply = client.post(f"{BOOKS}/bulk", json={"books": drafts})
    assert reply.status_code == 200, reply.text
    created, refused = reply.json()["created"], reply.json()["errors"]
    assert [(one["index"], one["book"]["title"]) for one in created] == [
        (0, f"One {word}"),
        (2, f"Two {word}"),
    ]
    assert [(one["index"], one["status"]) for one in refused] == [(1, 409)]
    for one in created:
        assert client.get(f"{BOOKS}/{one['book']['id']}").json() == one["book"]
    assert client.get(BOOKS, params={"search": word}).json()["total"] == 3


def test_a_batch_with_a_wrong_book_adds_none(
    client: httpx.Client, book_draft: Draft, word: str
) -> None:
    reply = client.post(
        f"{BOOKS}/bulk", json={"books": [book_draft(word), book_draft(word, price=-1)]}
    )
    assert reply.status_code == 422
    assert {error["pointer"] for error in reply.json()["errors"]} == {"/books/1/price"}
    assert client.get(BOOKS, params={"search": word}).json()["total"] == 0


def test_those_that_exist_are_deleted_and_the_others_named(
    client: httpx.Client, add_book: Add, word: str
) -> None:
    ids = [add_book(word)["id"] for _ in range(3)]
    reply = client.post(f"{BOOKS}/bulk-delete", json={"ids": [ids[0], NEVER, ids[2]]})
    assert (reply.status_code, reply.json()) == (
        200,
        {"deleted": [ids[0], ids[2]], "not_found": [NEVER]},
    )
    left = client.get(BOOKS, params={"search": word}).json()["items"]
    assert [one["id"] for one in left] == [ids[1]]
    assert client.get(f"{BOOKS}/{ids[0]}").status_code == 404
