"""Lenient reading: what is wrong is taken out and warned of, and the rest is served."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tenon.contract import Location
from tenon.document import Bundle, read
from tenon.finding import ContractError, Severity
from tests.tiny import SHARED, document, operation, parameter

CORPUS, SUITE = SHARED / "corpus", SHARED / "suites/oas-schema"
Json = Any
Lenient = Callable[[Json], Bundle]
OK = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "object"}}}}}


@pytest.fixture
def lenient(tmp_path: Path) -> Lenient:
    """Writes a document and reads it leniently."""

    def make(value: Json) -> Bundle:
        path = tmp_path / "api.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return read(path, lenient=True)

    return make


def rules(bundle: Bundle) -> set[str]:
    """The rules of the warnings; there must be no error."""
    assert not [f for f in bundle.findings if f.severity is Severity.ERROR]
    return {f.rule for f in bundle.findings if f.severity is Severity.WARNING}


def tiny(*parameters: Json, **more: Any) -> dict[str, Any]:
    return document({"/a": {"get": operation("getA", *parameters, replies=dict(OK), **more)}})


def body(bundle: Bundle, id_: str = "getA") -> Json:
    """The schema of the body of an operation's reply 200."""
    schema = bundle.contract.operation(id_).replies["200"].media["application/json"].schema
    return None if schema is None else schema.value


def with_schema(schema: Json) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    replies = {"200": {"description": "", "content": content}}
    return document({"/a": {"get": operation("getA", replies=replies)}})


def test_a_document_without_faults_is_read_as_always(lenient: Lenient) -> None:
    bundle = lenient(tiny())

    assert rules(bundle) == set()
    assert bundle.mended == ()


def test_info_may_be_missing(lenient: Lenient) -> None:
    value = tiny()
    del value["info"]

    bundle = lenient(value)

    assert rules(bundle) == {"missing-field"}
    assert (bundle.contract.title, bundle.contract.version) == ("", "")


def test_what_was_passed_over_is_kept_as_errors(lenient: Lenient) -> None:
    bundle = lenient({**tiny(), "info": 1})

    assert [(f.rule, f.severity) for f in bundle.mended] == [("wrong-type", Severity.ERROR)]


@pytest.mark.parametrize(
    ("version", "warned"),
    [(3.1, {"wrong-type"}), ("3.9.0", {"wrong-value"}), ("3.1", {"wrong-value"})],
)
def test_the_version_is_taken_as_it_is_meant(
    lenient: Lenient, version: Json, warned: set[str]
) -> None:
    bundle = lenient({**tiny(), "openapi": version})

    assert rules(bundle) == warned
    assert [o.id for o in bundle.contract.operations] == ["getA"]


def test_an_unknown_field_is_warned_of(lenient: Lenient) -> None:
    bundle = lenient(tiny(parameter("q", "query", requird=True)))

    assert rules(bundle) == {"unknown-field"}
    assert [p.name for p in bundle.contract.operation("getA").parameters] == ["q"]


def test_a_reference_of_a_schema_into_nowhere_lets_everything_through(lenient: Lenient) -> None:
    bundle = lenient(with_schema({"$ref": "#/components/schemas/Nobody", "title": "A"}))

    assert rules(bundle) == {"unresolved-ref"}
    assert body(bundle) == {"title": "A"}


def test_schemas_that_are_only_each_other_let_everything_through(lenient: Lenient) -> None:
    value = with_schema({"$ref": "#/components/schemas/A"})
    names = {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}
    value["components"]["schemas"] = names

    bundle = lenient(value)

    assert rules(bundle) == {"ref-cycle"}
    assert bundle.contract.schemas.followed(body(bundle)) == {}


def test_a_schema_of_another_file_that_is_missing_is_left_open(lenient: Lenient) -> None:
    bundle = lenient(with_schema({"properties": {"a": {"$ref": "gone.yaml#/A"}}}))

    assert rules(bundle) == {"unresolved-ref"}
    assert body(bundle) == {"properties": {"a": {}}}


def test_a_parameter_that_leads_nowhere_is_dropped(lenient: Lenient) -> None:
    lost = {"$ref": "#/components/parameters/Lost"}

    bundle = lenient(tiny(parameter("a", "query"), lost, parameter("b", "query")))

    assert [p.name for p in bundle.contract.operation("getA").parameters] == ["a", "b"]


