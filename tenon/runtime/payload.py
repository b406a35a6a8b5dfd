"""The request body of one operation: its media type, its size, its schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from tenon.contract import Body, Contract, Media
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.runtime.body import parse_json, read_body, refuse_length
from tenon.runtime.forms import FormReader, for_judging
from tenon.runtime.inflow import Inflow
from tenon.runtime.judge import Judge, Validator, field_errors, first_error
from tenon.runtime.negotiation import essence, is_json, matching
from tenon.runtime.parameter import Faults, Values
from tenon.runtime.parts import PartJudge
from tenon.runtime.problem import BadRequest, FieldError, UnsupportedMediaType
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.upload import ByteStream, PartStream

Parse = Callable[[bytes], Any]
Open = Callable[[Inflow], ByteStream | PartStream]


@dataclass(frozen=True, slots=True)
class Known:
    """How a body sent in one media type is read, and what judges it.

    `limit` is the most bytes that are read; with `open` it is handed on as it comes.
    """

    media: Media
    parse: Parse
    validator: Validator | None
    form: bool
    limit: int
    open: Open | None = None


class BodyReader:
    """Reads and judges the body of one operation."""

    def __init__(
        self, contract: Contract, judge: Judge, body: Body, settings: RuntimeSettings
    ) -> None:
        self._contract = contract
        self._judge = judge
        self._body = body
        self.limit = settings.max_body_bytes
        self._max_depth = settings.max_json_depth
        self._known: dict[bytes, Known] = {}
        self._forms: dict[str, FormReader] = {}
        self._parts: dict[str, PartJudge] = {}
        self.streams = body.streams

    def meet(self, headers: Mapping[bytes, bytes]) -> Known | None:
        """What a body of the type that the headers say is read by; None when they say none.

        It is asked before the body is read. Raises UnsupportedMediaType, ContentTooLarge.
        """
        if b"content-encoding" in headers:
            _refuse_coding(headers[b"content-encoding"])
        sent_type = headers.get(b"content-type")
        known = self._known.get(sent_type) or self._meet(sent_type) if sent_type else None
        length = headers.get(b"content-length")
        if length is not None:
            refuse_length(length, self.most(known))
        return known

    def most(self, known: Known | None) -> int:
        """How many bytes a body of that type may have."""
        return self.limit if known is None else known.limit

    async def take(self, known: Known | None, inflow: Inflow) -> bytes | Inflow:
        """The body: where it comes from if it is handed on as it comes, else all of its bytes.

        Raises ContentTooLarge, Disconnected.
        """
        if known is None or known.open is None:
            return await read_body(inflow.receive, self.most(known))
        inflow.limit = known.limit
        return inflow

    def read(
        self, known: Known | None, raw: bytes | Inflow, values: Values, faults: Faults
    ) -> None:
        """Put the value under `body`, or say what is wrong. Raises Problem."""
        if isinstance(raw, Inflow):
            if known is not None and known.open is not None:
                values["body"] = known.open(raw)
            return
        if known is None or (not raw and is_json(known.media.type)):
            self._absent(raw)
            return
        value = known.parse(raw)
        values["body"] = value
        validator = known.validator
        if validator is None:
            return
        judged = for_judging(value) if known.form else value
        if not validator.is_valid(judged):
            faults.extend(_faults(validator, judged, len(raw)))

    def _meet(self, sent_type: bytes) -> Known:
        text = sent_type.decode("latin-1")
        name = matching(self._body.media, text)
        if name is None:
            raise self._unsupported()
        media = self._body.media[name]
        parse = self._parser(media, text)
        schema = media.schema if self._judged(media, parse) else None
        validator = self._judge.validator(schema, Direction.REQUEST) if schema else None
        known = Known(
            media,
            parse,
            validator,
            form=essence(text) == _MULTIPART,
            limit=self.limit if media.max_bytes is None else media.max_bytes,
            open=self._opener(media, text) if media.stream else None,
        )
        if len(self._known) < 64 and not known.form:  # a boundary is new in every request
            self._known[sent_type] = known
        return known

    def _judged(self, media: Media, parse: Parse) -> bool:
        """Whether a schema can judge what was read: it says nothing of the text of, say, XML."""
        if media.schema is None or parse is _as_it_is:
            return False
        return parse is not _decoded or "string" in json_types(
            self._contract.schemas, media.schema.value
        )

    def _parser(self, media: Media, sent_type: str) -> Parse:
        kind = essence(sent_type)
        if is_json(kind):
            return partial(parse_json, max_depth=self._max_depth)
        if kind == _URLENCODED:
            return self._form(media).urlencoded
        if kind == _MULTIPART:
            return partial(self._form(media).multipart, content_type=sent_type)
        return _decoded if kind.startswith("text/") else _as_it_is

    def _opener(self, media: Media, sent_type: str) -> Open:
        if essence(sent_type) != _MULTIPART:
            return partial(ByteStream, content_type=sent_type, required=self._body.required)
        judge = self._parts.get(media.type)
        if judge is None:
            schemas = self._contract.schemas
            judge = PartJudge(schemas, self._judge, media, self._max_depth, self.limit)
            self._parts[media.type] = judge
        return partial(PartStream, content_type=sent_type, judge=judge)

    def _form(self, media: Media) -> FormReader:
        if media.type not in self._forms:
            schemas = self._contract.schemas
            self._forms[media.type] = FormReader(schemas, media, self._max_depth)
        return self._forms[media.type]

    def _unsupported(self) -> UnsupportedMediaType:
        offered = ", ".join(self._body.media)
        return UnsupportedMediaType(
            f"The body must be one of: {offered}.", headers={"Accept": offered}
        )

    def _absent(self, raw: bytes) -> None:
        if raw:
            raise self._unsupported()
        if self._body.required:
            detail = "A body is required."
            raise BadRequest(detail, errors=[FieldError("body", detail, "required", pointer="")])


_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_MUCH = 65_536  # bytes; in a larger body the first fault is told, not every one


def _faults(validator: Validator, judged: Any, size: int) -> list[FieldError]:
    if size > _MUCH:
        return first_error(validator, judged, "body")
    found = field_errors(validator, judged, "body")
    if judged == {} and [error.code for error in found] == ["minProperties"]:
        # Nothing is asked for: not a wrong value, but no request at all.
        raise BadRequest("The body asks for nothing.", errors=found)
    return found


def _refuse_coding(coding: bytes) -> None:
    if coding.strip().lower() not in (b"", b"identity"):
        raise UnsupportedMediaType(
            "The body must not be compressed.", headers={"Accept-Encoding": "identity"}
        )


def _as_it_is(raw: bytes) -> bytes:
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
