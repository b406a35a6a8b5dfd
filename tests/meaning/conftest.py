"""One client, of the service and of the mock in turn, and what the tests add by it.

Both servers hold items before the first test, and keep what earlier tests added. So each test
knows its own books by a word that no other title has. With `MEANING_URL` set, the tests also run
against what serves there.
"""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import httpx
import pytest

from handlers.isbn import sample_isbn
from tests.meaning import servers
from tests.meaning.kinds import KINDS, Kind, Made, made

BOOKS, AUTHORS = "/api/v1/books", "/api/v1/authors"

Json = dict[str, Any]
Add = Callable[..., Json]

_ELSEWHERE = os.environ.get("MEANING_URL")


@pytest.fixture(scope="session", params=["service", "mock", *["elsewhere"] * bool(_ELSEWHERE)])
def base_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where a server of the contract is."""
    if request.param == "elsewhere":
        yield str(_ELSEWHERE)
        return
    with getattr(servers, request.param)(tmp_path_factory.mktemp(request.param)) as url:
        yield url


@pytest.fixture(scope="session")
def client(base_url: str) -> Iterator[httpx.Client]:
    """A client of that server who may do everything."""
    with httpx.Client(
        base_url=base_url, headers=servers.key_of("keeper"), timeout=20, trust_env=False
    ) as client:
        yield client


@pytest.fixture
def word() -> str:
    """A word that no other title has."""
    return f"w{secrets.token_hex(6)}"


@pytest.fixture(scope="session")
def book_draft() -> Callable[..., Json]:
    """Makes bodies of books: each with an ISBN of its own, the rest as the test says."""
    source = Random(secrets.token_bytes(8))

    def make(title: str = "Dune", **fields: Any) -> Json:
        given = {
            "title": title,
            "author_name": "Frank Herbert",
            "isbn": sample_isbn(source),
            "genre": "science_fiction",
            "price": 10.99,
        }
        return given | fields

    return make


@pytest.fixture
def add_book(client: httpx.Client, book_draft: Callable[..., Json]) -> Add:
    """Adds a book and answers it."""

    def add(title: str = "Dune", **fields: Any) -> Json:
        return _created(client.post(BOOKS, json=book_draft(title, **fields)))

    return add


@pytest.fixture
def add_author(client: httpx.Client) -> Add:
    """Adds an author and answers them."""

    def add(name: str, **fields: Any) -> Json:
        return _created(client.post(AUTHORS, json={"name": name, **fields}))

    return add


@pytest.fixture
def add_review(client: httpx.Client) -> Add:
    """Adds a review of a book and answers it; each is by the next of eight readers."""
    readers = itertools.cycle(servers.READERS)

    def add(book_id: int, rating: int = 5, **fields: Any) -> Json:
        path, by = f"{BOOKS}/{book_id}/reviews", servers.key_of(next(readers))
        return _created(client.post(path, json={"rating": rating, **fields}, headers=by))

    return add


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Books, authors and reviews in turn."""
    found: Kind = request.param
    return found


@pytest.fixture
def item(client: httpx.Client, add_book: Add, kind: Kind) -> Made:
    """One item of the kind, just added, with a value in every field that can be sent."""
    collection = kind.collection
    if "{book_id}" in collection:
        collection = collection.format(book_id=add_book()["id"])
    return made(client, kind, collection)


def _created(reply: httpx.Response) -> Json:
    assert reply.status_code == 201, reply.text
    found: Json = reply.json()
    return found
