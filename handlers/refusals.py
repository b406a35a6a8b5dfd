"""What the store refuses, as the problems that callers are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from fastapi import FastAPI, Request

from handlers.store import (
    LostClaimError,
    MissingError,
    NotYoursError,
    StaleError,
    StoreError,
    UnavailableError,
)
from tenon.runtime.problem import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Problem,
    ServiceUnavailable,
)

_PROBLEMS: dict[type[StoreError], Callable[[StoreError], Problem]] = {
    MissingError: lambda _: NotFound("There is nothing with this id."),
    NotYoursError: lambda _: Forbidden("Only its writer or a moderator may do this to a review."),
    StaleError: lambda _: PreconditionFailed("It has changed since it was read: read it again."),
    LostClaimError: lambda _: Conflict("Another request has taken over this Idempotency-Key."),
    UnavailableError: lambda _: unavailable(),
}


def translate_refusals(app: FastAPI) -> None:
    """Let handlers leave the store's refusals to the application."""
    for kind in _PROBLEMS:
        app.add_exception_handler(kind, _refuse)


def unavailable() -> Problem:
    """The problem of a database that does not answer: it may well in a few seconds."""
    return ServiceUnavailable("The database does not answer.", headers={"Retry-After": "5"})


def taken(what: str, existing: int, path: str) -> Conflict:
    """The problem of a value that another resource at `path` has: it is named in `existing`."""
    href = f"{path}/{existing}"
    return Conflict(f"{what} is already in the catalogue.", existing={"id": existing, "href": href})


def _refuse(request: Request, refusal: Exception) -> NoReturn:
    raise next(make(refusal) for kind, make in _PROBLEMS.items() if isinstance(refusal, kind))
