"""Form bodies as the objects their schemas describe (OpenAPI 3.1, Encoding Object)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenon.contract import Location, Media, Parameter
from tenon.contract.schemas import Schemas
from tenon.contract.types import json_types, keyword, properties
from tenon.runtime.body import malformed, parse_json
from tenon.runtime.multipart import boundary, head
from tenon.runtime.negotiation import is_json
from tenon.runtime.scalars import Read, scalar_reader
from tenon.runtime.styles import (
    Malformed,
    Path,
    Repeated,
    Shape,
    member_path,
    query_decode,
    shape_of,
    unpack_members,
    unpack_values,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body (RFC 7578)."""

    name: str
    content: bytes
    media_type: str = ""
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class _Field:
    """What the schema and the encoding of one property say of how it is sent."""

    parameter: Parameter
    shape: Shape
    json: bool
    many: bool
    perhaps_many: bool
    binary: bool
    part: frozenset[str]
    scalar: Read


class FormReader:
    """Reads form bodies of one declared media type."""

    def __init__(self, schemas: Schemas, media: Media, max_depth: int) -> None:
        self._schemas = schemas
        self._encoding = media.encoding
        self._max_depth = max_depth
        schema = media.schema.value if media.schema else True
        self._properties = properties(schemas, schema)
        other = keyword(schemas, schema, "additionalProperties")
        self._other = self._compile("", {"type": "string"} if other in (None, False) else other)
        self._deep = {
            name
            for name, encoding in media.encoding.items()
            if encoding.get("style") == "deepObject"
        }
        self._fields: dict[str, _Field] = {}

    def urlencoded(self, body: bytes) -> dict[str, Any]:
        """The object in an `application/x-www-form-urlencoded` body. Raises BadRequest."""
        gathered: dict[str, list[str]] = {}
        members: dict[str, list[tuple[Path, str]]] = {}
        for pair in _text(body).split("&"):
            if not pair:
                continue
            name, _, value = pair.partition("=")
            name = _decoded(name)
            found = self._member(name) if self._deep else None
            if found is None:
                gathered.setdefault(name, []).append(value)
            else:
                members.setdefault(found[0], []).append((found[1], _decoded(value)))
        return {
            **{name: self._value(name, values) for name, values in gathered.items()},
            **{name: self._deep_value(name, pairs) for name, pairs in members.items()},
        }

    def multipart(self, body: bytes, content_type: str) -> dict[str, Any]:
        """The object in a `multipart/form-data` body, binary parts as bytes. Raises BadRequest."""
        gathered: dict[str, list[Any]] = {}
        for part in split_multipart(body, content_type):
            gathered.setdefault(part.name, []).append(self.value(part))
        return {name: self.one_or_all(name, values) for name, values in gathered.items()}

    def is_file(self, name: str, filename: str | None) -> bool:
        """Whether a part is content as it is: declared binary, or a file that nothing declares."""
        declared = name in self._properties
        return self._field(name).binary if declared else filename is not None

    def _field(self, name: str) -> _Field:
        if name not in self._properties:
            return self._other
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = self._compile(name, self._properties[name])
        return field

    def _compile(self, name: str, schema: Any) -> _Field:
        encoding = self._encoding.get(name) or {}
        style = str(encoding.get("style", "form"))
        shape = shape_of(self._schemas, schema)
        types = json_types(self._schemas, schema)
        item = keyword(self._schemas, schema, "items") if "array" in types else None
        many = "array" in types and "string" not in types
        one = item if many and item is not None else schema
        part = json_types(self._schemas, one)
        return _Field(
            parameter=Parameter(
                name=name,
                location=Location.QUERY,
                argument="",
                style=style,
                explode=bool(encoding.get("explode", style == "form")),
            ),
            shape=shape,
            json=shape.kind == "object" or is_json(str(encoding.get("contentType", ""))),
            many=many,
            perhaps_many="array" in types,
            binary=self._is_binary(one),
            part=part,
            scalar=scalar_reader(part),
        )

    def _is_binary(self, schema: Any) -> bool:
        if keyword(self._schemas, schema, "format") == "binary":
            return True
        media_type = keyword(self._schemas, schema, "contentMediaType")
        return bool(media_type) and keyword(self._schemas, schema, "contentEncoding") is None

    def _member(self, name: str) -> tuple[str, Path] | None:
        try:
            found = member_path(name)
        except Malformed as error:
            raise malformed(f"The field {name[:80]!r} {error}.") from None
        return found if found is not None and found[0] in self._deep else None

    def _value(self, name: str, values: Sequence[str]) -> Any:
        field = self._field(name)
        if field.json:
            if len(values) > 1:
                raise malformed(f"The field {name!r} must be sent only once.")
            return parse_json(_decoded(values[0]).encode(), self._max_depth, f"The field {name!r}")
        try:
            return unpack_values(field.parameter, field.shape, values)
        except (Malformed, Repeated) as error:
            raise malformed(f"The field {name[:80]!r} {error}.") from None
        except ValueError:
            raise malformed("The body is not UTF-8.") from None

    def _deep_value(self, name: str, pairs: Sequence[tuple[Path, str]]) -> Any:
        try:
            return unpack_members(self._field(name).shape, pairs)
        except Malformed as error:
            raise malformed(f"The field {name!r} {error}.") from None

    def value(self, part: Part) -> Any:
        """The value of one part, as its property's schema reads it. Raises BadRequest."""
        field = self._field(part.name)
        if is_json(part.media_type) or (field.part and field.part <= {"object", "array"}):
            return parse_json(part.content, self._max_depth, f"The part {part.name[:80]!r}")
        if part.filename is not None or field.binary:
            return part.content
        return field.scalar(_text(part.content))

    def one_or_all(self, name: str, values: list[Any]) -> Any:
        """The value of a property from all the parts of its name. Raises BadRequest."""
        field = self._field(name)
        if field.many or (field.perhaps_many and len(values) > 1):
            flat = len(values) == 1 and isinstance(values[0], list)
            return values[0] if flat else values
        if len(values) > 1:
            raise malformed(f"The part {name[:80]!r} was sent more than once.")
        return values[0]


def for_judging(value: Any) -> Any:
    """A form's object as JSON can say it: binary content stands as a text of its length."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, dict):
        return {name: for_judging(member) for name, member in value.items()}
    return [for_judging(item) for item in value] if isinstance(value, list) else value


def split_multipart(body: bytes, content_type: str) -> list[Part]:
    """The parts of a multipart body. Raises BadRequest when it is not well-formed."""
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary(content_type))
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise malformed("The body does not end with its boundary (RFC 2046, section 5.1.1).")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    lines, separator, content = piece.partition(b"\r\n\r\n")
    if not separator:
        raise malformed("A part of the body has no headers.")
    found = head(_headers(lines))
    return Part(found.name, content, found.media_type, found.filename)


def _headers(lines: bytes) -> Mapping[str, str]:
    pairs = (line.partition(":") for line in lines.decode("latin-1").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


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
