"""One document of many files: callbacks, sections, cycles, places and errors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenon.document import read
from tenon.finding import ContractError

Written = Callable[..., Path]
HEAD = "openapi: 3.1.1\ninfo: {title: Library, version: 1.0.0}\n"


def test_callbacks_and_webhooks_are_bundled_too(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /books:\n    post:\n      operationId: a\n      callbacks:\n"
        + "        added: {$ref: 'hooks.yaml#/added'}\n"
        + "        gone: {'{$request.query.url}': {$ref: 'hooks.yaml#/gone'}}\n"
        + "webhooks:\n  changed: {$ref: 'hooks.yaml#/gone'}\n",
        hooks_yaml=(
            "added: {'{$request.body#/url}': {$ref: '#/gone'}}\ngone: {post: {operationId: tell}}\n"
        ),
    )

    document = read(root).document

    hook = {"post": {"operationId": "tell"}}
    assert document["webhooks"] == {"changed": hook}
    assert document["components"]["callbacks"] == {"added": {"{$request.body#/url}": hook}}
    assert document["paths"]["/books"]["post"]["callbacks"] == {
        "added": {"$ref": "#/components/callbacks/added"},
        "gone": {"{$request.query.url}": hook},
    }


def test_files_beside_and_above_may_be_referred_to(written: Written) -> None:
    root = written(
        api__v1__openapi_yaml=HEAD
        + "components:\n  schemas:\n    A: {not: {$ref: '../../shared/my%20types.yaml#/B'}}\n",
        **{"shared__my types_yaml": "B: {type: string}\n"},
    )

    bundle = read(root)

    assert bundle.document["components"]["schemas"]["B"] == {"type": "string"}
    assert str(bundle.places["/components/schemas/B/type"]) == "shared/my types.yaml:1:5"


def test_references_on_the_way_of_a_pointer_are_followed(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "components: {schemas: {A: {items: {$ref: 'index.yaml#/book/isbn'}}}}\n",
        index_yaml="book: {$ref: book.yaml}\n",
        book_yaml="isbn: {type: string}\n",
    )

    schemas = read(root).document["components"]["schemas"]

    assert schemas == {
        "A": {"items": {"$ref": "#/components/schemas/isbn"}},
        "isbn": {"type": "string"},
    }


def test_a_bundle_is_the_same_every_time(written: Written) -> None:
    files: dict[str, Any] = {f"s{n}_yaml": f"Item: {{const: {n}}}\n" for n in range(20)}
    references = "".join(f"        - $ref: s{n}.yaml#/Item\n" for n in range(20))
    root = written(
        openapi_yaml=HEAD + "components:\n  schemas:\n    All:\n      oneOf:\n" + references,
        **files,
    )

    first, second = read(root), read(root)

    assert repr(first.document) == repr(second.document)
    assert list(first.document["components"]["schemas"])[:3] == ["All", "Item", "s1_Item"]


def test_all_places_of_a_bundle_can_be_told(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + "components: {schemas: {A: {properties: {b: {$ref: 'o.yaml#/B'}}}}}\n",
        o_yaml="# types\nB: {type: string}\n",
    )

    places = read(root).places

    assert {pointer: str(place) for pointer, place in places.items()}[
        "/components/schemas/B/type"
    ] == "o.yaml:2:5"
    assert len(places) == len(list(places))


def test_the_errors_of_all_files_are_told_at_once(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /a: {$ref: a.yaml}\n  /b: {$ref: b.yaml}\n  /c: {$ref: b.yaml}\n",
        a_yaml="get: {operationId: 1, operationId: 2}\n",
        b_yaml="get: {responses: {'200': {$ref: c.yaml}}}\n",
    )

    with pytest.raises(ContractError) as raised:
        read(root)

    assert [str(f).partition(";")[0] for f in raised.value.findings if f.severity == "error"] == [
        "a.yaml:1:23: duplicate-key: the key operationId stands here again, after line 1",
        "b.yaml:1:27: unresolved-ref: c.yaml does not exist: there is no such file",
    ]


def test_references_nested_too_deep_give_a_finding_rather_than_a_crash(written: Written) -> None:
    files = {
        f"s{n}_yaml": f"get: {{callbacks: {{c: {{'{{$url}}': {{$ref: s{n + 1}.yaml}}}}}}}}\n"
        for n in range(300)
    }
    root = written(openapi_yaml=HEAD + "paths:\n  /a: {$ref: s0.yaml}\n", **files, s300_yaml="{}")

    with pytest.raises(ContractError, match=r"openapi\.yaml:1:1: too-deep: "):
        read(root)


def test_path_items_that_lead_into_themselves_give_a_finding(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD + "paths:\n  /a: {$ref: a.yaml}\n",
        a_yaml=("get:\n  operationId: a\n  callbacks:\n    again:\n      '{$url}': {$ref: '#'}\n"),
    )

    with pytest.raises(ContractError, match="ref-cycle: # leads back to what it stands in"):
        read(root)


def test_whole_sections_may_stand_in_other_files(written: Written) -> None:
    root = written(
        openapi_yaml=HEAD
        + "paths: {$ref: paths.yaml}\n"
        + "components:\n  schemas: {$ref: schemas/index.yaml}\n",
        paths_yaml=(
            "/books:\n  put:\n    operationId: a\n    requestBody:\n      content:\n"
            "        application/json:\n"
            "          schema: {$ref: 'openapi.yaml#/components/schemas/Book'}\n"
            "        text/json: {schema: {$ref: 'schemas/index.yaml#/Shelf'}}\n"
        ),
        schemas__index_yaml="Book: {$ref: book.yaml}\nShelf: {items: {$ref: '#/Book'}}\n",
        schemas__book_yaml="type: object\n",
    )

    bundle = read(root)

    schemas = bundle.document["components"]["schemas"]
    assert schemas == {
        "Book": {"type": "object"},
        "Shelf": {"items": {"$ref": "#/components/schemas/Book"}},
    }
    content = bundle.document["paths"]["/books"]["put"]["requestBody"]["content"]
    assert content == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Book"}},
        "text/json": {"schema": {"$ref": "#/components/schemas/Shelf"}},
    }
    assert [finding.rule for finding in bundle.findings] == ["misplaced-ref"] * 2


def test_openapi_spec_validator_finds_a_bundle_valid(written: Written) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    root = written(
        openapi_yaml=HEAD
        + "paths:\n  /books/{id}: {$ref: books.yaml}\n"
        + "components: {schemas: {Book: {$ref: book.json}}}\n",
        books_yaml=(
            "parameters: [{$ref: parts.yaml#/Id}]\n"
            "get:\n  operationId: a\n  responses:\n    '200':\n      description: d\n"
            "      content: {application/json: {schema: {$ref: book.json}}}\n"
        ),
        parts_yaml="Id: {name: id, in: path, required: true, schema: {type: string}}\n",
        book_json='{"type": "object", "properties": {"next": {"$ref": "#"}}}',
    )

    assert list(OpenAPIV31SpecValidator(read(root).document).iter_errors()) == []
