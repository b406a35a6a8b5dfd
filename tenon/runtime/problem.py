"""What can go wrong with a request, as exceptions that handlers and the runtime raise.

A problem says what happened (RFC 9457, problem details); how it is written on the wire is what
the contract declares for that status: see `tenon.runtime.problems`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

# Where Python's words are older than RFC 9110's.
_TITLES = {
    413: "Content Too Large",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
_LONGEST = 1_000  # characters of a request that an error repeats
# A refusal stays small, however large and wrong the request is.
_MOST_ERRORS = 100
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one part of a request.

    `location` is body, path, query, header or cookie; `pointer` (RFC 6901) leads into the value,
    `name` is the parameter's; `code` is the JSON Schema keyword that failed, or a word.
    """

    location: str
    message: str
    code: str
    pointer: str | None = None
    name: str | None = None

    def document(self) -> dict[str, str]:
        """As a member of `errors` in a problem document."""
        members = {"in": self.location, "name": self.name, "pointer": self.pointer}
        told = {key: value[:_LONGEST] for key, value in members.items() if value is not None}
        return {**told, "message": self.message[:_LONGEST], "code": self.code}


class Problem(Exception):
    """A request that ends in an error reply.

    `detail` is for the caller to read; `errors` say which parts are at fault; `headers` go out
    with the reply; `extensions` are further members of the problem document. One that is `meant`
    was asked for, as a mock is asked to fail: nobody need look into it.
    """

    status: ClassVar[int] = 500
    meant = False

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extensions = extensions

    @property
    def title(self) -> str:
        """The status in words (RFC 9110, section 15)."""
        try:
            return _TITLES.get(self.status) or HTTPStatus(self.status).phrase
        except ValueError:
            return "Error"


class BadRequest(Problem):
    """400: the request cannot be read."""

    status = 400


class Unauthorized(Problem):
    """401: no valid credentials came with it."""

    status = 401


class Forbidden(Problem):
    """403: the caller may not do this."""

    status = 403


class NotFound(Problem):
    """404: nothing stands at this address."""

    status = 404


class MethodNotAllowed(Problem):
    """405: the address is known, the method is not (say which are in `Allow`)."""

    status = 405


class NotAcceptable(Problem):
    """406: no declared media type is one that the caller accepts."""

    status = 406


class RequestTimeout(Problem):
    """408: the request did not arrive in time."""

    status = 408


class Conflict(Problem):
    """409: the request clashes with what is stored."""

    status = 409


class Gone(Problem):
    """410: it was here, and is no more."""

    status = 410


class PreconditionFailed(Problem):
    """412: a condition such as `If-Match` does not hold."""

    status = 412


class ContentTooLarge(Problem):
    """413: the body is larger than the service reads."""

    status = 413


class UnsupportedMediaType(Problem):
    """415: the body's media type is not declared."""

    status = 415


class RangeNotSatisfiable(Problem):
    """416: none of the bytes asked for exist (say how many there are in `Content-Range`)."""

    status = 416


class Unprocessable(Problem):
    """422: readable, but not what the contract says."""

    status = 422


class PreconditionRequired(Problem):
    """428: the request must carry a condition."""

    status = 428


class TooManyRequests(Problem):
    """429: slow down (say how long in `Retry-After`)."""

    status = 429


class InternalError(Problem):
    """500: the service failed; its detail never tells how."""

    status = 500


class NotImplemented_(Problem):  # noqa: N801  (NotImplemented is Python's own)
    """501: declared in the contract, and no handler answers yet."""

    status = 501


class BadGateway(Problem):
    """502: what the service asked in turn refused, or answered nonsense."""

    status = 502


class ServiceUnavailable(Problem):
    """503: not now."""

    status = 503


_BY_STATUS = {kind.status: kind for kind in Problem.__subclasses__()}


def problem_of(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """The problem of a status, also of one that has no class here."""
    kind: type[Problem] = _BY_STATUS.get(status) or type(
        "OtherProblem", (Problem,), {"status": status}
    )
    return kind(detail, headers=headers)


def refusal(faults: Sequence[FieldError]) -> Problem:
    """The problem of a request with these faults, of which there is at least one.

    400 when some part of it cannot be read, else 422.
    """
    kind = BadRequest if any(fault.code == "malformed" for fault in faults) else Unprocessable
    first = faults[0]
    where = (first.name or first.pointer or first.location)[:_LONGEST_NAME]
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return kind(f"{where}: {first.message}{more}", errors=faults[:_MOST_ERRORS])
