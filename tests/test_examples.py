"""Every example of the Book contract is valid against the schema it illustrates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from handlers.isbn import is_isbn
from tenon.document import read

ROOT = Path(__file__).parent.parent
BYTES = ("image/", "*/*", "multipart/")  # nobody writes them down
Case = tuple[str, dict[str, Any], Any]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return read(ROOT / "openapi" / "openapi.yaml").document


def resolved(document: dict[str, Any], node: Any) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def items(where: str, value: str) -> Iterator[tuple[int, str]]:
    """The items of a stream, each with the number of its line."""
    events = where.endswith("/text/event-stream")
    for number, line in enumerate(value.splitlines(), start=1):
        if not events:
            yield number, line
        elif line.startswith("data: ") and line != "data: [DONE]":
            yield number, line.removeprefix("data: ")


def media_cases(document: dict[str, Any], where: str, media: Mapping[str, Any]) -> Iterator[Case]:
    for name, example in media.get("examples", {}).items():
        value = resolved(document, example)["value"]
        if "x-itemSchema" in media:
            for number, item in items(where, value):
                yield f"{where}/{name}:{number}", media["x-itemSchema"], json.loads(item)
        else:
            yield f"{where}/{name}", media["schema"], value


def cases(document: dict[str, Any], node: Any, where: str = "#") -> Iterator[Case]:
    """The examples and defaults at and below a node, each with its schema."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from cases(document, child, f"{where}/{index}")
    if not isinstance(node, dict):
        return
    content = {name: media for name, media in node.get("content", {}).items() if "/" in name}
    for media_type, media in content.items():  # not those of a property of that name
        yield from media_cases(document, f"{where}/{media_type}", media)
    if "schema" in node and "example" in node:
        yield f"{where}/example", node["schema"], node["example"]
    if "type" in node and isinstance(node.get("examples"), list):
        yield from ((f"{where}/examples", node, example) for example in node["examples"])
    if "default" in node and ("$ref" in node or "type" in node):
        yield f"{where}/default", node, node["default"]
    for key, child in node.items():
        if key not in {"value", "example", "examples", "default"}:
            yield from cases(document, child, f"{where}/{key}")


def faults(document: dict[str, Any], schema: dict[str, Any], value: Any) -> list[str]:
    standalone = {"components": document["components"], **schema}
    validator = jsonschema_rs.Draft202012Validator(
        standalone, validate_formats=True, formats={"isbn": is_isbn}
    )
    return [error.message for error in validator.iter_errors(value)]


def test_every_example_is_valid_against_its_schema(document: dict[str, Any]) -> None:
    found = list(cases(document, document))
    assert len(found) > 100
    assert {where: told for where, s, v in found if (told := faults(document, s, v))} == {}


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    bodies = [
        (f"{method.upper()} {path}", media_type, media)
        for path, item in document["paths"].items()
        for method, operation in resolved(document, item).items()
        if method != "parameters"
        for part in (operation.get("requestBody", {}), *operation["responses"].values())
        for media_type, media in resolved(document, part).get("content", {}).items()
    ]
    assert len(bodies) > 25
    missing = [(where, name) for where, name, media in bodies if not media.get("examples")]
    assert [(where, name) for where, name in missing if not name.startswith(BYTES)] == []


def test_an_example_that_breaks_its_schema_is_seen(document: dict[str, Any]) -> None:
    isbn = {"type": "string", "format": "isbn"}
    assert faults(document, isbn, "9780132350884") == []
    assert len(faults(document, isbn, "9780132350885")) == 1
