"""What is wrong with the replies of one operation: status, media type, header fields, body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import Contract, Header, Location, Media, Operation, Parameter, Reply
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.finding import Severity
from tenon.proxy.decoding import TooLarge, decoded, knows
from tenon.proxy.headers import combined
from tenon.proxy.items import Items
from tenon.proxy.violation import Side, Violation, unjudged
from tenon.runtime.body import strict_json
from tenon.runtime.headers import header_text
from tenon.runtime.judge import Judge, Validator, field_errors
from tenon.runtime.negotiation import essence, is_json, matching
from tenon.runtime.parameter import Faults, ParameterReader
from tenon.runtime.streaming import is_stream

Fields = Sequence[tuple[bytes, bytes]]
NO_VALUE = object()  # what a body is that was not read
_BODILESS = frozenset({204, 205, 304})
_DEPTH = 512


@dataclass(frozen=True, slots=True)
class Content:
    """What the body of one reply turned out to be, and what is wrong with it."""

    value: Any = NO_VALUE
    violations: list[Violation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a reply before its body comes.

    `whole` judges all of the body at once, `items` each of its items; a body with neither is
    passed on unread. `media` is the declared media type that the reply comes in.
    """

    violations: list[Violation] = field(default_factory=list)
    media: Media | None = None
    whole: Callable[[bytes], Content] | None = None
    items: Items | None = None


class ReplyJudge:
    """Judges the replies of one operation."""

    def __init__(self, contract: Contract, judge: Judge, operation: Operation, most: int) -> None:
        """`most` is how many bytes of a body, or of one item, are looked at."""
        self._contract = contract
        self._judge = judge
        self._operation = operation
        self._most = most
        self._readers: dict[tuple[str, str], ParameterReader] = {}

    def head(self, status: int, fields: Fields, method: str) -> Head:
        """What the beginning of a reply tells.

        Raises ValueError or KeyError where the contract's schemas cannot be used.
        """
        declared = self._operation.reply(status)
        if declared is None:
            known = ", ".join(self._operation.replies) or "none"
            told = f"{status} is not declared; declared are: {known}"
            return Head([_wrong("status", "undeclared", told)])
        headers = combined(fields)
        found = self._headers(declared, headers)
        if method == "HEAD" or status in _BODILESS or status < 200:
            return Head(found)
        sent = headers.get(b"content-type", b"").decode("latin-1")
        empty = headers.get(b"content-length") == b"0"
        if not sent or not declared.media:
            return Head([*found, *_untyped(declared, sent, empty)])
        name = matching(declared.media, sent)
        if name is None:
            told = f"{essence(sent)} is not declared; declared are: {', '.join(declared.media)}"
            return Head([*found, _wrong("media-type", "undeclared", told)])
        return self._body(found, declared.media[name], headers)

    def _headers(self, declared: Reply, headers: dict[bytes, bytes]) -> list[Violation]:
        faults: Faults = []
        missing = []
        for header in declared.headers.values():
            sent = headers.get(header.name.lower().encode("latin-1", "replace"))
            if sent is not None:
                self._reader(declared, header).read(header_text(sent), {}, faults)
            elif header.required:
                missing.append(_wrong("header", "required", "is required", header.name))
        return [*missing, *(Violation.of(Side.RESPONSE, fault) for fault in faults)]

    def _reader(self, declared: Reply, header: Header) -> ParameterReader:
        key = declared.status, header.name
        if key not in self._readers:
            parameter = _as_parameter(header)
            self._readers[key] = ParameterReader(self._contract, self._judge, parameter)
        return self._readers[key]

    def _body(self, found: list[Violation], media: Media, headers: dict[bytes, bytes]) -> Head:
        coding = headers.get(b"content-encoding", b"").decode("latin-1").strip().lower()
        if is_stream(media):
            return self._stream(found, media, coding)
        if not self._judged(media):
            return Head(found, media)
        if not knows(coding):
            return Head([*found, unjudged(Side.RESPONSE, f"is sent in {coding}")], media)
        validator = self._validator(media)
        json = is_json(media.type) or is_json(headers[b"content-type"].decode("latin-1"))
        whole = _Whole(validator, json, coding, self._most)
        return Head(found, media, whole)

    def _stream(self, found: list[Violation], media: Media, coding: str) -> Head:
        if media.item_schema is None:
            return Head(found, media)
        if coding not in ("", "identity"):
            return Head([*found, unjudged(Side.RESPONSE, f"is sent in {coding}")], media)
        validator = self._judge.validator(media.item_schema, Direction.REPLY)
        return Head(found, media, items=Items(media.type, validator, self._most))

    def _validator(self, media: Media) -> Validator | None:
        return self._judge.validator(media.schema, Direction.REPLY) if media.schema else None

    def _judged(self, media: Media) -> bool:
        """Whether a body can be judged: a schema says nothing of, say, the text of XML."""
        if is_json(media.type):
            return True
        if media.schema is None or not media.type.startswith("text/"):
            return False
        return "string" in json_types(self._contract.schemas, media.schema.value)


@dataclass(frozen=True, slots=True)
class _Whole:
    """Judges a body that is all there."""

    validator: Validator | None
    json: bool
    coding: str
    most: int

    def __call__(self, raw: bytes) -> Content:
        try:
            text = decoded(raw, self.coding, self.most)
            value = strict_json(text, _DEPTH) if self.json else text.decode()
        except TooLarge as error:
            return Content(violations=[unjudged(Side.RESPONSE, str(error))])
        except ValueError as error:  # also of what is no UTF-8
            return Content(violations=[_wrong("body", "malformed", str(error))])
        if self.validator is None or self.validator.is_valid(value):
            return Content(value)
        faults = field_errors(self.validator, value, "body")
        return Content(value, [Violation.of(Side.RESPONSE, fault) for fault in faults])


def _wrong(location: str, code: str, message: str, name: str | None = None) -> Violation:
    return Violation(Side.RESPONSE, location, code, message, name=name)


def _untyped(declared: Reply, sent: str, empty: bool) -> list[Violation]:
    """What is wrong with a reply that has no type, or that is not to have one."""
    if not declared.media:
        if empty or not sent:
            return []
        told = f"{essence(sent)} is sent where the contract declares no body"
        return [Violation(Side.RESPONSE, "body", "undeclared", told, severity=Severity.WARNING)]
    if empty:
        return [_wrong("body", "required", "a body is declared, and none is sent")]
    return [_wrong("media-type", "required", "a body is sent without a Content-Type")]


def _as_parameter(header: Header) -> Parameter:
    """A response header as a parameter: it travels as one does, in style simple."""
    return Parameter(
        header.name,
        Location.HEADER,
        header.argument,
        header.required,
        header.schema,
        header.content,
        explode=header.explode,
    )
