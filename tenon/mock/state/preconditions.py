"""Conditions that a request makes on the current version (RFC 9110, section 13)."""

from __future__ import annotations

from tenon.contract import Location, Operation
from tenon.runtime.conditions import is_current, strong_tags
from tenon.runtime.handler import Asked
from tenon.runtime.problem import PreconditionFailed, PreconditionRequired


def heeds(operation: Operation, header: str, status: int) -> bool:
    """Whether an operation heeds a conditional header: it declares it, or what it answers."""
    named = any(p.name.lower() == header for p in operation.located(Location.HEADER))
    return named or str(status) in operation.replies


def require_current(asked: Asked, tag: str) -> None:
    """Refuse a request whose `If-Match` does not name the current version.

    Raises PreconditionFailed, or PreconditionRequired where the contract declares 428 and there
    is no condition.
    """
    sent = asked.headers.get(b"if-match")
    if sent is None:
        if "428" in asked.operation.replies:
            raise PreconditionRequired("Say by If-Match which version this is meant for.")
        return
    if not heeds(asked.operation, "if-match", 412):
        return
    accepted = strong_tags(sent.decode("latin-1"))
    if accepted is not None and tag not in accepted:
        raise PreconditionFailed("The item has changed, or never was in the version named.")


def require_new(asked: Asked) -> None:
    """Refuse a request with `If-None-Match: *` for what is there. Raises PreconditionFailed."""
    sent = asked.headers.get(b"if-none-match", b"")
    if sent.strip() == b"*" and heeds(asked.operation, "if-none-match", 412):
        raise PreconditionFailed("There is an item already.")


def has_current(asked: Asked, tag: str) -> bool:
    """Whether the caller of a GET has the current version (`If-None-Match`)."""
    sent = asked.headers.get(b"if-none-match")
    if sent is None or not heeds(asked.operation, "if-none-match", 304):
        return False
    return "304" in asked.operation.replies and is_current(sent.decode("latin-1"), f'"{tag}"')
