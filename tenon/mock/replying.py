"""Replies as bytes: a value in its media type, with the header fields that frame it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from tenon.contract import Media
from tenon.contract.schemas import Schemas
from tenon.mock.choice import BODILESS, Choice
from tenon.mock.cut import Cut
from tenon.mock.media import Unwritable, content_type, written
from tenon.runtime.handler import Written
from tenon.runtime.headers import RawHeaders, one_line
from tenon.runtime.problem import InternalError
from tenon.runtime.streaming import Stream

_UNSIZED = frozenset({204, 304})  # RFC 9110, section 8.6
_BYTES = Media("application/octet-stream")


def of_value(schemas: Schemas, choice: Choice, value: Any, headers: RawHeaders) -> Written:
    """A reply of a value. Raises InternalError where it has no form in the media type."""
    if choice.media is None:
        return of_bytes(choice, b"", headers, "")
    try:
        raw = written(value, choice.content_type, cut_of(schemas, choice.media))
    except Unwritable:
        told = f"An object or an array has no form in {choice.content_type}."
        raise InternalError(told) from None
    return of_bytes(choice, raw, headers, content_type(choice.content_type, raw))


def of_bytes(choice: Choice, raw: bytes, headers: RawHeaders, kind: str) -> Written:
    """A reply of bytes of a content type, where its status may have a body at all."""
    status = choice.status
    if status in BODILESS:
        sized = [] if status in _UNSIZED else [(b"content-length", b"0")]
        return Written(status, [*sized, *headers])
    start = [(b"content-type", one_line(kind))] if kind else []
    return Written(status, [*start, (b"content-length", b"%d" % len(raw)), *headers], raw)


def of_items(choice: Choice, items: AsyncIterator[Any], headers: RawHeaders) -> Written:
    """A reply of the items of a stream."""
    media = choice.media or _BYTES
    kind = content_type(choice.content_type or media.type, b"")
    return Written(
        choice.status, [(b"content-type", one_line(kind)), *headers], Stream(items, media)
    )


def cut_of(schemas: Schemas, media: Media) -> Cut | None:
    """The schema of a media type, where what is written is named by it: of XML."""
    if media.schema is None or not media.type.partition(";")[0].rstrip().endswith("xml"):
        return None
    return Cut(schemas, media.schema)
