"""Operations read from a bundle."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.contract import Contract, Location, Operation
from tenon.finding import Place
from tests.tiny import JSON, body, contract, document, operation, parameter, reply


def only(raw: dict[str, Any], path: str = "/x", **members: Any) -> Operation:
    return contract({path: raw}, **members).operations[0]


def names(found: Operation) -> list[str]:
    return [p.name for p in found.parameters]


def test_operations_come_in_the_order_of_paths_and_of_methods() -> None:
    paths = {"/b": {"post": operation("b"), "get": operation("a")}, "/a": {"trace": operation("c")}}
    read = [(o.id, o.method, o.path) for o in contract(paths).operations]
    assert read == [("a", "GET", "/b"), ("b", "POST", "/b"), ("c", "TRACE", "/a")]


def test_an_operation_says_what_its_author_wrote() -> None:
    raw = operation(
        "listShips", summary="List", description="All.", tags=["Ship yard", "b"], deprecated=True
    )
    found = only({"get": {**raw, "x-page": 1}})
    assert (found.id, found.function, found.group) == ("listShips", "list_ships", "ship_yard")
    assert (found.summary, found.description, found.deprecated) == ("List", "All.", True)
    assert (found.tags, found.extensions) == (("Ship yard", "b"), {"x-page": 1})
    assert found.pointer == "/paths/~1x/get"


def test_an_operation_knows_the_place_it_was_written() -> None:
    place = Place("a.yaml", 3, 5)
    bundle = document({"/x": {"get": operation("a")}})
    found = Contract.from_bundle(bundle, {"/paths/~1x/get": place}).operation("a")
    assert found.place == place


@pytest.mark.parametrize(
    ("path", "group"),
    [("/ships/{id}", "ships"), ("/{id}/crew", "crew"), ("/", "root"), ("/{a}", "root")],
)
def test_an_untagged_operation_is_grouped_by_its_first_fixed_segment(path: str, group: str) -> None:
    assert only({"get": operation("a")}, path).group == group


def test_missing_and_repeated_ids_become_names_that_are_unique() -> None:
    raw = operation("x")
    del raw["operationId"]
    paths = {"/a/{b}": {"get": raw}, "/c": {"get": operation("x"), "put": operation("x")}}
    assert [o.id for o in contract(paths).operations] == ["get_a_by_b", "x", "x_2"]


def test_functions_are_unique_within_their_group() -> None:
    paths = {
        "/a": {"get": operation("getIt"), "put": operation("get_it")},
        "/b": {"get": operation("get-it")},
    }
    read = [(o.group, o.function) for o in contract(paths).operations]
    assert read == [("a", "get_it"), ("a", "get_it_2"), ("b", "get_it")]


def test_parameters_of_a_path_are_overridden_by_name_and_place() -> None:
    raw = {
        "parameters": [
            parameter("a", "query", {"type": "string"}),
            parameter("b", "query"),
            parameter("a", "header"),
        ],
        "get": operation("x", parameter("a", "query", {"type": "integer"}, required=True)),
    }
    a, b, header = only(raw).parameters
    assert (a.name, a.required, a.location) == ("a", True, Location.QUERY)
    assert a.schema is not None
    assert (a.schema.value, a.schema.pointer) == (
        {"type": "integer"},
        "/paths/~1x/get/parameters/0/schema",
    )
    assert (b.name, header.location) == ("b", Location.HEADER)


def test_parts_that_are_referred_to_are_read_where_they_stand() -> None:
    components = {
        "parameters": {
            "Limit": parameter("limit", "query", {"type": "integer"}),
            "Also": {"$ref": "#/components/parameters/Limit"},
        },
        "requestBodies": {"New": body({"type": "object"})},
        "responses": {"Done": {**reply({"type": "string"}), "headers": {
            "X-Total": {"$ref": "#/components/headers/Total"}}}},
        "headers": {"Total": {"required": True, "schema": {"type": "integer"}}},
        "pathItems": {"Item": {"post": operation(
            "x", {"$ref": "#/components/parameters/Also"},
            body={"$ref": "#/components/requestBodies/New"},
            replies={"200": {"$ref": "#/components/responses/Done"}})}},
    }  # fmt: skip
    found = only({"$ref": "#/components/pathItems/Item"}, components=components)
    assert found.pointer == "/components/pathItems/Item/post"
    assert [p.schema.pointer for p in found.parameters if p.schema] == [
        "/components/parameters/Limit/schema"
    ]
    assert found.body is not None
    assert found.body.required
    schema = found.body.media[JSON].schema
    assert schema is not None
    assert schema.pointer == "/components/requestBodies/New/content/application~1json/schema"
    header = found.replies["200"].headers["X-Total"]
    assert (header.argument, header.required) == ("x_total", True)
    assert header.schema is not None
    assert header.schema.pointer == "/components/headers/Total/schema"


def test_path_parameters_come_first_in_the_order_of_the_path() -> None:
    raw = operation(
        "x",
        parameter("q", "query"),
        parameter("b", "path"),
        parameter("h", "header"),
        parameter("a", "path"),
    )
    assert names(only({"get": raw}, "/{a}/{b}")) == ["a", "b", "q", "h"]


@pytest.mark.parametrize(
    ("location", "style", "explode"),
    [("path", "simple", False), ("query", "form", True), ("header", "simple", False),
     ("cookie", "form", True)],
)  # fmt: skip
def test_style_and_explode_default_by_location(location: str, style: str, explode: bool) -> None:
    found = only({"get": operation("x", parameter("p", location))}, "/{p}").parameters[0]
    assert (found.style, found.explode) == (style, explode)


@pytest.mark.parametrize(
    ("style", "explode"),
    [("deepObject", False), ("pipeDelimited", False), ("spaceDelimited", False), ("form", True)],
)
def test_explode_defaults_by_style(style: str, explode: bool) -> None:
    raw = operation("x", parameter("p", "query", True, style=style))
    assert only({"get": raw}).parameters[0].explode is explode


def test_a_path_parameter_is_required_whatever_it_says() -> None:
    raw = operation("x", {"name": "p", "in": "path", "schema": True})
    assert only({"get": raw}, "/{p}").parameters[0].required


def test_headers_that_openapi_ignores_are_no_parameters() -> None:
    ignored = [parameter(name, "header") for name in ("Accept", "content-type", "AUTHORIZATION")]
    assert names(only({"get": operation("x", *ignored, parameter("X-A", "header"))})) == ["X-A"]


def test_arguments_are_identifiers_and_unique() -> None:
    wanted = ("X-Id", "x_id", "class", "body", "9lives", "--", "Überschrift")
    raw = operation("x", *(parameter(name, "header") for name in wanted))
    arguments = [p.argument for p in only({"get": raw}).parameters]
    assert arguments == ["x_id", "x_id_2", "class_", "body_2", "n9lives", "unnamed", "uberschrift"]


def test_a_parameter_may_be_a_document() -> None:
    raw = operation("x", {"name": "q", "in": "query", "content": {JSON: {"schema": True}}})
    found = only({"get": raw}).parameters[0]
    assert found.schema is None
    assert found.content is not None
    assert found.content.type == JSON


def test_replies_are_found_by_status_then_range_then_default() -> None:
    replies = {"default": reply(), "4xx": reply(), "404": reply(), "x-note": {}, "200": reply()}
    found = only({"get": operation("x", replies=replies)})
    assert list(found.replies) == ["default", "4XX", "404", "200"]
    reached = [found.reply(status) for status in (404, 409, 500, 200)]
    assert [one and one.status for one in reached] == ["404", "4XX", "default", "200"]


def test_a_status_that_nothing_covers_has_no_reply() -> None:
    assert only({"get": operation("x", replies={"200": reply()})}).reply(404) is None


@pytest.mark.parametrize(
    ("status", "successful"),
    [("100", True), ("200", True), ("2XX", True), ("304", True), ("404", False), ("5XX", False),
     ("default", False)],
)  # fmt: skip
def test_success_is_what_a_handler_returns(status: str, successful: bool) -> None:
    found = only({"get": operation("x", replies={status: reply()})})
    assert found.replies[status].successful is successful


def test_security_is_the_documents_unless_the_operation_says_otherwise() -> None:
    paths = {
        "/a": {"get": operation("a")},
        "/b": {"get": operation("b", security=[])},
        "/c": {"get": operation("c", security=[{"key": [], "oauth": ["read"]}, {}])},
    }
    read = contract(paths, security=[{"key": []}])
    assert [o.security for o in read.operations] == [
        ({"key": ()},),
        (),
        ({"key": (), "oauth": ("read",)}, {}),
    ]


def test_content_type_is_no_reply_header() -> None:
    told = {"content-type": {"schema": True}, "ETag": {"schema": True}}
    found = only({"get": operation("x", replies={"200": {**reply(), "headers": told}})})
    assert [(h.name, h.argument) for h in found.replies["200"].headers.values()] == [
        ("ETag", "etag")
    ]


def test_the_items_of_a_stream_have_a_schema_of_their_own() -> None:
    media = {"application/jsonl": {"x-itemSchema": {"type": "integer"}}}
    found = only({"get": operation("x", replies={"200": {"description": "", "content": media}})})
    stream = found.replies["200"].media["application/jsonl"]
    assert stream.schema is None
    assert stream.item_schema is not None
    assert stream.item_schema.value == {"type": "integer"}


def test_a_body_may_be_handed_on_as_it_comes_within_a_limit_of_its_own() -> None:
    content = {
        "image/png": {"x-stream": True, "x-max-bytes": 1_000},
        "application/json": {"schema": True},
    }
    found = only({"post": operation("x", body={"content": content})})
    assert found.body is not None
    read = [(media.stream, media.max_bytes) for media in found.body.media.values()]
    assert (found.body.streams, read) == (True, [(True, 1_000), (False, None)])


def test_examples_are_read_through_references() -> None:
    media = {"examples": {"a": {"$ref": "#/components/examples/A"}, "b": {"externalValue": "u"}}}
    raw = operation("x", body={"content": {JSON: media}})
    found = only({"post": raw}, components={"examples": {"A": {"value": 1}}})
    assert found.body is not None
    assert found.body.media[JSON].examples == {"a": 1}


def test_base_paths_are_those_of_the_servers() -> None:
    urls = ("https://a.test/v1/", "/v2", "https://b.test", "https://c.test/{v}", "http://[bad/x")
    servers = [{"url": url, "variables": {"v": {"default": "v3"}}} for url in urls]
    assert contract({}, servers=servers).base_paths == ("/v1", "/v2", "/v3")


def test_an_unknown_operation_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        contract({}).operation("nope")


def test_security_schemes_are_read_with_their_places() -> None:
    flows = {"implicit": {"scopes": {"read": ""}}, "password": {"scopes": {"write": ""}}, "x-a": 1}
    declared = {
        "token": {
            "type": "http",
            "scheme": "BEARER",
            "bearerFormat": "JWT",
            "description": "Ours.",
        },
        "key": {"$ref": "#/components/securitySchemes/in-cookie"},
        "in-cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
        "oauth": {"type": "oauth2", "flows": flows},
        "issuer": {"type": "openIdConnect", "openIdConnectUrl": "https://login.example/x"},
        "tls": {"type": "mutualTLS"},
    }
    found = Contract.from_bundle(
        document({}, components={"securitySchemes": declared}),
        {"/components/securitySchemes/in-cookie": Place("security.yaml", 7)},
    ).security_schemes
    assert list(found) == list(declared)
    token, key, oauth, issuer = (found[name] for name in ("token", "key", "oauth", "issuer"))
    assert (token.type, token.scheme, token.bearer_format) == ("http", "bearer", "JWT")
    assert (token.description, token.pointer) == ("Ours.", "/components/securitySchemes/token")
    assert (key.location, key.parameter, key.place) == (
        Location.COOKIE, "sid", Place("security.yaml", 7)
    )  # fmt: skip
    assert oauth.flows == flows
    assert oauth.scopes == {"read", "write"}
    assert issuer.open_id_connect_url == "https://login.example/x"
    assert found["tls"].location is None


@pytest.mark.parametrize(
    ("security", "secured", "anonymous"),
    [
        ([], False, True),
        ([{}], False, True),
        ([{"key": []}], True, False),
        ([{"key": []}, {}], True, True),
        ([{"key": [], "oauth": []}], True, False),
    ],
)
def test_an_operation_asks_who_calls_or_does_not(
    security: Any, secured: bool, anonymous: bool
) -> None:
    found = only({"get": operation("x", security=security)})
    assert (found.secured, found.anonymous) == (secured, anonymous)
