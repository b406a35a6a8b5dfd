"""Which schemas of a contract cannot be compiled, and so could judge nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tenon.contract import Contract, Media, Operation, Schema
from tenon.contract.schemas import Direction
from tenon.runtime.formats import Format
from tenon.runtime.judge import Judge, unusable

_Used = tuple[Schema, Direction | None]


def uncompiled(contract: Contract, formats: Mapping[str, Format]) -> Iterator[tuple[Schema, str]]:
    """Each schema that an operation judges by and that cannot be compiled, with the reason."""
    judge = Judge(contract.schemas, formats)
    used = (pair for operation in contract.operations for pair in _schemas(operation))
    for schema, direction in dict.fromkeys(used):
        try:
            judge.validator(schema, direction)
        except (KeyError, ValueError) as error:
            yield schema, unusable(error)


def _schemas(operation: Operation) -> Iterator[_Used]:
    for parameter in operation.parameters:
        if parameter.schema is not None:
            yield parameter.schema, None
        if parameter.content is not None:
            yield from _of_media([parameter.content], None)
    if operation.body is not None:
        yield from _of_media(operation.body.media.values(), Direction.REQUEST)
    for reply in operation.replies.values():
        yield from _of_media(reply.media.values(), Direction.REPLY)
        yield from ((h.schema, None) for h in reply.headers.values() if h.schema is not None)


def _of_media(several: Iterable[Media], direction: Direction | None) -> Iterator[_Used]:
    for media in several:
        for schema in (media.schema, media.item_schema):
            if schema is not None:
                yield schema, direction
