"""Errors: every reply of failure as an exception, told apart by its status (RFC 9110, 15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from ..problem import problem as Problem  # noqa: N812  a type
from . import values
from .calls import Asked


class ApiError(Exception):
    """A reply that is no success.

    `problem` is its body as the contract declares it, None where it is not what was declared;
    `body` is the body as it came; `request_id` is what the service calls the request.
    """

    def __init__(self, response: httpx.Response, problem: Problem | None) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.body = response.content
        self.problem = problem
        self.request_id = _request_id(response, problem)
        super().__init__(_told(response, problem))


class NotModified(ApiError):
    """304: what the caller has is still current."""


class BadRequest(ApiError):
    """400: the request could not be read."""


class Unauthorized(ApiError):
    """401: the service does not know who calls."""


class Forbidden(ApiError):
    """403: the caller may not do this."""


class NotFound(ApiError):
    """404: there is no such thing."""


class MethodNotAllowed(ApiError):
    """405: the method is not for this path."""


class NotAcceptable(ApiError):
    """406: the service cannot answer in a media type that was asked for."""


class RequestTimeout(ApiError):
    """408: the request took too long to come."""


class Conflict(ApiError):
    """409: the request is at odds with what is there already."""


class Gone(ApiError):
    """410: there is no such thing any more."""


class PreconditionFailed(ApiError):
    """412: the thing is no longer at the version that the caller named."""


class ContentTooLarge(ApiError):
    """413: the body is larger than the service takes."""


class UnsupportedMediaType(ApiError):
    """415: the service does not take bodies of this type."""


class UnprocessableContent(ApiError):
    """422: the request breaks the contract."""


class PreconditionRequired(ApiError):
    """428: the caller must say which version of the thing is meant."""


class TooManyRequests(ApiError):
    """429: the caller has asked too often."""


class ServerError(ApiError):
    """5xx: the service failed."""


class ServiceUnavailable(ServerError):
    """503: the service cannot answer now."""


class UnexpectedReply(Exception):
    """A reply of success that the contract does not declare, or that does not fit its schema."""


class StreamFailed(Exception):
    """A stream that said, by an event named `error`, that it failed; `problem` says why."""

    def __init__(self, problem: Any) -> None:
        self.problem = problem
        super().__init__(_words(problem) or "the stream failed")


_BY_STATUS: Mapping[int, type[ApiError]] = {
    304: NotModified,
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    408: RequestTimeout,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    413: ContentTooLarge,
    415: UnsupportedMediaType,
    422: UnprocessableContent,
    428: PreconditionRequired,
    429: TooManyRequests,
    503: ServiceUnavailable,
}


def error(call: Asked, response: httpx.Response) -> ApiError:
    """The exception for a reply of failure whose body has been read."""
    other = ServerError if response.status_code >= 500 else ApiError
    class_ = _BY_STATUS.get(response.status_code, other)
    return class_(response, _problem(call, response))


def _problem(call: Asked, response: httpx.Response) -> Problem | None:
    exact, kind = str(response.status_code), f"{response.status_code // 100}XX"
    declared = {fault.status: fault.type for fault in call.faults}
    for status in (exact, kind, "default"):
        if status in declared:
            try:
                found: Problem = values.from_json(declared[status], response.content)
            except ValueError:
                return None
            return found
    return None


def _request_id(response: httpx.Response, problem: Any) -> str | None:
    found = response.headers.get("x-request-id") or getattr(problem, "request_id", None)
    return found if isinstance(found, str) else None


def _told(response: httpx.Response, problem: Any) -> str:
    said = f"{response.status_code} {response.reason_phrase}".strip()
    words = _words(problem)
    return f"{said}: {words}" if words else said


def _words(problem: Any) -> str:
    held = problem if isinstance(problem, Mapping) else getattr(problem, "__dict__", {})
    found = (held.get(name) for name in ("detail", "message", "title", "error"))
    return next((text for text in found if isinstance(text, str) and text), "")
