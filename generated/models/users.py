# Generated from openapi/paths/users.yaml, openapi/schemas/users.yaml by `tenon generate`. Do not edit.
"""What travels in bodies and queries: users."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import MISSING, ConfigDict, Field
from tenon.runtime.model import BoundedDecimal, Date, DateTime, Model
from typing_extensions import TypeAliasType

from .pages import PageNumber, PageSize, Total

Role = TypeAliasType("Role", Literal["viewer", "editor", "admin"])
"""What the user may do: a viewer reads and reviews, an editor also keeps the catalogue, an admin may do all."""


IsActive = TypeAliasType("IsActive", bool)
"""Whether the user can log in."""


Username = TypeAliasType("Username", Annotated[str, Field(max_length=50, min_length=3)])
"""The name to log in with, which no other user has in upper or lower case."""


Email = TypeAliasType("Email", Annotated[str, Field(max_length=254, min_length=3)])
"""Where mail reaches the user, an address that no other user has in upper or lower case; a domain in other than Latin letters is written in its ASCII form (RFC 5890)."""


NewPassword = TypeAliasType("NewPassword", Annotated[str, Field(max_length=128, min_length=8)])
"""8 to 128 characters, among them a digit and an upper-case letter; never answered."""


FullName = TypeAliasType("FullName", Annotated[str | None, Field(max_length=200, min_length=1)])
"""What the user is called, or null."""


UserId = TypeAliasType("UserId", Annotated[int, Field(ge=1, le=9007199254740991)])
"""The number of a user, given by the service."""


class ListUsersQuery(Model):
    """Query parameters of listUsers."""

    model_config = ConfigDict(
        extra="forbid",
    )
    search: Annotated[str | MISSING, Field(max_length=100, min_length=2)] = MISSING
    """Users with this text in their username or e-mail address, in upper or lower case."""
    role: Role | MISSING = MISSING
    """Users with this role."""
    is_active: IsActive | MISSING = MISSING
    """Users who can log in, or those who cannot."""
    page: PageNumber = 1
    """Which page, counted from 1; a page past the last one is empty."""
    per_page: PageSize = 20
    """How many items make a page."""


class UserDraft(Model):
    """What users say of themselves when they register, or to replace what they said."""

    model_config = ConfigDict(
        extra="forbid",
    )
    username: Username
    email: Email
    password: NewPassword
    full_name: FullName = None


class User(Model):
    """Someone who can log in."""

    id: UserId
    username: Username
    email: Email
    full_name: FullName
    role: Role
    is_active: IsActive
    created_at: DateTime
    """When they registered."""
    updated_at: DateTime
    """When they last changed."""


class UserChanges(Model):
    """The fields of a user that are to change."""

    model_config = ConfigDict(
        extra="forbid",
    )
    username: Username | MISSING = MISSING
    email: Email | MISSING = MISSING
    password: NewPassword | MISSING = MISSING
    full_name: FullName | MISSING = MISSING
    role: Role | MISSING = MISSING
    is_active: IsActive | MISSING = MISSING


class UserPage(Model):
    """A page of users."""

    items: list[User]
    """The users of this page."""
    total: Total
    """How many users all pages hold together."""
    page: PageNumber
    per_page: PageSize
    total_pages: Total
    """How many pages there are."""
    has_next: bool
    """Whether a page follows."""
    has_prev: bool
    """Whether a page comes before."""
