"""What the contract says of the parts of a streamed form, held to while they come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tenon.contract import Media, pointer
from tenon.contract.schemas import Direction, Schemas
from tenon.contract.types import keyword, properties
from tenon.runtime.body import malformed, too_large
from tenon.runtime.forms import FormReader, Part, for_judging
from tenon.runtime.judge import Judge, field_errors
from tenon.runtime.multipart import Head
from tenon.runtime.negotiation import matching
from tenon.runtime.problem import FieldError, Problem, Unprocessable, UnsupportedMediaType, refusal

_MOST_PARTS = 1_000
Gathered = Mapping[str, Sequence[Any]]


class PartJudge:
    """Reads and judges the parts of one form. A file counts as an empty text until it is told.

    `most_field_bytes` bounds all parts together that are no files: those are held in memory.
    """

    def __init__(
        self, schemas: Schemas, judge: Judge, media: Media, max_depth: int, most_field_bytes: int
    ) -> None:
        self.most_field_bytes = most_field_bytes
        self._form = FormReader(schemas, media, max_depth)
        schema = media.schema
        self._validator = judge.validator(schema, Direction.REQUEST) if schema else None
        self._schemas = schemas
        self._properties = properties(schemas, schema.value) if schema else {}
        closed = keyword(schemas, schema.value, "additionalProperties") if schema else None
        self._closed = closed is False
        self._types = {
            name: [type_.strip() for type_ in str(encoding["contentType"]).split(",")]
            for name, encoding in media.encoding.items()
            if "contentType" in encoding
        }

    def admit(self, head: Head, gathered: Gathered, count: int) -> None:
        """Let a part begin. Raises Problem."""
        if count > _MOST_PARTS:
            raise malformed(f"The body has more than {_MOST_PARTS} parts.")
        if self._closed and head.name not in self._properties:
            raise self._refused(head.name, "is not a part of this form", "additionalProperties")
        if head.name in gathered:
            self._form.one_or_all(head.name, [*gathered[head.name], b""])
        allowed = self._types.get(head.name)
        if allowed and head.media_type and matching(allowed, head.media_type) is None:
            offered = ", ".join(allowed)
            raise UnsupportedMediaType(f"The part {head.name} must be one of: {offered}.")

    def is_file(self, head: Head) -> bool:
        """Whether a part is handed on as it comes."""
        return self._form.is_file(head.name, head.filename)

    def afford(self, left: int) -> None:
        """Raises ContentTooLarge when the parts that are no files have used up their bytes."""
        if left < 0:
            raise too_large(self.most_field_bytes)

    def value(self, part: Part) -> Any:
        """The value of a part that is no file. Raises BadRequest."""
        return self._form.value(replace(part, filename=None))

    def field(self, name: str, gathered: Gathered) -> Any:
        """The value of a property by what came of it. Raises Unprocessable."""
        came = {key: self._form.one_or_all(key, list(values)) for key, values in gathered.items()}
        # What is missing may still come: only what is said of this property counts yet.
        at = pointer.join("", name)
        self._refuse([error for error in self._errors(came) if _within(error, at)])
        return came[name]

    def whole(self, gathered: Gathered) -> None:
        """Judge all that came. Raises Unprocessable."""
        came = {key: self._form.one_or_all(key, list(values)) for key, values in gathered.items()}
        # A file was judged by its length as it came.
        files = {at for name, value in came.items() for at in _files(value, pointer.join("", name))}
        self._refuse([error for error in self._errors(came) if error.pointer not in files])

    def lengths(self, name: str) -> tuple[int, int | None]:
        """The least and the most bytes of a file, as its schema says them."""
        schema = self._properties.get(name, True)
        item = keyword(self._schemas, schema, "items")
        one = schema if item is None else item
        least = keyword(self._schemas, one, "minLength")
        return least or 0, keyword(self._schemas, one, "maxLength")

    def too_long(self, name: str, most: int) -> Problem:
        """The problem of a file over its `maxLength`."""
        return self._refused(name, f"is longer than {most} bytes", "maxLength")

    def too_short(self, name: str, least: int) -> Problem:
        """The problem of a file under its `minLength`."""
        return self._refused(name, f"is shorter than {least} bytes", "minLength")

    def _errors(self, came: Mapping[str, Any]) -> list[FieldError]:
        if self._validator is None:
            return []
        return field_errors(self._validator, for_judging(dict(came)), "body")

    def _refuse(self, faults: list[FieldError]) -> None:
        if faults:
            raise refusal(faults)

    def _refused(self, name: str, message: str, code: str) -> Problem:
        fault = FieldError("body", message, code, pointer=pointer.join("", name))
        return Unprocessable(f"{name[:200]}: {message}", errors=[fault])


def _files(value: Any, at: str) -> Iterator[str]:
    """Where files stand in the value of a property."""
    if value == b"":
        yield at
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from _files(item, pointer.join(at, index))


def _within(error: FieldError, at: str) -> bool:
    return error.pointer is not None and (error.pointer == at or error.pointer.startswith(f"{at}/"))
