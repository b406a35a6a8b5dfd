"""Rows as handlers want them: mappings whose keys are the field names of the DTOs, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.store.clock import moment
from handlers.store.database import Row
from handlers.store.money import price
from handlers.store.text import split_tags

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource: its fields, and the revision of exactly these fields.

    `Book.trusted(entry.fields)` makes the DTO; `entry.etag` is its strong entity tag
    (RFC 9110 section 8.8.3): it differs whenever anything the detail view shows does.
    """

    fields: Fields
    revision: str

    @property
    def id(self) -> int:
        """The id of the resource."""
        found: int = self.fields["id"]
        return found

    @property
    def etag(self) -> str:
        """The revision as an entity tag, quoted."""
        return f'"{self.revision}"'


@dataclass(frozen=True, slots=True)
class Page:
    """One numbered page of rows, and how many there are on all pages."""

    rows: list[Fields]
    total: int


def book_summary(row: Row) -> Fields:
    """A row of `books.SUMMARY` as the fields of a BookSummary."""
    (id_, title, author_id, name, isbn, genre, year, cents, tags, status, created_at, *_) = row
    return {
        "id": id_,
        "title": title,
        "author_id": author_id,
        "author_name": name,
        "isbn": isbn,
        "genre": genre,
        "published_year": year,
        "price": price(cents),
        "tags": split_tags(tags),
        "status": status,
        "created_at": moment(created_at),
    }


def book_detail(row: Row) -> Fields:
    """A row of `books.DETAIL` as the fields of a Book."""
    (id_, title, author_id, name, isbn, genre, year, cents, tags, status, created_at, *more) = row
    description, updated_at, rating_sum, count, _, has_cover, *_ = more
    return {
        "id": id_,
        "title": title,
        "author_id": author_id,
        "author_name": name,
        "isbn": isbn,
        "genre": genre,
        "published_year": year,
        "price": price(cents),
        "description": description,
        "tags": split_tags(tags),
        "status": status,
        "average_rating": round(rating_sum / count, 2) if count else None,
        "review_count": count,
        "cover_url": cover_url(id_) if has_cover else None,
        "created_at": moment(created_at),
        "updated_at": moment(updated_at),
    }


def cover_url(book_id: int) -> str:
    """Where the cover of a book is."""
    return f"/api/v1/books/{book_id}/cover"


def book_entry(row: Row) -> Entry:
    """A row of `books.DETAIL` as an entry. Reviews count as a revision of their book."""
    return Entry(book_detail(row), str(row[15]))


def author_fields(row: Row) -> Fields:
    """A row of `authors.AUTHOR` as the fields of an Author."""
    id_, name, bio, born_year, book_count, created_at, updated_at = row[:7]
    return {
        "id": id_,
        "name": name,
        "bio": bio,
        "born_year": born_year,
        "book_count": book_count,
        "created_at": moment(created_at),
        "updated_at": moment(updated_at),
    }


def author_entry(row: Row) -> Entry:
    """A row of `authors.AUTHOR` as an entry. The count of books is part of its revision."""
    return Entry(author_fields(row), f"{row[7]}.{row[4]}")


def review_fields(row: Row) -> Fields:
    """A row of `reviews.REVIEW` as the fields of a Review."""
    id_, book_id, rating, title, text, reviewer, status, reason, created_at, updated_at = row[:10]
    return {
        "id": id_,
        "book_id": book_id,
        "rating": rating,
        "title": title,
        "text": text,
        "reviewer": reviewer,
        "status": status,
        "reason": reason,
        "created_at": moment(created_at),
        "updated_at": moment(updated_at),
    }


def review_entry(row: Row) -> Entry:
    """A row of `reviews.REVIEW` as an entry."""
    return Entry(review_fields(row), str(row[10]))


def user_fields(row: Row) -> Fields:
    """A row of `users.USER` as the fields of a User."""
    id_, username, email, full_name, role, is_active, created_at, updated_at = row[:8]
    return {
        "id": id_,
        "username": username,
        "email": email,
        "full_name": full_name,
        "role": role,
        "is_active": bool(is_active),
        "created_at": moment(created_at),
        "updated_at": moment(updated_at),
    }


def user_entry(row: Row) -> Entry:
    """A row of `users.USER` as an entry."""
    return Entry(user_fields(row), str(row[8]))
