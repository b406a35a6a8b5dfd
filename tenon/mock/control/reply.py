"""What the control answers: JSON, problems and files, none of which other pages may embed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from tenon.runtime.headers import RawHeaders, field_name, one_line
from tenon.runtime.problem import Problem
from tenon.runtime.problems import PROBLEM_JSON, problem_document
from tenon.runtime.service import Scope
from tenon.runtime.streaming import Send

_POLICY = b"default-src 'none'; frame-ancestors 'none'"
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body in a media type, and more header fields."""

    status: int = 200
    body: bytes = b""
    media_type: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    policy: bytes = _POLICY
    cache: bytes = b"no-store"

    async def send(self, scope: Scope, send: Send, more: RawHeaders) -> None:
        """Send it, with more fields; HEAD is GET without its body (RFC 9110, section 9.3.2)."""
        headers: RawHeaders = [
            *self.headers,
            *more,
            *_ALWAYS,
            (b"content-security-policy", self.policy),
            (b"cache-control", self.cache),
        ]
        if self.media_type:
            headers.append((b"content-type", self.media_type.encode()))
        if self.status not in (204, 304):
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body})


def json_reply(value: Any, status: int = 200) -> Reply:
    """A JSON value; what it cannot hold becomes text."""
    body = to_json(value, fallback=str, inf_nan_mode="null", bytes_mode="base64")
    return Reply(status, body, "application/json")


def problem_reply(problem: Problem, request_id: str, instance: str) -> Reply:
    """A problem as RFC 9457 has it."""
    document = problem_document(problem, request_id, instance)
    headers = tuple((field_name(n), one_line(text)) for n, text in problem.headers.items())
    return Reply(problem.status, to_json(document, fallback=str), PROBLEM_JSON, headers)
