"""Form bodies as the objects their schemas describe (OpenAPI 3.1, Encoding Object)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from tenon.contract import Location, Media, Parameter
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties
from tenon.runtime.body import malformed
from tenon.runtime.negotiation import essence, is_json, parameters
from tenon.runtime.scalars import scalar_reader
from tenon.runtime.styles import Malformed, query_decode, shape_of, unpack_values


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body (RFC 7578)."""

    name: str
    content: bytes
    media_type: str = ""
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class FormReader:
    """Reads form bodies of one declared media type."""

    schemas: Schemas
    media: Media

    def urlencoded(self, body: bytes) -> dict[str, Any]:
        """The object in an `application/x-www-form-urlencoded` body. Raises BadRequest."""
        gathered: dict[str, list[str]] = {}
        for pair in _text(body).split("&"):
            name, _, value = pair.partition("=")
            if name:
                gathered.setdefault(_decoded(name), []).append(value)
        return {name: self._value(name, values) for name, values in gathered.items()}

    def multipart(self, body: bytes, content_type: str) -> dict[str, Any]:
        """The object in a `multipart/form-data` body, binary parts as bytes. Raises BadRequest."""
        gathered: dict[str, list[Any]] = {}
        for part in split_multipart(body, content_type):
            gathered.setdefault(part.name, []).append(self._part(part))
        return {name: self._one_or_all(name, values) for name, values in gathered.items()}

    def _value(self, name: str, values: Sequence[str]) -> Any:
        encoding = self.media.encoding.get(name) or {}
        style = str(encoding.get("style", "form"))
        schema = self._property(name)
        parameter = Parameter(
            name=name,
            location=Location.QUERY,
            argument="",
            style=style,
            explode=bool(encoding.get("explode", style == "form")),
        )
        shape = shape_of(self.schemas, schema)
        try:
            if shape.kind == "object" or is_json(str(encoding.get("contentType", ""))):
                return from_json(_decoded(values[0]), allow_inf_nan=False)
            return unpack_values(parameter, shape, values)
        except (Malformed, ValueError) as error:
            raise malformed(f"The field {name!r} {error}.") from None

    def _part(self, part: Part) -> Any:
        schema = self._property(part.name)
        if keyword(self.schemas, schema, "type") == "array":
            schema = keyword(self.schemas, schema, "items")
        types = json_types(self.schemas, schema)
        if is_json(part.media_type) or types <= {"object", "array"}:
            try:
                return from_json(part.content, allow_inf_nan=False)
            except ValueError as error:
                raise malformed(f"The part {part.name!r} is not valid JSON: {error}.") from None
        if part.filename is not None or self._binary(schema):
            return part.content
        return scalar_reader(types)(_text(part.content))

    def _one_or_all(self, name: str, values: list[Any]) -> Any:
        if "array" in json_types(self.schemas, self._property(name)):
            flat = len(values) == 1 and isinstance(values[0], list)
            return values[0] if flat else values
        if len(values) > 1:
            raise malformed(f"The part {name!r} was sent more than once.")
        return values[0]

    def _binary(self, schema: Any) -> bool:
        if keyword(self.schemas, schema, "format") == "binary":
            return True
        media_type = keyword(self.schemas, schema, "contentMediaType")
        return bool(media_type) and keyword(self.schemas, schema, "contentEncoding") is None

    def _property(self, name: str) -> Any:
        schema = self.media.schema.value if self.media.schema else True
        return properties(self.schemas, schema).get(name, {"type": "string"})


def for_judging(value: Any) -> Any:
    """A form's object as JSON can say it: binary content stands as a text of its length."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {name: for_judging(member) for name, member in value.items()}
    return [for_judging(item) for item in value] if isinstance(value, list) else value


def split_multipart(body: bytes, content_type: str) -> list[Part]:
    """The parts of a multipart body. Raises BadRequest when it is not well-formed."""
    boundary = parameters(content_type).get("boundary", "")
    if not 1 <= len(boundary) <= 70:
        raise malformed("The content type gives no boundary (RFC 2046, section 5.1.1).")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise malformed("The body does not end with its boundary (RFC 2046, section 5.1.1).")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, separator, content = piece.partition(b"\r\n\r\n")
    if not separator:
        raise malformed("A part of the body has no headers.")
    headers = _headers(head)
    try:
        _, options = parse_options_header(headers.get("content-disposition", ""))
    except (FormParserError, ValueError):
        options = {}
    if b"name" not in options:
        raise malformed("A part of the body has no name (RFC 7578, section 4.2).")
    filename = options.get(b"filename")
    return Part(
        name=_text(options[b"name"]),
        content=content,
        media_type=essence(headers.get("content-type", "")),
        filename=None if filename is None else _text(filename),
    )


def _headers(head: bytes) -> Mapping[str, str]:
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise malformed("The body is not UTF-8.") from None


def _decoded(text: str) -> str:
    try:
        return query_decode(text)
    except ValueError:
        raise malformed("The body is not UTF-8.") from None
