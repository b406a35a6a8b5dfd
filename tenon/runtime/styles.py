"""Parameters unpacked from their text by style and explode (OpenAPI 3.1, Style Values; RFC 6570).

Text arrives still percent-encoded: delimiters are found first, values decoded after, so that an
encoded delimiter stays part of its value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, unquote_plus

from tenon.contract import Parameter
from tenon.contract.schemas import Schemas
from tenon.contract.types import JSON_TYPES, json_types, keyword, properties
from tenon.runtime.scalars import Read, scalar_reader

Pairs = Sequence[tuple[str, str]]
Path = tuple[str, ...]


class Malformed(ValueError):
    """The text does not have the form its style prescribes."""


class Repeated(ValueError):
    """A value that is one was sent more than once."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a parameter's schema asks for: an array, an object or a scalar, and of what."""

    kind: str
    scalar: Read = str
    item: Shape | None = None
    members: Mapping[str, Shape] = field(default_factory=dict)
    other: Shape | None = None
    text_too: bool = False  # a scalar that is read as something else may be meant as text

    @property
    def as_text(self) -> Shape | None:
        """The same, read as the text that it may be too; None where it may not."""
        return replace(self, scalar=str) if self.text_too else None

    def array(self, values: Sequence[str]) -> list[Any]:
        """The values, each read as an item."""
        read = self.item.scalar if self.item else str
        return [read(value) for value in values]

    def object(self, pairs: Pairs) -> dict[str, Any]:
        """The pairs as an object, each value read as its property."""
        return {name: self.below(name).scalar(value) for name, value in pairs}

    def below(self, name: str) -> Shape:
        """The shape of a property, or of an item."""
        return self.item or self.members.get(name) or self.other or _TEXT


_TEXT = Shape("scalar")
_DEPTH = 5  # deep objects nest; nobody writes them deeper
_MEMBER = re.compile(r"(?:\[[^\[\]]*\])+")


def shape_of(schemas: Schemas, schema: Any, depth: int = 0) -> Shape:
    """The shape that a parameter's schema asks for."""
    types = json_types(schemas, schema)
    if types == JSON_TYPES or depth > _DEPTH:
        return _TEXT
    scalar = scalar_reader(types - {"array", "object"} or frozenset({"string"}))
    if "array" in types:
        items = keyword(schemas, schema, "items")
        first = (keyword(schemas, schema, "prefixItems") or [items])[0]
        kind = "scalar" if "string" in types else "array"
        return Shape(kind, scalar, item=shape_of(schemas, first, depth + 1))
    if "object" not in types:
        return Shape("scalar", scalar, text_too="string" in types and scalar is not str)
    named = properties(schemas, schema)
    other = keyword(schemas, schema, "additionalProperties")
    # What may be a text too is one as a whole, and an object where its members are sent.
    return Shape(
        "scalar" if "string" in types else "object",
        scalar,
        members={name: shape_of(schemas, value, depth + 1) for name, value in named.items()},
        other=None if other is None or other is False else shape_of(schemas, other, depth + 1),
    )


def percent_decode(text: str) -> str:
    """Text without its percent-encoding. Raises ValueError when that is not UTF-8."""
    return unquote(text, errors="strict") if "%" in text else text


def query_decode(text: str) -> str:
    """Text of a query, where `+` is a space. Raises ValueError when it is not UTF-8."""
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text


def unpack(parameter: Parameter, shape: Shape, text: str, decode: Read = percent_decode) -> Any:
    """The value of a parameter that travels as one text. Raises Malformed, ValueError."""
    prefix, split = _FORMS.get(parameter.style, _FORMS["simple"])
    if parameter.style == "matrix" and parameter.explode and shape.kind == "object":
        prefix = ";"
    body = _without_prefix(text, prefix.format(name=parameter.name), parameter)
    if shape.kind == "scalar":
        return shape.scalar(decode(_own_value(body, parameter)))
    delimiter = split[parameter.explode]
    if shape.kind == "array":
        return shape.array(list(map(decode, _items(body, delimiter, parameter))))
    return shape.object(_pairs(body, delimiter, parameter.explode, decode))


def unpack_values(parameter: Parameter, shape: Shape, values: Sequence[str]) -> Any:
    """The value of a query or cookie parameter from the raw texts sent under its name.

    Raises Malformed, Repeated, ValueError.
    """
    if len(values) > 1:
        if not (shape.item and parameter.explode):
            raise Repeated("must be sent only once")
        return shape.array(list(map(query_decode, values)))
    if shape.kind == "array" and parameter.explode:
        return shape.array([query_decode(values[0])])
    if shape.kind == "scalar":
        return shape.scalar(query_decode(values[0]))
    delimiters = _QUERY_DELIMITERS.get(parameter.style, _QUERY_DELIMITERS["form"])
    parts = list(map(query_decode, _delimited(values[0], delimiters)))
    return shape.array(parts) if shape.kind == "array" else shape.object(_alternating(parts))


