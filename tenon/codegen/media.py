"""What Python sees of a body, by its media type."""

from __future__ import annotations

from enum import Enum, auto

from tenon.contract.operation import Media

_STREAMS = frozenset(
    {
        "text/event-stream",
        "application/jsonl",
        "application/x-ndjson",
        "application/x-jsonlines",
        "application/json-seq",
    }
)
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class Form(Enum):
    """How a body is read."""

    VALUE = auto()  # JSON, or a form with the members of an object: what the schema says
    STREAM = auto()  # items, one after another
    TEXT = auto()
    BYTES = auto()
    PARTS = auto()  # the parts of a form, as they come
    FLOW = auto()  # bytes, as they come
    ANY = auto()  # a range of media types: whatever was sent


def is_events(media: Media) -> bool:
    """Whether a body of this media type is a stream of server-sent events."""
    return _essence(media) == "text/event-stream"


def form(media: Media) -> Form:
    """How a body of this media type is read."""
    type_ = _essence(media)
    if media.stream:
        return Form.PARTS if type_ == "multipart/form-data" else Form.FLOW
    if media.item_schema is not None or type_ in _STREAMS:
        return Form.STREAM
    if type_.endswith(("/json", "+json")) or type_ in _FORMS:
        return Form.VALUE
    if type_.startswith("text/"):
        return Form.TEXT
    return Form.ANY if type_ in ("*/*", "application/*") else Form.BYTES


def _essence(media: Media) -> str:
    return media.type.split(";")[0].strip().lower()
