"""Schemas that name their parts keep their meaning in a bundle."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tenon.contract import Contract
from tenon.document import read
from tenon.finding import ContractError

Written = Callable[..., Path]
HEAD = "openapi: 3.1.1\ninfo: {title: Library, version: 1.0.0}\n"
BODY = (
    "paths:\n  /x:\n    put:\n      operationId: putX\n      requestBody:\n        content:\n"
    "          application/json: {schema: {$ref: '%s'}}\n"
)
SUITE = Path(__file__).parents[2].parent / "shared" / "suites" / "json-schema-2020-12"


def judge(root: Path, **options: Any) -> jsonschema_rs.Validator:
    """What judges the body of the one operation of a contract."""
    bundle = read(root, **options)
    contract = Contract.from_bundle(bundle.document)
    body = contract.operation("putX").body
    assert body is not None
    schema = body.media["application/json"].schema
    assert schema is not None
    # An engine must be given the meta-schemas that it does not know before it can read a schema.
    resources = [item for item in contract.schemas.resources.items() if "$vocabulary" in item[1]]
    return jsonschema_rs.validator_for(
        contract.schemas.standalone(schema),
        registry=jsonschema_rs.Registry(resources) if resources else None,
        validate_formats=False,
        offline=True,
    )


def test_a_plain_schema_document_is_flattened(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "tree.json",
        tree_json='{"$defs": {"leaf": {"type": "integer"}}, "items": {"$ref": "#/$defs/leaf"}}',
    )

    assert read(root).document["components"]["schemas"] == {
        "tree": {
            "$defs": {"leaf": {"type": "integer"}},
            "items": {"$ref": "#/components/schemas/tree/$defs/leaf"},
        }
    }


def test_a_document_with_anchors_is_embedded_under_an_id_without_paths_of_the_machine(
    written: Written,
) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "schemas/tree.json",
        schemas__tree_json=(
            '{"$dynamicAnchor": "node", "properties": {"kids": {"items": {"$dynamicRef": "#node"}},'
            ' "name": {"$ref": "../name.json#/Name"}}}'
        ),
        name_json='{"Name": {"type": "string"}}',
    )

    schemas = read(root).document["components"]["schemas"]

    assert schemas["tree"]["$id"] == "file:///schemas/tree.json"
    assert schemas["tree"]["properties"]["name"] == {"$ref": "../name.json#/Name"}
    assert schemas["name"] == {"$id": "file:///name.json", "Name": {"type": "string"}}
    assert judge(root).is_valid({"kids": [{"kids": [{"name": "x"}]}]})
    assert not judge(root).is_valid({"kids": [{"kids": [{"name": 1}]}]})


def test_a_document_with_an_id_keeps_it(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "order.json",
        order_json=(
            '{"$id": "https://example.com/order.json", "properties":'
            ' {"price": {"$ref": "money.json"}, "items": {"$ref": "#/$defs/items"}},'
            ' "$defs": {"items": {"type": "array"}}}'
        ),
        money_json='{"$id": "https://example.com/money.json", "type": "number"}',
    )

    document = read(root).document

    assert list(document["components"]["schemas"]) == ["order", "money"]
    assert document["components"]["schemas"]["order"]["$id"] == "https://example.com/order.json"
    body = document["paths"]["/x"]["put"]["requestBody"]["content"]["application/json"]
    assert body == {"schema": {"$ref": "#/components/schemas/order"}}
    assert judge(root).is_valid({"price": 1, "items": []})
    assert not judge(root).is_valid({"price": "1"})
    assert not judge(root).is_valid({"items": {}})


def test_a_part_of_a_resource_is_referred_to_by_its_id(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "order.json#/$defs/items",
        order_json='{"$id": "https://example.com/order", "$defs": {"items": {"type": "array"}}}',
    )

    body = read(root).document["paths"]["/x"]["put"]["requestBody"]["content"]["application/json"]

    assert body == {"schema": {"$ref": "https://example.com/order#/$defs/items"}}
    assert judge(root).is_valid([])
    assert not judge(root).is_valid({})


def test_an_offered_document_is_embedded_under_its_uri(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "https://example.com/schemas/order.json#/items",
        copies__order_json='{"items": {"items": {"$ref": "money.json"}}}',
        copies__money_json='{"type": "number"}',
    )

    bundle = read(root, remotes={"https://example.com/schemas/": Path("copies")})

    assert bundle.document["components"]["schemas"] == {
        "order": {
            "$id": "https://example.com/schemas/order.json",
            "items": {"items": {"$ref": "money.json"}},
        },
        "money": {"$id": "https://example.com/schemas/money.json", "type": "number"},
    }
    assert str(bundle.places["/components/schemas/money/type"]) == "copies/money.json:1:2"
    judged = judge(root, remotes={"https://example.com/schemas/": Path("copies")})
    assert judged.is_valid([1])
    assert not judged.is_valid(["1"])


def test_a_single_uri_can_be_offered(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "urn:example:money", here__money_json='{"type": "number"}'
    )

    judged = judge(root, remotes={"urn:example:money": Path("here/money.json")})

    assert judged.is_valid(1)
    assert not judged.is_valid("1")


def test_an_offered_folder_cannot_be_left(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + BODY % "https://example.com/schemas/%2e%2e/secret.json",
        secret_json='{"type": "number"}',
        copies__a_json="{}",
    )

    with pytest.raises(ContractError, match=r"remote-ref: .* is remote"):
        read(root, remotes={"https://example.com/schemas/": Path("copies")})


def test_schemas_with_an_id_in_the_root_stay_as_they_are(written: Written) -> None:
    text = (
        "components:\n  schemas:\n"
        "    Order: {$id: 'https://example.com/order', $defs: {n: {type: integer}},"
        " items: {$ref: '#/$defs/n'}}\n"
    )
    root = written(openapi_yaml=HEAD + BODY % "https://example.com/order" + text)

    document = read(root).document

    assert document["components"]["schemas"]["Order"]["items"] == {"$ref": "#/$defs/n"}
    assert judge(root).is_valid([1])
    assert not judge(root).is_valid(["1"])


def test_anchors_in_the_root_lead_on(written: Written) -> None:
    text = "components: {schemas: {Node: {$anchor: node, properties: {next: {$ref: '#node'}}}}}\n"
    root = written(openapi_yaml=HEAD + BODY % "#node" + text)

    assert judge(root).is_valid({"next": {"next": {}}})
    assert read(root).document["components"]["schemas"]["Node"]["$anchor"] == "node"


def test_a_pointer_in_a_resource_begins_at_the_resource(written: Written) -> None:
    text = (
        "components:\n  schemas:\n    Name: {type: string}\n"
        "    Order: {$id: 'https://example.com/order', not: {$ref: '#/components/schemas/Name'}}\n"
    )

    with pytest.raises(ContractError, match="#/components/schemas/Name does not exist"):
        read(written(openapi_yaml=HEAD + text))


def groups() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted((SUITE / "tests" / "draft2020-12").glob("*.json")):
        for index, group in enumerate(json.loads(path.read_text())):
            found.append((f"{path.stem}-{index}", group))
    return found


@pytest.mark.skipif(not SUITE.is_dir(), reason="the JSON-Schema-Test-Suite is not there")
def test_bundling_changes_no_verdict_of_the_json_schema_test_suite(tmp_path: Path) -> None:
    wrong, judged = [], 0
    for name, group in groups():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "body.json").write_text(json.dumps(group["schema"]))
        root = folder / "openapi.yaml"
        root.write_text(HEAD + BODY % "body.json")
        validator = judge(root, remotes={"http://localhost:1234/": SUITE / "remotes"})
        for test in group["tests"]:
            judged += 1
            if validator.is_valid(test["data"]) is not test["valid"]:
                wrong.append(f"{name}: {group['description']}: {test['description']}")

    assert wrong == []
    assert judged == 1299
