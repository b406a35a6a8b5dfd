"""The JSON-Schema-Test-Suite, served: each schema is a body's, each instance is sent to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.document import read
from tenon.runtime.service import Service
from tests.tiny import JSON, SHARED, ask

SUITE = SHARED / "suites" / "json-schema-2020-12"
FILES = sorted((SUITE / "tests" / "draft2020-12").glob("*.json"))
REMOTES = {"http://localhost:1234/": SUITE / "remotes"}
CASES = 1299

pytestmark = pytest.mark.skipif(not FILES, reason="the suites stand beside the repository only")


def write(folder: Path, groups: list[dict[str, Any]]) -> Path:
    """A contract in files: an operation a group, its body's schema in a file of its own."""
    paths = {}
    for number, group in enumerate(groups):
        (folder / f"group{number}.json").write_text(json.dumps(group["schema"]))
        content = {JSON: {"schema": {"$ref": f"group{number}.json"}}}
        paths[f"/{number}"] = {
            "post": {
                "operationId": f"group{number}",
                "requestBody": {"required": True, "content": content},
                "responses": {"204": {"description": "Valid"}},
            }
        }
    info = {"title": "Suite", "version": "1"}
    path = folder / "openapi.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))
    return path


async def accept(body: Any) -> None:
    """The handler of every operation."""


async def wrong(service: Service, groups: list[dict[str, Any]]) -> list[str]:
    """The cases that are not judged as the suite says."""
    found = []
    for number, group in enumerate(groups):
        for case in group["tests"]:
            content = json.dumps(case["data"]).encode()
            answer = await ask(service, "POST", f"/{number}", content, {"Content-Type": JSON})
            # An empty object that asks for nothing is no request at all: 400 instead of 422.
            expected = {204} if case["valid"] else {400, 422} if case["data"] == {} else {422}
            if answer.status not in expected:
                found.append(f"{group['description']}: {case['description']}: {answer}")
    return found


def cases() -> Iterator[Any]:
    for path in FILES:
        for group in json.loads(path.read_bytes()):
            yield from group["tests"]


def test_the_suite_is_whole() -> None:
    assert sum(1 for _ in cases()) == CASES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_instance_is_judged_as_the_suite_says(path: Path, tmp_path: Path) -> None:
    groups = json.loads(path.read_bytes())
    bundle = read(write(tmp_path, groups), remotes=REMOTES)
    contract = Contract.from_bundle(bundle.document, bundle.places)
    service = Service(contract, {operation.id: accept for operation in contract.operations})
    assert asyncio.run(wrong(service, groups)) == []
