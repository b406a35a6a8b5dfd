"""What is asked of every server: the requests, as bytes, and what their replies must hold."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, cycle
from typing import Any

from . import bearer
from .peers.models import Book, BookPage, BookSummary
from .peers.shelf import COUNT, isbn

FIRST_SERIAL = 900_000_000
"""Where the ISBNs of the added books begin: far from those of real and of sample books."""

ORIGIN = "https://shop.example"
"""Whose page asks, where one does."""

LAST = 999
"""The resource asked for in the grown contract; the small one has it too."""


class Exchange(StrEnum):
    """One kind of request and its reply."""

    GET_ONE = "GET one"
    POST_ONE = "POST one"
    GET_20 = "GET 20"
    GET_LAST = "GET last"
    GET_KNOWN = "GET one, known"


@dataclass(frozen=True, slots=True)
class Expected:
    """The status of a good reply, and the fields of its body (and of its items)."""

    status: int
    fields: frozenset[str]
    item_fields: frozenset[str] = frozenset()
    items: int = 0


_BOOK = frozenset(Book.model_fields)
EXPECTED = {
    Exchange.GET_ONE: Expected(200, _BOOK),
    Exchange.POST_ONE: Expected(201, _BOOK),
    Exchange.GET_20: Expected(
        200, frozenset(BookPage.model_fields), frozenset(BookSummary.model_fields), 20
    ),
    Exchange.GET_LAST: Expected(200, frozenset({"id", "name"})),
    Exchange.GET_KNOWN: Expected(200, _BOOK),
}


def requests(exchange: Exchange, serial: int) -> Iterator[bytes]:
    """Requests without end; `serial` makes the books that are added differ from all others."""
    return _REQUESTS[exchange](serial)


@dataclass(frozen=True, slots=True)
class Talk:
    """An exchange again and again, from a serial number on."""

    exchange: Exchange
    serial: int

    @property
    def status(self) -> int:
        """The status of a good reply."""
        return EXPECTED[self.exchange].status

    def requests(self) -> Iterator[bytes]:
        """Its requests without end."""
        return requests(self.exchange, self.serial)


def mismatch(exchange: Exchange, body: bytes) -> str | None:
    """How a reply's JSON differs from what all servers must answer; None where it does not."""
    expected, value = EXPECTED[exchange], json.loads(body)
    if wrong := _unlike(value, expected.fields):
        return wrong
    items = value.get("items", [])
    if len(items) != expected.items:
        return f"{len(items)} items instead of {expected.items}"
    return next((wrong for item in items if (wrong := _unlike(item, expected.item_fields))), None)


def _unlike(value: dict[str, Any], fields: frozenset[str]) -> str | None:
    missing, extra = sorted(fields - set(value)), sorted(set(value) - fields)
    return f"missing fields {missing}, extra fields {extra}" if missing or extra else None


def _get(path: str, *more: str) -> bytes:
    lines = (f"GET {path} HTTP/1.1", "host: 127.0.0.1", "accept: application/json", *more)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _get_one(serial: int) -> Iterator[bytes]:
    return cycle([_get(f"/api/v1/books/{book_id}") for book_id in range(1, COUNT + 1)])


def _get_known(serial: int) -> Iterator[bytes]:
    """As a page of another origin asks whose user is known."""
    more = (f"origin: {ORIGIN}", f"authorization: Bearer {bearer.token()}")
    return cycle([_get(f"/api/v1/books/{book_id}", *more) for book_id in range(1, COUNT + 1)])


def _get_20(serial: int) -> Iterator[bytes]:
    return cycle([_get("/api/v1/books")])


def _get_last(serial: int) -> Iterator[bytes]:
    return cycle([_get(f"/api/v1/resource{LAST}/{item_id}") for item_id in range(1, COUNT + 1)])


def _post_one(serial: int) -> Iterator[bytes]:
    return (_post(isbn(FIRST_SERIAL + number)) for number in count(serial))


def _post(fresh_isbn: str) -> bytes:
    return b"%b%b%b" % (_POST_HEAD, fresh_isbn.encode(), _POST_TAIL)


_DRAFT = {
    "isbn": "",
    "title": "Refactoring: improving the design of existing code",
    "author_name": "Martin Fowler",
    "genre": "technology",
    "price": 47.99,
    "published_year": 2018,
    "description": "How to improve the design of code in small steps, each of which keeps "
    "what it does, with a catalogue of seventy such steps and when to take them.",
    "tags": ["craft", "software", "design"],
}
_BODY = json.dumps(_DRAFT).encode()
_POST_HEAD = (
    b"POST /api/v1/books HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n"
    b"content-type: application/json\r\ncontent-length: %d\r\n\r\n"
    % (len(_BODY) + 13)
    + _BODY[: len(b'{"isbn": "')]
)
_POST_TAIL = _BODY[len(b'{"isbn": "') :]

_REQUESTS: dict[Exchange, Callable[[int], Iterator[bytes]]] = {
    Exchange.GET_ONE: _get_one,
    Exchange.POST_ONE: _post_one,
    Exchange.GET_20: _get_20,
    Exchange.GET_LAST: _get_last,
    Exchange.GET_KNOWN: _get_known,
}