# Style: what the text begins with; what separates its parts, not exploded and exploded.
_FORMS: Mapping[str, tuple[str, tuple[str, str]]] = {
    "simple": ("", (",", ",")),
    "label": (".", (",", ".")),
    "matrix": (";{name}", (",", ";")),
    "form": ("", (",", "&")),
}
# A client that encodes a whole query also encodes its delimiters; where no plain one is
# found, the encoded one is taken.
_QUERY_DELIMITERS = {
    "form": (",", "%2C"),
    "spaceDelimited": ("%20", "+"),
    "pipeDelimited": ("|", "%7C"),
}


def _without_prefix(text: str, prefix: str, parameter: Parameter) -> str:
    if not text.startswith(prefix):
        raise Malformed(f"must begin with {prefix!r} (style {parameter.style})")
    return text[len(prefix) :]


def _own_value(body: str, parameter: Parameter) -> str:
    if parameter.style != "matrix" or not body:
        return body
    return _without_prefix(body, "=", parameter)


def _items(body: str, delimiter: str, parameter: Parameter) -> list[str]:
    if parameter.style == "matrix" and parameter.explode:
        return _matrix_items(body, parameter)
    body = _own_value(body, parameter)
    return body.split(delimiter) if body else []


def _matrix_items(body: str, parameter: Parameter) -> list[str]:
    """`=1;name=2;name=3`, what follows the first `;name`."""
    first, *others = body.split(";")
    named = [_without_prefix(other, parameter.name, parameter) for other in others]
    return [_without_prefix(part, "=", parameter) for part in (first, *named)]


def _pairs(body: str, delimiter: str, explode: bool, decode: Read) -> Pairs:
    body = body.removeprefix("=") if body.startswith("=") else body
    parts = body.split(delimiter) if body else []
    if not explode:
        return _alternating(list(map(decode, parts)))
    return [_pair(part, decode) for part in parts]


def _pair(part: str, decode: Read) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise Malformed("must be pairs of name=value")
    return decode(name), decode(value)


def _alternating(parts: list[str]) -> Pairs:
    if len(parts) % 2:
        raise Malformed("must be names and values in turn")
    return list(zip(parts[::2], parts[1::2], strict=True))


def _delimited(text: str, delimiters: tuple[str, str]) -> list[str]:
    plain, encoded = delimiters
    if plain in text:
        return text.split(plain)
    return text.replace(encoded.lower(), encoded).split(encoded) if text else []


def member_path(name: str) -> tuple[str, Path] | None:
    """The parameter and the path in `p[a][b]`, the name of a deep object's member; None in others.

    Raises Malformed when it leads deeper than any parameter does.
    """
    base, bracket, rest = name.partition("[")
    if not bracket or not _MEMBER.fullmatch(bracket + rest):
        return None
    path = tuple((bracket + rest)[1:-1].split("]["))
    if len(path) > _DEPTH:
        raise Malformed(f"nests deeper than {_DEPTH} levels")
    return base, path


def unpack_members(shape: Shape, pairs: Sequence[tuple[Path, str]]) -> Any:
    """The value of an exploded or deep object (or array) from its members, decoded.

    `p[a][b]=1` arrives as `(("a", "b"), "1")`. Raises Malformed.
    """
    root: dict[str, Any] = {}
    for path, text in pairs:
        holder, inner = root, shape
        for token in path[:-1]:
            holder, inner = holder.setdefault(token, {}), inner.below(token)
            if not isinstance(holder, dict):
                raise Malformed(f"has both a value and members at {token!r}")
        if path[-1] in holder:
            raise Malformed(f"has more than one value at {path[-1]!r}")
        holder[path[-1]] = inner.below(path[-1]).scalar(text)
    return _settle(root, shape)


def _settle(value: Any, shape: Shape) -> Any:
    """Members of arrays came under their indexes: put them in order."""
    if not isinstance(value, dict):
        return value
    settled = {name: _settle(member, shape.below(name)) for name, member in value.items()}
    if shape.item is None:
        return settled
    indexes = list(map(str, range(len(settled))))
    if settled.keys() == set(indexes):
        return [settled[index] for index in indexes]
    if shape.kind == "array":
        raise Malformed("must give each item an index, from 0 on")
    return settled
