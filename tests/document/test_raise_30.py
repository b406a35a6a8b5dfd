"""OpenAPI 3.0 raised to the same meaning in 3.1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenon.document import read
from tenon.document.raise_30 import raise_30

Written = Callable[..., Path]
HEAD = "openapi: 3.0.3\ninfo: {title: Library, version: 1.0.0}\npaths: {}\n"
NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"nullable": True, "enum": ["a", None]}, {"enum": ["a", None]}),
        ({"nullable": True}, {}),
        (
            {"nullable": True, "allOf": [{"$ref": "#/a"}], "description": "d"},
            {"anyOf": [{"$ref": "#/a"}, NULL], "description": "d"},
        ),
        (
            {"nullable": True, "oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"anyOf": [{"oneOf": [{"type": "string"}, {"type": "integer"}]}, NULL]},
        ),
        (
            {"nullable": True, "anyOf": [{"type": "string"}]},
            {"anyOf": [{"type": "string"}, NULL]},
        ),
        (
            {"type": "object", "allOf": [{"$ref": "#/a"}, {}], "nullable": True, "x-a": 1},
            {"anyOf": [{"type": "object", "allOf": [{"$ref": "#/a"}, {}]}, NULL], "x-a": 1},
        ),
        ({"$ref": "#/a", "nullable": True}, {"anyOf": [{"$ref": "#/a"}, NULL]}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 9, "exclusiveMaximum": True}, {"exclusiveMaximum": 9}),
        ({"exclusiveMaximum": True}, {}),
        ({"example": None, "title": "t"}, {"examples": [None], "title": "t"}),
        ({"example": 1, "examples": [2]}, {"examples": [2]}),
        (
            {"type": "string", "format": "binary"},
            {"type": "string", "contentMediaType": "application/octet-stream"},
        ),
        ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
        ({"type": "string", "format": "date"}, {"type": "string", "format": "date"}),
        (
            {"properties": {"a": {"items": {"type": "string", "nullable": True}}}},
            {"properties": {"a": {"items": {"type": ["string", "null"]}}}},
        ),
        (
            {"properties": {"nullable": {"type": "string"}, "example": {"type": "string"}}},
            {"properties": {"nullable": {"type": "string"}, "example": {"type": "string"}}},
        ),
        (
            {"default": {"nullable": True}, "enum": [{"example": 1}]},
            {"default": {"nullable": True}, "enum": [{"example": 1}]},
        ),
    ],
)
def test_a_schema_is_raised(before: dict[str, Any], after: dict[str, Any]) -> None:
    raise_30("schema", before)

    assert before == after


def test_members_keep_their_order() -> None:
    schema = {"title": "t", "format": "byte", "minimum": 1, "exclusiveMinimum": True, "x-a": 1}

    raise_30("schema", schema)

    assert list(schema) == ["title", "contentEncoding", "exclusiveMinimum", "x-a"]


def test_the_document_says_that_it_is_3_1(written: Written) -> None:
    assert read(written(openapi_yaml=HEAD)).document["openapi"] == "3.1.1"


def test_what_stands_beside_a_reference_is_ignored_but_nullable(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components:\n  schemas:\n    A: {type: string}\n"
        + "    B: {properties: {a: {$ref: '#/components/schemas/A', maxLength: 1},"
        + " b: {$ref: '#/components/schemas/A', nullable: true}}}\n"
    )

    bundle = read(root)

    reference = {"$ref": "#/components/schemas/A"}
    assert bundle.document["components"]["schemas"]["B"]["properties"] == {
        "a": reference,
        "b": {"anyOf": [reference, NULL]},
    }
    assert [finding.rule for finding in bundle.findings] == ["ignored-sibling"]


def test_references_into_what_was_moved_follow_it(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components:\n  schemas:\n"
        + "    A: {nullable: true, allOf: [{properties: {n: {type: integer}}}]}\n"
        + "    B: {$ref: '#/components/schemas/A/allOf/0/properties/n'}\n"
        + "    C: {nullable: true, oneOf: [{type: integer}, {nullable: true, allOf: [{}, {}]}]}\n"
        + "    D: {$ref: '#/components/schemas/C/oneOf/1/allOf/1'}\n"
    )

    schemas = read(root).document["components"]["schemas"]

    assert schemas["B"] == {"$ref": "#/components/schemas/A/anyOf/0/properties/n"}
    assert schemas["D"] == {"$ref": "#/components/schemas/C/anyOf/0/oneOf/1/anyOf/0/allOf/1"}


def test_other_files_are_raised_with_the_root(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + "components: {schemas: {A: {items: {$ref: o.yaml#/B}}}}\n",
        o_yaml="B: {type: string, nullable: true}\n",
    )

    assert read(root).document["components"]["schemas"]["B"] == {"type": ["string", "null"]}


def test_a_3_0_file_in_a_3_1_contract_is_raised(written: Written) -> None:
    root = written(
        openapi_yaml="openapi: 3.1.1\ninfo: {title: A, version: '1'}\n"
        "components: {schemas: {A: {items: {$ref: 'o.yaml#/components/schemas/B'}}}}\n",
        o_yaml=HEAD + "components: {schemas: {B: {type: string, nullable: true}}}\n",
    )

    assert read(root).document["components"]["schemas"]["B"] == {"type": ["string", "null"]}


def test_a_fault_by_3_0_that_3_1_does_not_know_is_a_warning(written: Written) -> None:
    root = written(
        openapi_yaml="openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
        "components: {schemas: {A: {type: [string, 'null'], const: a}}}\n"
    )

    assert [(str(f.place), f.rule, f.severity) for f in read(root).findings] == [
        ("openapi.yaml:1:1", "missing-field", "warning"),
        ("openapi.yaml:3:28", "wrong-type", "warning"),
        ("openapi.yaml:3:52", "unknown-field", "warning"),
    ]
