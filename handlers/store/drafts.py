"""What is handed to the store to write: each draft has the field names of its DTO.

`BookDraft(**body.model_dump())` makes one. A change is a plain mapping of the fields that were
sent: `body.model_dump()` of a DTO whose absent fields are absent from its dump.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from handlers.store.errors import StaleError

Changes = Mapping[str, Any]
# The revisions the caller will accept (If-Match); None accepts any.
Revisions = Container[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookDraft:
    """All that a client says of a book."""

    title: str
    author_name: str
    isbn: str
    price: Decimal
    genre: str
    published_year: int | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    status: str = "available"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorDraft:
    """All that a client says of an author."""

    name: str
    bio: str | None = None
    born_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """All that a client says of a review; who wrote it is not for the client to say."""

    rating: int
    title: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserDraft:
    """A user to add; the password comes as its hash."""

    username: str
    email: str
    password_hash: str = field(repr=False)
    full_name: str | None = None
    role: str = "viewer"


def require(revision: str, accepted: Revisions) -> None:
    """Compare and refuse: raises StaleError unless the revision is accepted."""
    if accepted is not None and revision not in accepted:
        raise StaleError(revision)
