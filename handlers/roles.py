"""Roles: who may do what, as the scopes that the contract asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

Role = Literal["viewer", "editor", "admin"]

_VIEWER = frozenset({"reviews:write", "inference:use"})
_EDITOR = _VIEWER | {
    "books:write",
    "authors:write",
    "passengers:write",
    "uploads:write",
    "jobs:write",
    "reports:write",
}
_ADMIN = _EDITOR | {"reviews:moderate", "users:admin", "books:admin", "audit:read"}

ROLES: Mapping[str, frozenset[str]] = {"viewer": _VIEWER, "editor": _EDITOR, "admin": _ADMIN}


def scopes_of(roles: Iterable[str]) -> frozenset[str]:
    """Everything that any of the roles permits; a role that is not known here permits nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def narrowed(role: str, asked: str) -> frozenset[str]:
    """The scopes of a role, only those among the ones asked for (RFC 6749, section 3.3).

    `asked` is separated by spaces; when it is empty, all are.
    """
    scopes = scopes_of([role])
    return scopes & frozenset(asked.split()) if asked.strip() else scopes
