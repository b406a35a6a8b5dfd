"""Schemas that could judge nothing."""

from __future__ import annotations

from typing import Any

from tenon.cli.schemas import uncompiled
from tenon.contract import Contract


def found(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """What is said of a schema that a query parameter and a reply share."""
    shared = {"$ref": "#/components/schemas/Shared"}
    operation = {
        "operationId": "read",
        "parameters": [{"name": "q", "in": "query", "schema": shared}],
        "responses": {
            "200": {
                "description": "",
                "content": {"application/jsonl": {"x-itemSchema": shared}},
                "headers": {"X-Q": {"schema": shared}},
            }
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/": {"get": operation}},
        "components": {"schemas": {"Shared": schema}},
    }
    contract = Contract.from_bundle(document)
    return [(schema.pointer, reason) for schema, reason in uncompiled(contract, {})]


def test_a_good_schema_is_not_mentioned() -> None:
    assert found({"type": "string", "format": "date"}) == []


def test_a_reference_that_leads_nowhere_is_told_wherever_it_is_used() -> None:
    reason = "the reference /components/schemas/Nothing leads nowhere"

    assert found({"$ref": "#/components/schemas/Nothing"}) == [
        ("/paths/~1/get/parameters/0/schema", reason),
        ("/paths/~1/get/responses/200/content/application~1jsonl/x-itemSchema", reason),
        ("/paths/~1/get/responses/200/headers/X-Q/schema", reason),
    ]


def test_a_schema_that_its_dialect_refuses_is_told_with_the_reason() -> None:
    assert "strin" in found({"type": "strin"})[0][1]
