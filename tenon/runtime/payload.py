"""The request body of one operation: its media type, its size, its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenon.contract import Body, Contract, Media
from tenon.contract.schemas import Direction
from tenon.runtime.body import Receive, parse_json, read_body
from tenon.runtime.forms import FormReader, for_judging
from tenon.runtime.judge import Judge, field_errors
from tenon.runtime.negotiation import essence, is_json, matching
from tenon.runtime.parameter import Faults, Values
from tenon.runtime.problem import BadRequest, FieldError, UnsupportedMediaType
from tenon.runtime.settings import RuntimeSettings


class BodyReader:
    """Reads and judges the body of one operation."""

    def __init__(
        self, contract: Contract, judge: Judge, body: Body, settings: RuntimeSettings
    ) -> None:
        self._contract = contract
        self._judge = judge
        self._body = body
        self._settings = settings
        self._known: dict[bytes, Media] = {}

    async def read(
        self, headers: Mapping[bytes, bytes], receive: Receive, values: Values, faults: Faults
    ) -> None:
        """Put the value under `body`, or say what is wrong. Raises Problem, Disconnected."""
        length = headers.get(b"content-length")
        sent_type = headers.get(b"content-type")
        media = self._media(sent_type) if sent_type is not None else None
        raw = await read_body(receive, length, self._settings.max_body_bytes)
        if media is None or sent_type is None:
            self._absent(raw)
            return
        value, judged = self._parsed(raw, media, sent_type.decode("latin-1"))
        values["body"] = value
        values["content_type"] = media.type
        if media.schema is None or judged is _UNJUDGED:
            return
        validator = self._judge.validator(media.schema, Direction.REQUEST)
        if not validator.is_valid(judged):
            found = field_errors(validator, judged, "body")
            if judged == {} and [error.code for error in found] == ["minProperties"]:
                # Nothing is asked for: not a wrong value, but no request at all.
                raise BadRequest("The body asks for nothing.", errors=found)
            faults.extend(found)

    def _media(self, sent_type: bytes) -> Media:
        known = self._known.get(sent_type)
        if known is None:
            name = matching(self._body.media, sent_type.decode("latin-1"))
            if name is None:
                raise self._unsupported()
            known = self._body.media[name]
            if len(self._known) < 64:
                self._known[sent_type] = known
        return known

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

    def _parsed(self, raw: bytes, media: Media, sent_type: str) -> tuple[Any, Any]:
        """The body's value, and how it is judged."""
        sent = essence(sent_type)
        if is_json(sent):
            value = parse_json(raw, self._settings.max_json_depth)
            return value, value
        form = FormReader(self._contract.schemas, media)
        if sent == "application/x-www-form-urlencoded":
            value = form.urlencoded(raw)
            return value, value
        if sent == "multipart/form-data":
            value = form.multipart(raw, sent_type)
            return value, for_judging(value)
        if sent.startswith("text/"):
            text = _decoded(raw)
            return text, text
        return raw, _UNJUDGED


_UNJUDGED = object()


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadRequest("The body is not UTF-8.") from None
