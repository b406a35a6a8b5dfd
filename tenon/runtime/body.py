"""Request bodies: read within bounds, and taken apart by media type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from string import ascii_letters
from typing import Any

from pydantic_core import from_json

from tenon.runtime.problem import BadRequest, ContentTooLarge, FieldError

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

# What tells of depth and of numbers too large for a double (JSON has no infinity to read those
# as), and little else: opening brackets as one, digits as 0, exponents. With fewer than 309 digits
# and no exponent, no number is too large. Text may look so too; it is looked at more closely then.
_SIGNS = bytes.maketrans(b"123456789E{", b"000000000e[")
_LETTERS = bytes(sorted(set(ascii_letters.encode()) - set(b"eE")))
_OPENING = b"["
_EXPONENT = b"0e"
_MANY_DIGITS = b"0" * 309
_LONGEST_LENGTH = 19  # digits of a `Content-Length` that are worth reading


class Disconnected(Exception):
    """The caller went away before its request was complete."""


def refuse_length(declared: bytes, limit: int) -> None:
    """Raises ContentTooLarge when a `Content-Length` is over `limit` bytes, or BadRequest."""
    if not declared.isdigit():
        raise BadRequest("Content-Length is not a number.")
    if len(declared) > _LONGEST_LENGTH or int(declared) > limit:
        raise too_large(limit)


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body. Raises ContentTooLarge over `limit` bytes, Disconnected."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Disconnected
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False) and len(body) <= limit:
        return body
    return await _read_on(receive, message, limit)


async def _read_on(receive: Receive, message: MutableMapping[str, Any], limit: int) -> bytes:
    chunks, size = [], 0
    while True:
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected


def strict_json(text: bytes, max_depth: int) -> Any:
    """The value of a JSON text (RFC 8259), no deeper than `max_depth`.

    Raises ValueError for what is no JSON: NaN, infinities, invalid UTF-8, lone surrogates.
    """
    try:
        value = from_json(text, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise ValueError(f"is not valid JSON: {error}") from None
    signs = text.translate(_SIGNS, _LETTERS)
    if signs.count(_OPENING) > max_depth and _deeper(value, max_depth):
        raise ValueError(f"nests deeper than {max_depth} levels")
    if (_EXPONENT in signs or _MANY_DIGITS in signs) and _infinite(value):
        raise ValueError("holds a number too large for a double (RFC 8259, section 6)")
    return value


def parse_json(text: bytes, max_depth: int, what: str = "The body") -> Any:
    """The value of a JSON text that is (part of) a body. Raises BadRequest."""
    try:
        return strict_json(text, max_depth)
    except ValueError as error:
        raise malformed(f"{what} {error}.") from None


def malformed(detail: str) -> BadRequest:
    """The problem of a body that cannot be read."""
    return BadRequest(detail, errors=[FieldError("body", detail, "malformed", pointer="")])


def too_large(limit: int) -> ContentTooLarge:
    """The problem of a body of more than `limit` bytes; what is left of it is not read."""
    return ContentTooLarge(
        f"The body is larger than {limit} bytes.", headers={"Connection": "close"}
    )


def _deeper(value: Any, depth: int) -> bool:
    level = [value]
    while level and depth > 0:
        depth -= 1
        level = [child for item in level for child in _children(item)]
    return bool(level)


def _children(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [child for child in inner if isinstance(child, (dict, list))]


def _infinite(value: Any) -> bool:
    if isinstance(value, float):
        return value in (float("inf"), float("-inf"))
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_infinite, inner))
