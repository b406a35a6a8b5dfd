# Generated from openapi/paths/authors.yaml, openapi/schemas/authors.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: authors."""

from __future__ import annotations

from typing import Annotated

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .pages import PageNumber, PageSize, Total

AuthorName = TypeAliasType("AuthorName", Annotated[str, Field(max_length=200, min_length=1)])
"""The author's name, as on the cover, which no other author has."""


AuthorId = TypeAliasType("AuthorId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of an author, given by the service."""


AuthorBio = TypeAliasType("AuthorBio", Annotated[str | None, Field(max_length=2000)])
"""The author's life in short, or null."""


BirthYear = TypeAliasType("BirthYear", Annotated[int | None, Field(ge=-3000, le=2100)])
"""The year the author was born, negative before the common era, or null."""


class ListAuthorsQuery(Model):
    """Query parameters of listAuthors."""

    model_config = ConfigDict(
        extra="forbid",
    )
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class ListAuthorBooksQuery(Model):
    """Query parameters of listAuthorBooks."""

    model_config = ConfigDict(
        extra="forbid",
    )
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class AuthorDraft(Model):
    """An author as they are added, or as they replace another."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: AuthorName
    bio: AuthorBio = None
    born_year: BirthYear = None


class Author(Model):
    """An author."""

    id: AuthorId
    name: AuthorName
    bio: AuthorBio
    born_year: BirthYear
    book_count: Annotated[int, Field(ge=0, le=9007199254740991)]
    """How many books of theirs the catalogue holds."""
    created_at: DateTime
    """When they were added."""
    updated_at: DateTime
    """When they last changed."""


class AuthorChanges(Model):
    """The fields of an author that are to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    name: AuthorName | MISSING = MISSING
    bio: AuthorBio | MISSING = MISSING
    born_year: BirthYear | MISSING = MISSING


class AuthorPage(Model):
    """A page of authors."""

    items: list[Author]
    """The authors of this page."""
    total: Total
    """How many authors all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""
