"""What is asked of every server: reading a book, reading a generated one, adding one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, repeat

# Each of the servers takes any key for the contract's `apiKey`.
_COMMON = ("host: 127.0.0.1", "accept: application/json", "x-api-key: any")
_PATH = "/api/v1/books"
_DRAFT = {
    "isbn": "",
    "title": "Refactoring: improving the design of existing code",
    "author_name": "Martin Fowler",
    "genre": "technology",
    "price": 47.5,
    "published_year": 2018,
    "description": "How to improve the design of code in small steps.",
    "tags": ["craft", "software", "design"],
}


class Said(StrEnum):
    """One kind of request."""

    GET = "GET a book"
    GENERATED = "GET a generated book"
    POST = "POST a book"


@dataclass(frozen=True, slots=True)
class Talk:
    """One kind of request again and again; books are added from a serial number on."""

    said: Said
    serial: int = 0

    @property
    def status(self) -> int:
        """The status of a good reply."""
        return 201 if self.said is Said.POST else 200

    def requests(self) -> Iterator[bytes]:
        """Its requests without end."""
        if self.said is Said.POST:
            return map(_post, count(self.serial))
        more = ("prefer: dynamic=true",) if self.said is Said.GENERATED else ()
        return repeat(get(f"{_PATH}/1", *more))


def get(path: str, *more: str) -> bytes:
    """A GET request as it is sent."""
    return ("\r\n".join((f"GET {path} HTTP/1.1", *_COMMON, *more)) + "\r\n\r\n").encode()


def _post(serial: int) -> bytes:
    body = json.dumps(_DRAFT | {"isbn": _isbn(serial)}).encode()
    head = "\r\n".join(
        (
            f"POST {_PATH} HTTP/1.1",
            *_COMMON,
            "content-type: application/json",
            f"content-length: {len(body)}",
        )
    )
    return head.encode() + b"\r\n\r\n" + body


def _isbn(serial: int) -> str:
    """The ISBN-13 of a serial number, with its check digit."""
    body = f"979{serial:09}"
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))
    return f"{body}{-total % 10}"
