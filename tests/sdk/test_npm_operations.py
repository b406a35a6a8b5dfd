"""What the core is told of operations: data, and nothing of a contract that is not needed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.document import read
from tenon.sdk.npm.methods import methods
from tenon.sdk.npm.operations import operations
from tenon.sdk.python.plan import groups_of, plan
from tests.tiny import ROOT, body, contract, operation, parameter, reply

TEXT, INTEGER = {"type": "string"}, {"type": "integer"}
_LINE = re.compile(r"^  (\w+): (\{.*\}),$", re.MULTILINE)


def said(given: Contract) -> dict[str, Any]:
    """The operations of the module that is made of a contract, by their names."""
    found = _LINE.findall(operations(given, methods(given)))
    return {name: json.loads(text) for name, text in found}


def one(**members: Any) -> dict[str, Any]:
    """What is said of a single operation."""
    asked = operation("ask", *members.pop("parameters", ()), **members)
    found: dict[str, Any] = said(contract({"/things": {"post": asked}}))["ask"]
    return found


def test_an_operation_says_how_it_is_asked() -> None:
    found = one(
        parameters=[
            parameter("Idempotency-Key", "header", TEXT),
            parameter("Last-Event-ID", "header", TEXT),
            parameter("q", "query", {"type": "array"}, style="pipeDelimited", explode=False),
        ],
        body=body(TEXT),
        replies={"200": reply(INTEGER), "404": reply(TEXT), "5XX": reply(TEXT, "text/plain")},
    )

    assert found == {
        "id": "ask",
        "method": "POST",
        "path": "/things",
        "kind": "value",
        "accept": "application/json",
        "parameters": [
            {"name": "Idempotency-Key", "in": "header", "style": "simple"},
            {"name": "Last-Event-ID", "in": "header", "style": "simple"},
            {"name": "q", "in": "query", "style": "pipeDelimited"},
        ],
        "security": [],
        "answers": [{"status": "200", "form": "json", "headers": []}],
        "faults": ["404"],
        "body": {"kind": "json", "types": ["application/json"]},
        "key": "Idempotency-Key",
        "resume": "Last-Event-ID",
    }


@pytest.mark.parametrize(
    ("media", "kind"),
    [
        ({}, "empty"),
        ({"application/problem+json": {}}, "value"),
        ({"text/plain": {}}, "value"),
        ({"text/event-stream": {"x-itemSchema": INTEGER}}, "stream"),
        ({"application/jsonl": {"x-itemSchema": INTEGER}}, "lines"),
        ({"image/png": {}}, "download"),
        ({"*/*": {}}, "download"),
    ],
)
def test_an_answer_says_how_it_is_read(media: dict[str, Any], kind: str) -> None:
    assert one(replies={"200": {"description": "", "content": media}})["kind"] == kind


@pytest.mark.parametrize(
    ("media", "kind", "types"),
    [
        (["image/png", "application/json"], "json", ["application/json"]),
        (["application/merge-patch+json", "application/json"], "json", ["application/json"]),
        (["multipart/form-data", "text/plain"], "multipart", ["multipart/form-data"]),
        (["image/png", "image/jpeg"], "bytes", ["image/png", "image/jpeg"]),
        (["text/csv", "text/plain"], "text", ["text/csv", "text/plain"]),
    ],
)
def test_a_body_says_how_it_is_written(media: list[str], kind: str, types: list[str]) -> None:
    sent = {"content": {each: {"schema": TEXT} for each in media}}

    assert one(body=sent)["body"] == {"kind": kind, "types": types}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (TEXT, "string"),
        (INTEGER, "number"),
        ({"type": ["integer", "null"]}, "number"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "array", "items": TEXT}, "strings"),
        ({"type": "array", "items": INTEGER}, "numbers"),
        ({"enum": ["a", "b"]}, "string"),
        (True, "string"),
    ],
)
def test_a_header_says_what_it_is_read_as(schema: Any, kind: str) -> None:
    answer = {"description": "", "headers": {"X": {"schema": schema}}}

    assert one(replies={"204": answer})["answers"][0]["headers"] == [{"name": "X", "is": kind}]


def test_only_alternatives_that_a_client_can_meet_are_told() -> None:
    schemes = {
        "key": {"type": "apiKey", "in": "cookie", "name": "k"},
        "__proto__": {"type": "http", "scheme": "bearer"},
        "tls": {"type": "mutualTLS"},
    }
    security: list[dict[str, list[str]]] = [{"tls": []}, {"key": [], "__proto__": []}, {}]
    asked = operation("ask", security=security)
    given = contract({"/things": {"get": asked}}, components={"securitySchemes": schemes})

    text = operations(given, methods(given))

    assert said(given)["ask"]["security"] == [["key", "proto"], []]
    assert json.loads(text.partition("SCHEMES: Schemes = ")[2].rstrip(";\n")) == {
        "key": {"kind": "cookie", "name": "k"},
        "proto": {"kind": "bearer", "name": ""},
    }


def test_lists_are_walked_as_in_python() -> None:
    bundle = read(ROOT / "openapi/openapi.yaml")
    walked = plan(bundle.contract, bundle.places).iterations

    found = {name: each["pages"] for name, each in said(bundle.contract).items() if "pages" in each}

    assert {name: (p["style"], p["position"], p["first"]) for name, p in found.items()} == {
        name: (p.style, p.parameter, p.first) for name, p in walked.items()
    }
    assert len(found) > 10


def test_an_operation_has_the_methods_that_it_has_in_python() -> None:
    bundle = read(ROOT / "openapi/openapi.yaml")
    alike = {"lines": "stream", "empty": "value"}
    groups = plan(bundle.contract, bundle.places).groups

    found = sorted((m.operation.id, alike.get(m.kind, m.kind)) for m in methods(bundle.contract))

    assert found == sorted((m.operation.id, m.kind) for m in groups_of(groups))
