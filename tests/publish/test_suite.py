"""The JSON-Schema-Test-Suite, said in OpenAPI 3.0 and read again.

What was valid stays valid; and where nothing was said to be lost, what was not stays so, too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract, Schema
from tenon.document import official, read
from tenon.finding import Severity
from tenon.publish import publish
from tenon.runtime.judge import Judge
from tests.runtime.test_json_schema_suite import FILES, REMOTES, write

pytestmark = pytest.mark.skipif(not FILES, reason="the suites stand beside the repository only")

# How many of the suite's groups lose something, by file: all others are said exactly.
LOSING = {
    "additionalProperties": 3,
    "defs": 1,
    "dynamicRef": 9,
    "format": 19,
    "items": 2,
    "maxContains": 4,
    "minContains": 5,
    "not": 1,
    "patternProperties": 6,
    "prefixItems": 4,
    "properties": 1,
    "propertyNames": 2,
    "ref": 2,
    "unevaluatedItems": 21,
    "unevaluatedProperties": 15,
    "uniqueItems": 2,
    "vocabulary": 2,
}
# Where formats are remarks, or a dialect judges nothing, 3.0 may also allow less; that is told.
STRICTER = {"format", "vocabulary"}


def publication(folder: Path, groups: list[dict[str, Any]]) -> tuple[Judge, Contract, set[str]]:
    """The judge of what was published in 3.0, its contract, and the files that lose something."""
    made = publish(read(write(folder, groups), remotes=REMOTES), openapi="3.0")
    assert list(official.errors(made.document, 0)) == []
    lowered = folder / "lowered.json"
    lowered.write_text(json.dumps(made.document))
    again = read(lowered).contract
    lost = {Path(f.place.file).name for f in made.findings if f.severity is Severity.WARNING}
    return Judge(again.schemas), again, lost


def body(contract: Contract, number: int) -> Schema:
    """The schema of a group of cases."""
    declared = contract.operation(f"group{number}").body
    assert declared is not None
    schema = next(iter(declared.media.values())).schema
    assert schema is not None
    return schema


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_schema_in_3_0_allows_what_it_allowed_and_says_where_it_allows_more(
    path: Path, tmp_path: Path
) -> None:
    groups = json.loads(path.read_bytes())
    judge, contract, lost = publication(tmp_path, groups)

    wrong: list[Any] = []
    for number, group in enumerate(groups):
        validator = judge.validator(body(contract, number))
        loses = f"group{number}.json" in lost or any("group" not in name for name in lost)
        for case in group["tests"]:
            valid = validator.is_valid(case["data"])
            if valid is not case["valid"] and not (loses and (valid or path.stem in STRICTER)):
                wrong.append((number, group["description"], case["description"], valid))
    assert wrong == []
    losing = sum(1 for number in range(len(groups)) if f"group{number}.json" in lost)
    assert losing == LOSING.get(path.stem, 0)


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem != "dynamicRef"], ids=lambda path: path.stem
)
def test_a_schema_without_references_judges_as_before(path: Path, tmp_path: Path) -> None:
    groups = [
        group
        for group in json.loads(path.read_bytes())
        if "$dynamicRef" not in json.dumps(group["schema"])
    ]
    made = publish(read(write(tmp_path, groups), remotes=REMOTES), dereference=True)
    contract = Contract.from_bundle(made.document)
    judge = Judge(contract.schemas)

    wrong: list[Any] = []
    for number, group in enumerate(groups):
        validator = judge.validator(body(contract, number))
        wrong += [
            (group["description"], case["description"])
            for case in group["tests"]
            if validator.is_valid(case["data"]) is not case["valid"]
        ]
    assert wrong == []
