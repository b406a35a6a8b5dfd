"""What every publication keeps to, and what real documents become."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from tenon.document import read
from tenon.finding import ContractError
from tenon.publish import publish
from tests.tiny import SHARED

ROOT = Path(__file__).parents[2]
CORPUS = SHARED / "corpus"
OWN = ROOT / "openapi/openapi.yaml"
HEAD = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
# Documents of 3.1 and 3.2; one of them has a default of the wrong type, in any version.
NEW = {
    "adyen-checkout-v71.yaml": (),
    "adyen-checkout-v72.yaml": (),
    "adyen-webhooks-v1.json": (),
    "learn-tictactoe.yaml": (),
    "museum.yaml": (),
    "opc-e2e-31.yaml": ("1 is not of type 'string'",),
    "pokeapi.yaml": (),
    "redocly-cafe.yaml": (),
}
OLD = ("petstore3.yaml", "box-v2025.json", "spotify-fixed.yaml", "twilio-conversations.json")
Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Writes a contract into an empty folder, and goes there."""

    def write(text: str) -> Path:
        monkeypatch.chdir(tmp_path)
        Path("openapi.yaml").write_text(HEAD + text)
        return Path("openapi.yaml")

    return write


def refusals(document: Any) -> list[str]:
    """What openapi-spec-validator finds wrong with a document of 3.0."""
    return [str(error.message) for error in OpenAPIV30SpecValidator(document).iter_errors()]


def in_json(document: Any) -> Any:
    return json.loads(json.dumps(document))


def test_our_contract_in_3_0_is_accepted_as_such() -> None:
    document = in_json(publish(read(OWN), openapi="3.0").document)

    assert document["openapi"] == "3.0.4"
    assert refusals(document) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus stands beside the repository only")
@pytest.mark.parametrize("name", NEW)
def test_real_documents_in_3_0_are_accepted_as_such(name: str) -> None:
    document = in_json(publish(read(CORPUS / name), openapi="3.0").document)

    assert refusals(document) == list(NEW[name])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus stands beside the repository only")
@pytest.mark.parametrize("name", OLD)
def test_a_document_of_3_0_loses_nothing_in_3_0(name: str) -> None:
    made = publish(read(CORPUS / name), openapi="3.0")

    assert refusals(in_json(made.document)) == []
    assert [str(finding) for finding in made.findings if finding.rule == "looser-in-3.0"] == []


def test_what_is_said_once_in_3_0_is_said_the_same_again(tmp_path: Path) -> None:
    first = publish(read(OWN), openapi="3.0").document
    (tmp_path / "first.json").write_text(json.dumps(first))

    again = publish(read(tmp_path / "first.json"), openapi="3.0")

    assert again.document == first


@pytest.mark.parametrize("dereference", [False, True])
@pytest.mark.parametrize("openapi", ["3.0", "3.1"])
def test_the_bundle_stays_as_it_is(dereference: bool, openapi: str) -> None:
    bundle = read(OWN)
    before = deepcopy(bundle.document)

    publish(bundle, public=True, dereference=dereference, openapi=openapi)

    assert bundle.document == before


def test_without_a_wish_the_document_is_the_bundle() -> None:
    bundle = read(OWN)

    assert publish(bundle).document == bundle.document


def test_a_contract_without_internal_parts_is_public_as_it_is() -> None:
    bundle = read(OWN)

    made = publish(bundle, public=True)

    assert (made.document, made.findings) == (bundle.document, ())


def test_our_contract_has_no_reference_left() -> None:
    made = publish(read(OWN), dereference=True)

    assert "$ref" not in json.dumps(made.document)
    assert made.findings == ()


def test_what_would_grow_without_bounds_is_refused(written: Written) -> None:
    text = "components:\n  schemas:\n    S0: {type: string}\n"
    for step in range(1, 40):
        before = f"{{$ref: '#/components/schemas/S{step - 1}'}}"
        text += f"    S{step}: {{anyOf: [{before}, {{not: {before}}}]}}\n"

    with pytest.raises(ContractError) as raised:
        publish(read(written(text)), dereference=True)

    assert str(raised.value) == (
        "openapi.yaml:1:1: too-large: written out, it would have more than 2,000,000 nodes; "
        "leave the references in"
    )


