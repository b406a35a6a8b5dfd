"""The parts of a form that is uploaded, as arguments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tenon.codegen.shape import Property, Record, Shape, Vocabulary
from tenon.contract import naming
from tenon.sdk.python.methods import Sent


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name in the form, and the argument that gives it."""

    name: str
    argument: str
    shape: Shape
    required: bool


def parts(vocabulary: Vocabulary, body: Sent, taken: Iterable[str]) -> tuple[Part, ...]:
    """The parts of a multipart body that its schema names; none of another body."""
    record = vocabulary.settled(body.shape)
    if body.kind != "multipart" or not isinstance(record, Record):
        return ()
    found = [each for each in _properties(vocabulary, record) if not each.read_only]
    arguments = naming.unique((naming.snake(each.name) for each in found), taken)
    return tuple(
        Part(each.name, argument, each.shape, each.required and body.required)
        for each, argument in zip(found, arguments, strict=True)
    )


def _properties(vocabulary: Vocabulary, record: Record) -> list[Property]:
    base = vocabulary.definitions[record.base].body if record.base else None
    return [
        *(_properties(vocabulary, base) if isinstance(base, Record) else ()),
        *record.properties,
    ]
