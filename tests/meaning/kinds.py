"""What tests of all kinds of items know of each: where it stands, what may be sent of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import httpx

from handlers.isbn import sample_isbn

_SOURCE = Random(secrets.token_bytes(8))


@dataclass(frozen=True)
class Kind:
    """A kind of items.

    `draft` makes a body with every field; `change` and `clearing` are changes that are taken;
    `wrong` is a field that is refused, with its pointer. `defaults` is what a replacement that
    holds only `required` fields sets the others to; it is None where there is no replacing.
    """

    name: str
    collection: str
    item: str
    draft: Callable[[], dict[str, Any]]
    change: Mapping[str, Any]
    clearing: Mapping[str, Any]
    wrong: Mapping[str, Any]
    required: tuple[str, ...]
    defaults: Mapping[str, Any] | None = None

    @property
    def versioned(self) -> bool:
        """Whether its items have entity tags."""
        return self.defaults is not None

    def least(self) -> dict[str, Any]:
        """A draft of the required fields only."""
        draft = self.draft()
        return {name: draft[name] for name in self.required}


@dataclass(frozen=True)
class Made:
    """An item that was added: what was sent, where it stands, what was answered."""

    collection: str
    path: str
    draft: Mapping[str, Any]
    reply: httpx.Response

    @property
    def body(self) -> dict[str, Any]:
        """The item as it was answered."""
        found: dict[str, Any] = self.reply.json()
        return found


def made(client: httpx.Client, kind: Kind, collection: str) -> Made:
    """An item that is added to a collection now."""
    draft = kind.draft()
    reply = client.post(collection, json=draft)
    assert reply.status_code == 201, reply.text
    return Made(collection, kind.item.format(reply.json()["id"]), draft, reply)


def _book() -> dict[str, Any]:
    return {
        "title": f"Dune {secrets.token_hex(6)}",
        "author_name": "Frank Herbert",
        "isbn": sample_isbn(_SOURCE),
        "genre": "science_fiction",
        "price": 10.99,
        "published_year": 1965,
        "description": "Spice.",
        "tags": ["classic", "desert"],
        "status": "reserved",
    }


def _author() -> dict[str, Any]:
    return {"name": f"Frank {secrets.token_hex(6)}", "bio": "A writer.", "born_year": 1920}


def _review() -> dict[str, Any]:
    return {"rating": 5, "title": "Read it twice", "text": "The sand is everywhere."}


KINDS = (
    Kind(
        name="book",
        collection="/api/v1/books",
        item="/api/v1/books/{}",
        draft=_book,
        change={"price": 5.5, "tags": ["cheap"]},
        clearing={"description": None, "published_year": None},
        wrong={"price": -0.01},
        required=("title", "author_name", "isbn", "genre", "price"),
        defaults={"published_year": None, "description": None, "tags": [], "status": "available"},
    ),
    Kind(
        name="author",
        collection="/api/v1/authors",
        item="/api/v1/authors/{}",
        draft=_author,
        change={"bio": "An American writer."},
        clearing={"bio": None},
        wrong={"born_year": 2101},
        required=("name",),
        defaults={"bio": None, "born_year": None},
    ),
    Kind(
        name="review",
        collection="/api/v1/books/{book_id}/reviews",
        item="/api/v1/reviews/{}",
        draft=_review,
        change={"rating": 2},
        clearing={"title": None},
        wrong={"rating": 6},
        required=("rating",),
    ),
)