@pytest.mark.parametrize(
    "broken",
    [
        None,
        7,
        {"name": "q"},
        {"in": "query", "schema": {}},
        {"name": "q", "in": "somewhere", "schema": {}},
        {"name": ["q"], "in": "query", "schema": {}},
    ],
)
def test_a_bad_parameter_is_dropped(lenient: Lenient, broken: Json) -> None:
    bundle = lenient(tiny(broken, parameter("a", "query")))

    assert [p.name for p in bundle.contract.operation("getA").parameters] == ["a"]
    assert bundle.mended


def test_a_parameter_that_says_nothing_takes_everything(lenient: Lenient) -> None:
    bundle = lenient(tiny({"name": "q", "in": "query"}))

    [found] = bundle.contract.operation("getA").parameters
    assert found.schema is not None
    assert found.schema.value == {}


def test_a_path_parameter_that_nobody_declares_is_a_text(lenient: Lenient) -> None:
    bundle = lenient(document({"/a/{id}": {"get": operation("getA", replies=OK)}}))

    assert rules(bundle) == {"path-parameter-undeclared"}
    [found] = bundle.contract.operation("getA").parameters
    assert (found.name, found.location, found.required) == ("id", Location.PATH, True)


def test_a_path_parameter_that_is_not_in_the_path_is_dropped(lenient: Lenient) -> None:
    bundle = lenient(tiny(parameter("id", "path")))

    assert rules(bundle) == {"path-parameter-unused"}
    assert bundle.contract.operation("getA").parameters == ()


def test_operations_of_one_name_are_numbered(lenient: Lenient) -> None:
    one, other = operation("same", replies=OK), operation("same", replies=OK)

    bundle = lenient(document({"/a": {"get": one}, "/b": {"get": other}}))

    assert [o.id for o in bundle.contract.operations] == ["same", "same_2"]


def test_of_paths_that_cannot_be_told_apart_the_first_is_served(lenient: Lenient) -> None:
    paths = {
        "/a/{x}": {"get": operation("first", parameter("x", "path"))},
        "/a/{y}": {
            "get": operation("second", parameter("y", "path")),
            "put": operation("third", parameter("y", "path")),
        },
    }

    bundle = lenient(document(paths))

    assert [o.id for o in bundle.contract.operations] == ["first", "third"]


@pytest.mark.parametrize(
    ("schema", "kept"),
    [
        ({"type": "strng", "minLength": 1}, {"minLength": 1}),
        ({"type": "string", "pattern": "["}, {"type": "string"}),
        ({"patternProperties": {"[": {}, "a": {}}}, {"patternProperties": {"a": {}}}),
        ({"properties": {"a": None, "b": {}}}, {"properties": {"b": {}}}),
        ({"type": "string", "minLength": "1"}, {"type": "string"}),
        ({"required": "a"}, {}),
        ({"allOf": [{"type": "object"}, 1]}, {"allOf": [{"type": "object"}]}),
        ({"items": {"enum": "a"}}, {"items": {}}),
    ],
)
def test_only_what_is_wrong_with_a_schema_is_taken_out(
    lenient: Lenient, schema: Json, kept: Json
) -> None:
    bundle = lenient(with_schema(schema))

    assert body(bundle) == kept
    assert len(bundle.mended) == 1


def test_a_requirement_of_an_unknown_scheme_asks_nothing(lenient: Lenient) -> None:
    bundle = lenient(tiny(security=[{"nobody": []}]))

    assert rules(bundle) == {"unknown-security-scheme"}
    assert not bundle.contract.operation("getA").security[0]


@pytest.mark.parametrize(
    "scheme", [None, {}, {"type": "odd"}, {"type": "apiKey"}, {"type": "http"}, {"type": "oauth2"}]
)
def test_a_scheme_that_cannot_be_read_still_asks_who_calls(lenient: Lenient, scheme: Json) -> None:
    components = {"securitySchemes": {"key": scheme}}

    bundle = lenient({**tiny(security=[{"key": []}]), "components": components})

    assert bundle.contract.operation("getA").security == ({"key": ()},)
    assert bundle.contract.security_schemes["key"].type in ("http", "oauth2")


def test_a_flow_may_have_an_address_that_is_none(lenient: Lenient) -> None:
    flow = {"authorizationUrl": "https://{tenant}.test/", "scopes": {"read": ""}}
    components = {"securitySchemes": {"key": {"type": "oauth2", "flows": {"implicit": flow}}}}

    bundle = lenient({**tiny(security=[{"key": ["read"]}]), "components": components})

    assert bundle.mended == ()
    assert bundle.contract.security_schemes["key"].scopes == {"read"}