def test_what_nests_through_too_many_references_is_refused(written: Written) -> None:
    text = "components:\n  schemas:\n    S0: {type: string}\n"
    for step in range(1, 2000):
        text += f"    S{step}: {{items: {{$ref: '#/components/schemas/S{step - 1}'}}}}\n"
    reversed_text = "\n".join([*text.splitlines()[:2], *reversed(text.splitlines()[2:])]) + "\n"

    with pytest.raises(ContractError, match="too-deep: references and nesting together"):
        publish(read(written(reversed_text)), dereference=True)


def test_what_only_an_internal_webhook_or_callback_uses_is_left_out(written: Written) -> None:
    operation = (
        "{ requestBody: { content: { application/json: { schema: "
        "{ $ref: '#/components/schemas/%s' } } } }, responses: { '204': { description: d } } }"
    )
    root = written(
        f"webhooks:\n  told: {{ x-internal: true, post: {operation % 'Told'} }}\n"
        "paths:\n  /a:\n    post:\n      operationId: a\n"
        f"      callbacks: {{ done: {{ '{{$request.body#/url}}': {{ x-internal: true, "
        f"post: {operation % 'Done'} }} }} }}\n"
        "      responses: { '204': { description: d } }\n"
        "components:\n  schemas:\n    Told: { $ref: '#/components/schemas/Part' }\n"
        "    Done: { type: string }\n    Part: { type: string }\n    Other: { type: string }\n"
    )

    document = publish(read(root), public=True).document

    assert document["components"] == {"schemas": {"Other": {"type": "string"}}}
    assert document["webhooks"] == {}
    assert "Done" not in json.dumps(document)


def test_what_a_public_part_uses_too_stays(written: Written) -> None:
    root = written(
        "paths:\n"
        "  /a: { get: { operationId: a, x-internal: true, tags: [t], security: [{ o: [x, y] }],"
        " responses: { '200': { $ref: '#/components/responses/R' } } } }\n"
        "  /b: { get: { operationId: b, tags: [t], security: [{ o: [x] }],"
        " responses: { '200': { $ref: '#/components/responses/R' } } } }\n"
        "tags: [{ name: t }]\n"
        "components:\n  responses: { R: { description: d } }\n"
        "  securitySchemes: { o: { type: oauth2,"
        " flows: { password: { tokenUrl: /t, scopes: { x: X, y: Y, z: Z } } } } }\n"
    )

    document = publish(read(root), public=True).document

    assert list(document["paths"]) == ["/b"]
    assert document["tags"] == [{"name": "t"}]
    assert document["components"]["responses"] == {"R": {"description": "d"}}
    flows = document["components"]["securitySchemes"]["o"]["flows"]
    assert flows["password"]["scopes"] == {"x": "X", "z": "Z"}


def test_an_internal_property_is_asked_for_and_shown_nowhere(written: Written) -> None:
    root = written(
        "components:\n  schemas:\n"
        "    Base: { properties: { cost: { type: number, x-internal: true } }, required: [cost] }\n"
        "    Item:\n"
        "      allOf: [{ $ref: '#/components/schemas/Base' }, { required: [cost, id] }]\n"
        "      required: [id, cost]\n      properties: { id: { type: integer } }\n"
        "      dependentRequired: { cost: [id], id: [cost] }\n"
        "      default: { id: 1, cost: 2 }\n"
        "    List: { items: { $ref: '#/components/schemas/Item' }, examples: [[{ cost: 2 }]] }\n"
    )

    schemas = publish(read(root), public=True).document["components"]["schemas"]

    assert "cost" not in json.dumps(schemas)
    assert schemas["Item"]["required"] == ["id"]
    assert schemas["Item"]["allOf"][1] == {"required": ["id"]}
    assert schemas["Item"]["default"] == {"id": 1}
    assert schemas["List"]["examples"] == [[{}]]
