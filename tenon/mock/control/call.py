"""One request to the control: what it asks, and whether it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from tenon.mock.requests_log import SESSION
from tenon.runtime.body import Receive, read_body, strict_json
from tenon.runtime.problem import BadRequest, FieldError, Unprocessable, refusal
from tenon.runtime.service import Scope
from tenon.runtime.target import below, quoted, sent_path

PREFIX = b"/__mock"
_LARGEST = 64 * 2**20  # bytes of a body: a state may be restored from one
_DEEPEST = 200
_MOST_PARAMETERS = 10
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the control: the parts of its path that a route left open, query and body."""

    captured: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[bytes, bytes]
    body: Mapping[str, Any]

    @property
    def session(self) -> str:
        """The session that it speaks of: in the body, in the query, or as every request says it."""
        sent = self.headers.get(SESSION, b"").decode("latin-1")
        return self.text("session", self.query.get("session", sent))

    def text(self, name: str, otherwise: str | None = None) -> str:
        """A member of the body, or `otherwise`. Raises Unprocessable when it is no short text."""
        found = self.body.get(name, otherwise)
        if not isinstance(found, str):
            raise refusal([_fault(name, "is a text that is needed here")])
        if len(found) > _LONGEST_NAME:
            raise refusal([_fault(name, f"is longer than {_LONGEST_NAME} characters")])
        return found


def segments(scope: Scope) -> tuple[str, ...] | None:
    """The segments of a path below the control's own, decoded; None when it is not below it."""
    raw = sent_path(scope)
    root: str = scope.get("root_path", "")
    if root:
        raw = below(raw, quoted(root.rstrip("/")).encode()) or raw
    if raw == PREFIX:
        return ()
    if not raw.startswith(PREFIX + b"/"):
        return None
    return tuple(
        unquote(segment.decode("latin-1")) for segment in raw.removeprefix(PREFIX).split(b"/")[1:]
    )


async def read(
    scope: Scope, receive: Receive, headers: Mapping[bytes, bytes], captured: tuple[str, ...],
    members: tuple[str, ...],
) -> Call:  # fmt: skip
    """A request whose body may have these members. Raises Problem, Disconnected."""
    query = parse_qsl(
        scope["query_string"].decode("latin-1"), max_num_fields=_MOST_PARAMETERS
    )  # fmt: skip
    body = await _body(receive, members) if scope["method"] == "POST" else {}
    return Call(captured, dict(query), headers, body)


async def _body(receive: Receive, members: tuple[str, ...]) -> Mapping[str, Any]:
    raw = await read_body(receive, _LARGEST)
    if not raw.strip():
        return {}
    try:
        found = strict_json(raw, _DEEPEST)
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise Unprocessable("The body is an object, or there is none.")
    unknown = [_fault(name, f"is not known; this takes {', '.join(members) or 'nothing'}")
               for name in found if name not in members]  # fmt: skip
    if unknown:
        raise refusal(unknown)
    return found


def _fault(name: str, message: str) -> FieldError:
    return FieldError("body", message, "invalid", pointer=f"/{name}")
