"""For each schema of the JSON-Schema-Test-Suite that has a valid instance, one is made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.document import read
from tenon.mock.values import Values
from tenon.runtime.judge import Judge
from tests.mock.values.making import Json
from tests.runtime.test_json_schema_suite import FILES, REMOTES, write

SCHEMAS = 358

pytestmark = pytest.mark.skipif(not FILES, reason="the suites stand beside the repository only")


def possible(path: Path) -> list[dict[str, Any]]:
    """The groups of a file whose schema has an instance that is valid."""
    groups = json.loads(path.read_bytes())
    return [group for group in groups if any(case["valid"] for case in group["tests"])]


def wrong(contract: Contract, groups: list[dict[str, Any]], varied: bool) -> list[tuple[str, Json]]:
    """The schemas for which no valid value was made, with what was made."""
    judge = Judge(contract.schemas)
    values = Values(contract.schemas, judge)
    found = []
    for number, group in enumerate(groups):
        operation = next(one for one in contract.operations if one.id == f"group{number}")
        assert operation.body is not None
        schema = next(iter(operation.body.media.values())).schema
        assert schema is not None
        made = values.made(schema, group["description"], direction=None, varied=varied)
        if made.fault or not judge.validator(schema).is_valid(made.value):
            found.append((group["description"], made.value))
    return found


def test_the_suite_is_whole() -> None:
    assert sum(len(possible(path)) for path in FILES) == SCHEMAS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_valid_value_is_made_for_every_schema(path: Path, tmp_path: Path) -> None:
    groups = possible(path)
    bundle = read(write(tmp_path, groups), remotes=REMOTES)
    contract = Contract.from_bundle(bundle.document, bundle.places)
    assert wrong(contract, groups, varied=False) == []
    assert wrong(contract, groups, varied=True) == []