def test_a_reply_that_is_no_status_is_dropped(lenient: Lenient) -> None:
    value = tiny()
    value["paths"]["/a"]["get"]["responses"]["sometimes"] = {"description": ""}

    bundle = lenient(value)

    assert rules(bundle) == {"not-a-status"}
    assert list(bundle.contract.operation("getA").replies) == ["200"]


def test_fields_of_our_own_that_are_wrong_go_unread(lenient: Lenient) -> None:
    bundle = lenient(tiny(**{"x-rate-limit": {"limit": "many"}, "x-sunset": "soon"}))

    assert rules(bundle) == {"rate-limit", "lifetime"}
    assert bundle.contract.operation("getA").extensions == {}


def test_of_examples_that_exclude_each_other_the_named_ones_stay(lenient: Lenient) -> None:
    both = {"example": 1, "examples": {"two": {"value": 2}}}

    bundle = lenient(tiny(parameter("q", "query", **both)))

    assert bundle.contract.operation("getA").parameters[0].examples == {"two": 2}


def test_what_breaks_on_a_path_item_leaves_its_operations(lenient: Lenient) -> None:
    value = tiny()
    value["paths"]["/a"] = {"$ref": {"type": "odd"}, **value["paths"]["/a"]}

    bundle = lenient(value)

    assert [o.id for o in bundle.contract.operations] == ["getA"]


def test_the_last_of_duplicate_keys_of_json_counts(lenient: Lenient) -> None:
    text = json.dumps(tiny()).replace('"title": "Tiny"', '"title": "One", "title": "Two"')

    bundle = lenient(text)

    assert rules(bundle) == {"duplicate-key"}
    assert bundle.contract.title == "Two"


def test_the_first_of_duplicate_keys_of_yaml_counts(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.1.1\ninfo: {title: One, version: '1', title: Two}\n"
        "paths: {/a: {get: {responses: {'200': {description: ''}}}}}\n"
    )

    bundle = read(path, lenient=True)

    assert rules(bundle) == {"duplicate-key"}
    assert bundle.contract.title == "One"


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"swagger": "2.0"}, "swagger-2"),
        ({"openapi": "4.0.0", "paths": {}}, "unknown-version"),
        ({"paths": {}}, "not-openapi"),
        ([], "not-openapi"),
        ({"openapi": "3.1.1", "info": {"title": "", "version": ""}}, "no-operations"),
        ({"openapi": "3.1.1", "paths": {"/a": {"get": None}}}, "no-operations"),
        ("{", "json-syntax"),
    ],
)
def test_what_leaves_nothing_to_serve_is_refused(lenient: Lenient, value: Json, rule: str) -> None:
    with pytest.raises(ContractError) as refused:
        lenient(value)

    assert refused.value.findings[-1].rule == rule


def test_a_document_of_webhooks_alone_is_served(lenient: Lenient) -> None:
    value = document({}, webhooks={"told": {"post": operation("told")}})

    assert rules(lenient(value)) == set()


@pytest.mark.parametrize(
    "name",
    sorted(
        p.name
        for p in CORPUS.iterdir()
        if p.suffix in (".json", ".yaml") and p.name not in ("netlify.yaml", "ghes-3.17.json")
    ),
)
def test_documents_of_vendors_are_read_whole(name: str) -> None:
    strict, found = read(CORPUS / name), read(CORPUS / name, lenient=True)

    assert found.contract.operations == strict.contract.operations
    assert found.mended == ()


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in SUITE.rglob("*.yaml")],
)
def test_documents_of_the_initiative_are_read_unless_they_hold_no_operation(path: Path) -> None:
    if has_operations(yaml.safe_load(path.read_text())):
        bundle = read(path, lenient=True)
        assert rules(bundle) >= {finding.rule for finding in bundle.mended}
    else:
        with pytest.raises(ContractError) as refused:
            read(path, lenient=True)
        assert refused.value.findings[-1].rule == "no-operations"


def has_operations(value: Json) -> bool:
    items = (value.get("paths") or {}).values()
    of_operations = ("$ref", "get", "put", "post", "delete", "patch", "query")
    return bool(value.get("webhooks")) or any(
        key in item for item in items for key in of_operations
    )
