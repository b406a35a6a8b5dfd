"""What a handler returned, written as the contract declares it and as nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from tenon.contract import Contract, Header, Media, Operation, Schema
from tenon.contract import Reply as Declared
from tenon.contract.schemas import Direction
from tenon.contract.types import json_types
from tenon.runtime.content import Content
from tenon.runtime.headers import RawHeaders, field_name, field_value
from tenon.runtime.judge import Judge, Validator, field_errors
from tenon.runtime.negotiation import is_json, matching, preferred
from tenon.runtime.problem import NotAcceptable
from tenon.runtime.reply import Reply
from tenon.runtime.streaming import Stream, is_stream

_BODILESS = frozenset({204, 205, 304})  # RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5
_UNSIZED = frozenset({204, 304})
_NO_HEADERS: Mapping[str, object] = {}


class UndeclaredReply(Exception):
    """A handler returned what its contract does not declare: a fault of the service."""


class _Named(NamedTuple):
    """One declared header: the name it is sent under, and whether any line of text will do."""

    argument: str
    name: bytes
    plain: bool
    declared: Header
    validator: Validator | None


@dataclass(frozen=True, slots=True)
class _Sent:
    """One declared reply in one media type, with everything that is known beforehand."""

    status: int
    declared: Declared
    media: Media | None
    start: tuple[tuple[bytes, bytes], ...]
    headers: tuple[_Named, ...]
    arguments: frozenset[str]
    validator: Validator | None
    json: bool


class ReplyWriter:
    """Writes the replies of one operation."""

    def __init__(self, contract: Contract, judge: Judge, operation: Operation, check: bool) -> None:
        self._judge = judge
        self._check = check
        self._operation = operation
        self._schemas = contract.schemas
        successful = [r for r in operation.replies.values() if r.successful]
        self._successful = successful or [
            replace(r, status="200") for r in operation.replies.values() if r.status == "default"
        ]
        self._bare = _bare_status(self._successful)
        self._offered = tuple(
            dict.fromkeys(name for reply in self._successful for name in reply.media)
        )
        self._known: dict[tuple[int, str | None], _Sent] = {}
        self._chosen = _usual_choices(self._offered)

    def negotiate(self, accept: bytes | None) -> str | None:
        """The media type a caller is answered in; None where replies have no body.

        Raises NotAcceptable.
        """
        chosen = self._chosen.get(accept)
        if chosen is None and accept is not None and self._offered:
            chosen = preferred(self._offered, accept.decode("latin-1"))
            if chosen is None:
                raise NotAcceptable(f"The reply comes as: {', '.join(self._offered)}.")
        return chosen

    def write(self, result: Any, accepted: str | None) -> tuple[int, RawHeaders, bytes | Stream]:
        """Status, headers and body of a result. Raises UndeclaredReply."""
        if isinstance(result, Reply):
            body, named = result.body, result.headers
            key = result.status, result.media_type or accepted
            sent = self._known.get(key) or self._prepare(*key)
            if not named.keys() <= sent.arguments or result.media_type:
                self._refuse_undeclared(sent, named, result.media_type)
        else:
            body, named = result, _NO_HEADERS
            sent = self._known.get((self._bare, accepted)) or self._prepare(self._bare, accepted)
        headers = list(sent.start)
        if sent.headers:
            self._add_headers(sent, named, headers)
        if sent.media is None:
            return sent.status, headers, self._no_body(sent, body)
        serializer = getattr(body, "__pydantic_serializer__", None)
        if serializer is None and isinstance(body, AsyncIterator):
            if isinstance(body, Content) and body.length is not None:
                headers.append((b"content-length", b"%d" % body.length))
            return sent.status, headers, Stream(body, sent.media, sent.validator)
        if not sent.json:
            raw = _plain_bytes(body, sent.media)
        elif serializer is None:
            raw = to_json(body, by_alias=True, inf_nan_mode="null")
        else:
            raw = serializer.to_json(body, by_alias=True)
        if sent.validator is not None:
            self._judge_body(sent, sent.validator, raw)
        headers.append((b"content-length", b"%d" % len(raw)))
        return sent.status, headers, raw

    def _prepare(self, status: int, accepted: str | None) -> _Sent:
        declared = self._declared(status)
        media = self._media(declared, accepted) if status not in _BODILESS else None
        start: list[tuple[bytes, bytes]] = []
        validator = None
        if media is not None:
            start.append((b"content-type", field_value(_content_type(media, accepted))))
            schema = media.item_schema if is_stream(media) else media.schema
            if self._check and schema is not None and self._judged(media, schema):
                validator = self._judge.validator(schema, Direction.REPLY)
        elif status not in _UNSIZED:
            start.append((b"content-length", b"0"))
        headers = tuple(self._named(name, header) for name, header in declared.headers.items())
        arguments = frozenset(header.argument for header in declared.headers.values())
        json = media is not None and is_json(media.type)
        sent = _Sent(status, declared, media, tuple(start), headers, arguments, validator, json)
        self._known[status, accepted] = sent
        return sent

    def _judged(self, media: Media, schema: Schema) -> bool:
        """Whether a schema can judge what is sent: it says nothing of the text of, say, XML."""
        if is_json(media.type) or is_stream(media):
            return True
        return "string" in json_types(self._schemas, schema.value)

    def _named(self, name: str, header: Header) -> _Named:
        validator = None
        if self._check and header.schema is not None:
            validator = self._judge.validator(header.schema, Direction.REPLY)
        plain = validator is None and header.content is None
        return _Named(header.argument, field_name(name), plain, header, validator)

    def _declared(self, status: int) -> Declared:
        for name in (str(status), f"{status // 100}XX"):
            for reply in self._successful:
                if reply.status == name:
                    return reply
        raise UndeclaredReply(f"{self._operation.id} does not declare status {status}")

    def _media(self, declared: Declared, accepted: str | None) -> Media | None:
        if not declared.media:
            return None
        name = matching(declared.media, accepted) if accepted else None
        return declared.media[name] if name else next(iter(declared.media.values()))

    def _add_headers(self, sent: _Sent, named: Mapping[str, Any], headers: RawHeaders) -> None:
        for argument, name, plain, declared, validator in sent.headers:
            value = named.get(argument)
            if plain and type(value) is str and value.isprintable():
                # Most are: what is printable holds no line break.
                headers.append((name, value.encode()))
            elif value is not None:
                headers.append((name, self._header_bytes(value, declared, validator)))
            elif declared.required:
                raise self._undeclared(f"header {declared.name} is missing")

    def _header_bytes(self, value: Any, declared: Header, validator: Validator | None) -> bytes:
        if validator is not None and not validator.is_valid(_as_json(value)):
            raise self._undeclared(f"header {declared.name} is not valid")
        return header_bytes(value, declared)

    def _judge_body(self, sent: _Sent, validator: Validator, raw: bytes) -> None:
        text = sent.media is not None and sent.media.type.startswith("text/")
        coding = "utf-8" if text else "latin-1"  # bytes are judged by their number
        value = from_json(raw) if sent.json else raw.decode(coding, "replace")
        if not validator.is_valid(value):
            faults = field_errors(validator, value, "body")
            told = "; ".join(f"{fault.pointer}: {fault.message}" for fault in faults[:5])
            raise self._undeclared(f"status {sent.status}: {told}")

    def _undeclared(self, what: str) -> UndeclaredReply:
        return UndeclaredReply(f"{self._operation.id}: {what}")

    def _refuse_undeclared(
        self, sent: _Sent, named: Mapping[str, Any], media_type: str | None
    ) -> None:
        if not named.keys() <= sent.arguments:
            name = min(named.keys() - sent.arguments)
            raise self._undeclared(f"status {sent.status} has no header {name!r}")
        if media_type and sent.media and not matching([sent.media.type], media_type):
            raise self._undeclared(f"status {sent.status} does not come as {media_type}")

    def _no_body(self, sent: _Sent, body: Any) -> bytes:
        if body is not None and sent.status not in _BODILESS:
            raise self._undeclared(f"status {sent.status} has no body")
        return b""


def _usual_choices(offered: tuple[str, ...]) -> dict[bytes | None, str | None]:
    """The media types chosen for what callers mostly accept: anything, or just one type."""
    if not offered:
        return {}
    choices: dict[bytes | None, str | None] = {None: offered[0], b"*/*": offered[0]}
    choices.update(
        (name.encode("latin-1", "replace"), preferred(offered, name)) for name in offered
    )
    return choices


def _bare_status(successful: list[Declared]) -> int:
    """The status of a body returned without more: the first that is fixed."""
    fixed = [reply.status for reply in successful if reply.status.isdigit()]
    return int(min(fixed)) if fixed else 200


def _content_type(media: Media, accepted: str | None) -> str:
    """The type a body is sent as: of a declared range, the one that the handler named."""
    media_type = media.type
    if "*" in media_type:
        named = accepted is not None and "*" not in accepted
        media_type = str(accepted) if named else "application/octet-stream"
    text = media_type.startswith("text/") and "charset" not in media_type
    return f"{media_type}; charset=utf-8" if text else media_type


def _plain_bytes(body: Any, media: Media) -> bytes:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    if isinstance(body, str):
        return body.encode()
    raise UndeclaredReply(f"a body of {media.type} must be text or bytes")


def _as_json(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool)) else from_json(to_json(value))


def header_bytes(value: Any, declared: Header) -> bytes:
    """A header's value in style simple, or as its content (OpenAPI 3.1, Header Object)."""
    json = declared.content is not None and is_json(declared.content.type)
    try:
        text = to_json(value).decode() if json else _header_text(value, declared.explode)
        return field_value(text)
    except ValueError as error:
        raise UndeclaredReply(f"header {declared.name}: {error}") from None


def _header_text(value: Any, explode: bool = False) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(map(_header_text, value))
    if isinstance(value, Mapping):
        joint = "=" if explode else ","
        return ",".join(f"{key}{joint}{_header_text(item)}" for key, item in value.items())
    return str(value)
