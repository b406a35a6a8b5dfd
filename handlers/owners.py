"""Whose something is: what a person made is theirs to see and to change, and an admin's."""

from __future__ import annotations

from tenon.runtime.problem import Forbidden
from tenon.runtime.security import Principal

_OVER_OTHERS = "users:admin"


def all_or_own(principal: Principal) -> str | None:
    """Whose things the caller sees in lists: their own, or everyone's (None)."""
    return None if _OVER_OTHERS in principal.scopes else principal.subject


def require_own(principal: Principal, owner: str) -> None:
    """Raise Forbidden unless the caller is the owner, or an admin.

    That it exists is told by that; ids are counted up, so it would be known anyway.
    """
    if principal.subject != owner and _OVER_OTHERS not in principal.scopes:
        raise Forbidden("This belongs to somebody else.")
