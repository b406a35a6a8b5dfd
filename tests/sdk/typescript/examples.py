"""The examples of a contract as constants of the types that are made of their schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from tenon.contract import Contract, Media
from tenon.contract.schemas import Direction
from tenon.sdk.npm.methods import form_of, methods


def examples(contract: Contract, package: str) -> str:
    """A module with a constant for each example that its schema lets through."""
    lines = (f"export const e{at}: {line};\n" for at, line in enumerate(_typed(contract)))
    return f'import type {{ operations }} from "{package}";\n{"".join(lines)}'


def _typed(contract: Contract) -> Iterator[str]:
    names: dict[str, str] = {}
    for method in methods(contract):
        names.setdefault(method.operation.id, method.name)
    for operation in contract.operations:
        whole = f'operations["{names[operation.id]}"]'
        if operation.body is not None:
            sent = f'NonNullable<{whole}["requestBody"]>'
            yield from _of(contract, sent, operation.body.media, Direction.REQUEST)
        for reply in operation.replies.values():
            key = reply.status if reply.status.isdigit() else json.dumps(reply.status)
            said = f'{whole}["responses"][{key}]'
            yield from _of(contract, said, reply.media, Direction.REPLY)


def _of(
    contract: Contract, type_: str, media: Mapping[str, Media], direction: Direction
) -> Iterator[str]:
    for each in media.values():
        if form_of(each) != "json" or each.schema is None or each.stream:
            continue
        validator: Any = jsonschema_rs.validator_for(
            contract.schemas.standalone(each.schema, direction)
        )
        for value in each.examples.values():
            if validator.is_valid(value):
                yield f'{type_}["content"][{json.dumps(each.type)}] = {json.dumps(value)}'
