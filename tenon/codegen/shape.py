"""Shapes: the Python types that a schema comes down to, and nothing else of the schema.

A shape is never narrower than its schema, so a valid instance always fits. Verdicts belong to
the schema itself; what a type cannot say is left out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any  # a JSON value as `json` reads it


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value; `type` is `None`, a builtin, or a name of `codegen.scalars.IMPORTED`.

    `bounds` are JSON Schema keywords that Python and JSON Schema judge alike.
    """

    type: str
    bounds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """An array."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Entries:
    """An object used as a map."""

    value: Shape


@dataclass(frozen=True, slots=True)
class Stream:
    """Items sent one after another; only in the annotations of replies."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls; only an argument of a secured operation."""


@dataclass(frozen=True, slots=True)
class Message:
    """An item of an event stream with what goes beside it: an id, a name, a retry time."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a definition of that name defines."""

    name: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes, at least two."""

    members: tuple[Shape, ...]


Shape = Anything | Scalar | Choice | Items | Entries | Stream | Caller | Message | Named | Either

NULL = Scalar("None")
TEXT = Scalar("str")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an object. `default` is a tuple of one JSON value, or empty."""

    name: str
    shape: Shape
    required: bool = False
    default: tuple[Json, ...] = ()
    description: str = ""
    read_only: bool = False
    write_only: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """An object with known properties; `base` names the record it extends."""

    properties: tuple[Property, ...]
    closed: bool = False
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A name for a record (a class) or for another shape (a type alias)."""

    name: str
    module: str
    body: Record | Shape
    description: str = ""
    file: str | None = None


@dataclass(slots=True)
class Vocabulary:
    """Every definition by its name, in the order of their making."""

    definitions: dict[str, Definition] = field(default_factory=dict)

    def settled(self, shape: Shape) -> Shape | Record:
        """What a shape is once the names of definitions are followed."""
        seen = set()
        while isinstance(shape, Named) and shape.name not in seen:
            seen.add(shape.name)
            body = self.definitions[shape.name].body
            if isinstance(body, Record):
                return body
            shape = body
        return shape


def inner(shape: Shape | Record) -> Iterator[Shape]:
    """The shapes that a shape or record is directly made of."""
    match shape:
        case Items(item) | Stream(item):
            yield item
        case Entries(value):
            yield value
        case Either(members):
            yield from members
        case Record(properties, _, base):
            yield from (property_.shape for property_ in properties)
            if base is not None:
                yield Named(base)
        case _:
            return


def names(shape: Shape | Record) -> Iterator[str]:
    """The names of definitions that a shape or record mentions."""
    if isinstance(shape, Named):
        yield shape.name
    for part in inner(shape):
        yield from names(part)


def reachable(roots: Iterable[str], definitions: Mapping[str, Definition]) -> set[str]:
    """The names of every definition that the roots lead to, themselves included."""
    found: set[str] = set()
    queue = list(roots)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(names(definitions[name].body))
    return found
