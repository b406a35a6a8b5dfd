"""For every body that real contracts declare, a valid value is made in time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import thread_time

import pytest

from tenon.contract import Contract, Schema
from tenon.contract.schemas import Direction
from tenon.document import read
from tenon.finding import ContractError
from tenon.mock.values import Values
from tenon.runtime.judge import Judge
from tests.tiny import SHARED

CORPUS = SHARED / "corpus"
# Two of them are large: a value for each of their 2,900 bodies is made in the long profile.
PATHS = sorted(path for path in CORPUS.glob("*.*") if path.suffix in {".yaml", ".json"})
# A schema that no value satisfies: two alternatives of its `oneOf` are the same.
IMPOSSIBLE = {"opc-e2e-31.yaml": {"post_types_unions_duplicate_types"}}
MOST_S = 0.05
EACH = 250  # bodies of one document that are made here

pytestmark = pytest.mark.skipif(
    not CORPUS.exists(), reason="the corpus stands beside the repository only"
)


def bodies(contract: Contract) -> Iterator[tuple[str, Schema]]:
    for operation in contract.operations:
        for reply in operation.replies.values():
            for media in reply.media.values():
                yield from ((operation.id, s) for s in (media.schema, media.item_schema) if s)


def sampled(contract: Contract) -> list[tuple[str, Schema]]:
    found = list(bodies(contract))
    return found[:: max(1, len(found) // EACH)]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector, whose pauses are those of all that a test has made before."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_body_is_made_validly_and_in_time(path: Path) -> None:
    try:
        bundle = read(path)
    except ContractError as error:
        pytest.skip(f"not readable: {error}"[:200])
    contract = Contract.from_bundle(bundle.document, bundle.places)
    judge = Judge(contract.schemas)
    values = Values(contract.schemas, judge)
    wrong = []
    for operation, schema in sampled(contract):
        values.made(schema, "first", varied=True)
        with uncollected():
            began = thread_time()
            made = values.made(schema, "second", varied=True)
            took = thread_time() - began
        valid = judge.validator(schema, Direction.REPLY).is_valid(made.value)
        if made.fault or not valid or took > MOST_S:
            wrong.append((operation, made.fault, took))
    assert [one for one in wrong if one[0] not in IMPOSSIBLE.get(path.name, set())] == []
