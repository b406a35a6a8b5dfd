"""Replies of success: what the contract declares for a status, read."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict

from . import values
from .calls import Answer, Call
from .errors import UnexpectedReply

T = TypeVar("T")


class Reply(BaseModel, Generic[T]):
    """A reply with its status, its body, and its declared headers as fields."""

    model_config = ConfigDict(
        arbitrary_types_allowed=True,
        defer_build=True,
        frozen=True,
        protected_namespaces=(),
        validate_by_alias=True,
        validate_by_name=False,
    )

    status: int
    body: T


def read(call: Call[T], response: httpx.Response) -> T:
    """What a reply of success holds. Raises UnexpectedReply when it is not as declared."""
    answer = _answer(call, response.status_code)
    if answer is None:
        raise UnexpectedReply(f"{call.id} answered an undeclared {response.status_code}")
    try:
        found: T = _read(answer, response)
    except ValueError as error:
        raise UnexpectedReply(f"{call.id}, {response.status_code}: {error}") from error
    return found


def _answer(call: Call[T], status: int) -> Answer | None:
    declared = {answer.status: answer for answer in call.answers}
    exact, kind = str(status), f"{status // 100}XX"
    return declared.get(exact) or declared.get(kind) or declared.get("default")


def _read(answer: Answer, response: httpx.Response) -> Any:
    if not answer.whole:
        return _body(answer, response)
    fields = {name.lower(): value for name, value in _headers(answer, response)}
    return values.from_python(
        answer.type, {**fields, "status": response.status_code, "body": _value(answer, response)}
    )


def _body(answer: Answer, response: httpx.Response) -> Any:
    if answer.form == "none" or not (response.content or answer.form == "text"):
        return None
    if answer.form == "text":
        return response.text
    return values.from_json(answer.type, response.content)


def _value(answer: Answer, response: httpx.Response) -> Any:
    if answer.form == "none":
        return None
    return response.text if answer.form == "text" else response.json()


def _headers(answer: Answer, response: httpx.Response) -> list[tuple[str, Any]]:
    found = []
    for name, listed in answer.headers.items():
        if name in response.headers:
            said = response.headers[name]
            parts = [part.strip() for part in said.split(",")] if listed else said
            found.append((name, parts))
    return found
