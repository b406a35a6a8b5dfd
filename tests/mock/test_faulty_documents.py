"""Documents with faults of all sorts, put in by chance: what can be served is served."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from tenon.document import read
from tenon.finding import ContractError
from tenon.mock.app import MockApp
from tenon.mock.settings import MockSettings
from tests.tiny import SHARED, ask

DOCUMENT = yaml.safe_load((SHARED / "corpus/museum.yaml").read_text())
NOWHERE = {"$ref": "#/nowhere"}
ODD: tuple[Any, ...] = (
    None, True, -1, "x", "", [], {}, [1], ["a", "a"], NOWHERE, {"a": {}}, "[", {"$ref": 1},
    {"type": "strng"}, {"pattern": "["}, [None], {"": ""}, {"$id": "urn:x"},
)  # fmt: skip
KEYS = ("x", "get", "$ref", "200", "type", "/a/{b}", "{", "properties")
REFUSALS = {"no-operations", "not-openapi", "unknown-version"}
STATUSES = {200, 201, 204, 400, 401, 404, 406, 409, 415, 422}


def members(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a document, with each of its keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in keys:
        yield value, key
        if isinstance(value[key], (dict, list)):
            yield from members(value[key])


def spoiled(seed: int) -> dict[str, Any]:
    """The document with some of its nodes taken out, replaced, or called otherwise."""
    random = Random(seed)
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    for _ in range(random.choice((1, 2, 5, 20))):
        holder, key = random.choice(list(members(document)))
        chance = random.random()
        if chance < 0.2:
            del holder[key]
        elif chance < 0.85 or isinstance(holder, list):
            holder[key] = copy.deepcopy(random.choice(ODD))
        else:
            holder[random.choice(KEYS)] = holder.pop(key)
    return document


@pytest.mark.parametrize("seed", range(60))
async def test_what_is_left_of_a_spoiled_document_is_served(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(spoiled(seed), default=str))
    try:
        bundle = read(path, lenient=True)
    except ContractError as refusal:
        reason = refusal.findings[-1].rule
    else:
        reason = ""
        app = MockApp(bundle.contract, MockSettings(size=3), findings=bundle.findings)
        found = {
            await status(app, operation.method, operation.path)
            for operation in bundle.contract.operations
        }
        assert found <= STATUSES

    assert reason in {"", *REFUSALS}


async def status(app: MockApp, method: str, path: str) -> int:
    body = b'{"name": "x"}' if method in ("POST", "PUT", "PATCH") else b""
    headers = {
        "Authorization": "Bearer x",
        **({"Content-Type": "application/json"} if body else {}),
    }
    target = re.sub(r"\{[^}]*\}", "1", path)
    return int((await ask(app, method, target, body, headers)).status)
