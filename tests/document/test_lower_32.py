"""OpenAPI 3.2 as far as 3.1 goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tenon.document import official, read

Written = Callable[..., Path]
HEAD = "openapi: 3.2.0\n$self: https://example.com/api\ninfo: {title: A, version: '1'}\n"


def test_streams_keep_their_item_schema(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /books:\n    get:\n      operationId: a\n      responses:\n        '200':\n"
        + "          summary: Books\n          content:\n"
        + "            application/jsonl: {itemSchema: {$ref: o.yaml#/Book}}\n",
        o_yaml="Book: {type: object}\n",
    )

    bundle = read(root)

    assert bundle.document["paths"]["/books"]["get"]["responses"]["200"] == {
        "x-summary": "Books",
        "content": {"application/jsonl": {"x-itemSchema": {"$ref": "#/components/schemas/Book"}}},
        "description": "Books",
    }
    at = "/paths/~1books/get/responses/200/content/application~1jsonl/x-itemSchema"
    assert str(bundle.places[at]) == "openapi.yaml:12:33"
    assert bundle.findings == ()


def test_item_schemas_of_3_1_are_references_too(written: Written) -> None:
    root = written(
        openapi_yaml="openapi: 3.1.1\ninfo: {title: A, version: '1'}\n"
        "components: {responses: {R: {description: d, content: {application/jsonl:"
        " {x-itemSchema: {$ref: o.yaml#/Book}}}}}}\n",
        o_yaml="Book: {type: object}\n",
    )

    components = read(root).document["components"]

    assert components["responses"]["R"]["content"]["application/jsonl"] == {
        "x-itemSchema": {"$ref": "#/components/schemas/Book"}
    }
    assert components["schemas"] == {"Book": {"type": "object"}}


def test_what_3_1_has_not_is_kept_under_x(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "servers: [{url: /, name: local}]\n"
        + "tags: [{name: a, kind: nav, parent: b, summary: A}, {name: b}]\n"
        + "paths:\n  /books:\n"
        + "    query: {operationId: q}\n"
        + "    additionalOperations: {COPY: {operationId: c}}\n"
        + "    get:\n      operationId: g\n      parameters:\n"
        + "        - $ref: '#/components/parameters/whole'\n"
        + "        - {in: cookie, name: c, style: cookie, schema: {}}\n"
        + "        - {in: header, name: h, schema: {}}\n"
        + "components:\n"
        + "  parameters:\n"
        + "    whole: {in: querystring, name: w, content: {application/json: {schema: {}}}}\n"
        + "  mediaTypes: {Lines: {description: d, itemSchema: {type: object}}}\n"
        + "  responses:\n    R: {content: {application/jsonl:"
        + " {$ref: '#/components/mediaTypes/Lines'}}}\n"
        + "  examples:\n    E: {dataValue: 1, serializedValue: '1'}\n"
        + "  schemas:\n    S: {discriminator: {propertyName: k, defaultMapping: S},"
        + " xml: {nodeType: attribute}}\n"
        + "  securitySchemes:\n    O: {type: oauth2, deprecated: true, oauth2MetadataUrl: /m,"
        + " flows: {deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {}}}}\n"
    )

    bundle = read(root)

    document = bundle.document
    assert list(official.errors(document, 1)) == []
    assert document["openapi"] == "3.1.1"
    assert document["x-$self"] == "https://example.com/api"
    assert document["servers"] == [{"url": "/", "x-name": "local"}]
    assert document["tags"][0] == {
        "name": "a", "x-kind": "nav", "x-parent": "b", "x-summary": "A",
    }  # fmt: skip
    item = document["paths"]["/books"]
    assert list(item) == ["x-query", "x-additionalOperations", "get"]
    assert [p.get("name") for p in item["get"]["parameters"]] == ["c", "h"]
    assert [p["name"] for p in item["get"]["x-querystring"]] == ["w"]
    components = document["components"]
    assert list(components) == [
        "parameters", "x-mediaTypes", "responses", "examples", "schemas", "securitySchemes",
        "x-querystrings",
    ]  # fmt: skip
    assert components["responses"]["R"]["content"] == {
        "application/jsonl": {"x-description": "d", "x-itemSchema": {"type": "object"}}
    }
    assert components["examples"]["E"] == {"value": 1, "x-serializedValue": "1"}
    assert components["schemas"]["S"] == {
        "discriminator": {"propertyName": "k", "x-defaultMapping": "S"},
        "xml": {"attribute": True},
    }
    assert [finding.rule for finding in bundle.findings] == ["only-in-3.2"] * 4


def test_self_names_the_document(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components: {schemas: {A: {$ref: 'https://example.com/api#/components/schemas/B'},"
        + " B: {type: string}}}\n"
    )

    assert read(root).document["components"]["schemas"]["A"] == {"$ref": "#/components/schemas/B"}
