"""What is published judges as the contract does: made values, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract, Operation, Schema
from tenon.contract.schemas import Direction
from tenon.document import read
from tenon.mock.values import Values
from tenon.publish import publish
from tenon.runtime.judge import Judge
from tests.tiny import SHARED

ROOT = Path(__file__).parents[2]
CORPUS = SHARED / "corpus"
OWN = ROOT / "openapi/openapi.yaml"
DOCUMENTS = [
    OWN,
    *(
        CORPUS / name
        for name in (
            "museum.yaml",
            "redocly-cafe.yaml",
            "learn-tictactoe.yaml",
            "pokeapi.yaml",
            "adyen-checkout-v72.yaml",
            "opc-e2e-31.yaml",
        )
        if CORPUS.is_dir()
    ),
]
WAYS = {
    "3.0": {"openapi": "3.0"},
    "3.0 without references": {"openapi": "3.0", "dereference": True},
    "without references": {"dereference": True},
}


def schemas(operation: Operation) -> Iterator[tuple[str, Schema, Direction]]:
    """The schemas of an operation by where they stand, with the way that values of them go."""
    if operation.body is not None:
        for name, media in operation.body.media.items():
            yield from _media(f"request {name}", media, Direction.REQUEST)
    for parameter in operation.parameters:
        if parameter.schema is not None:
            yield f"{parameter.location} {parameter.name}", parameter.schema, Direction.REQUEST
    for reply in operation.replies.values():
        for name, media in reply.media.items():
            yield from _media(f"{reply.status} {name}", media, Direction.REPLY)


def _media(name: str, media: Any, way: Direction) -> Iterator[tuple[str, Schema, Direction]]:
    for schema in (media.schema, media.item_schema):
        if schema is not None:
            yield name, schema, way


def spoilt(value: Any) -> Iterator[Any]:
    """A value with one thing in it changed, in each place of it; most of them are not valid."""
    yield from (None, {}, [], "", 0, -1, 1e20, True)
    if isinstance(value, dict):
        for key, one in value.items():
            yield {name: other for name, other in value.items() if name != key}
            yield {**value, "unknown-to-all": 1}
            yield from ({**value, key: other} for other in spoilt(one))
    elif isinstance(value, list):
        yield [*value, *value]
        for index, one in list(enumerate(value))[:3]:
            yield from ([*value[:index], other, *value[index + 1 :]] for other in spoilt(one))
    elif isinstance(value, str):
        yield from (value * 50, value[:1], value + "\0", value.upper())
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from (value + 0.5, -value, value * 1000, str(value))


def published(path: Path, way: str, folder: Path) -> tuple[Contract, Contract]:
    bundle = read(path)
    made = publish(bundle, **WAYS[way])  # type: ignore[arg-type]
    loosened = [
        f for f in made.findings if f.rule == "looser-in-3.0" and "webhooks" not in f.message
    ]
    assert loosened == []
    target = folder / "published.json"
    target.write_text(json.dumps(made.document))
    return bundle.contract, read(target).contract


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_the_published_contract_judges_as_the_contract_does(
    path: Path, way: str, tmp_path: Path
) -> None:
    before, after = published(path, way, tmp_path)
    judge, other = Judge(before.schemas), Judge(after.schemas)
    values = Values(before.schemas, judge)
    assert [operation.id for operation in after.operations] == [o.id for o in before.operations]

    wrong: list[Any] = []
    verdicts = {True: 0, False: 0}
    for operation, twin in zip(before.operations, after.operations, strict=True):
        pairs = zip(schemas(operation), schemas(twin), strict=True)
        for (name, schema, direction), (same, lowered, _) in pairs:
            assert same == name
            validator = judge.validator(schema, direction)
            again = other.validator(lowered, direction)
            made = values.made(schema, f"{operation.id} {name}", direction=direction, varied=True)
            for value in [made.value, *list(spoilt(made.value))[:150]]:
                verdict = validator.is_valid(value)
                verdicts[verdict] += 1
                if again.is_valid(value) is not verdict:
                    wrong.append((operation.id, name, value, verdict))
    assert wrong == []
    assert min(verdicts.values()) > 50
