"""Every error leaves in the error schema that the contract declares."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from tenon.runtime.problem import (
    BadRequest,
    Conflict,
    FieldError,
    NotFound,
    Problem,
    TooManyRequests,
    problem_of,
)
from tenon.runtime.service import Service
from tests.conftest import Serve
from tests.tiny import JSON, Answer, ask, body, operation, parameter, post, reply

PROBLEM = "application/problem+json"
TEXT, INTEGER = {"type": "string"}, {"type": "integer"}


def raising(serve: Serve, fault: Exception, replies: Any = None, **members: Any) -> Service:
    """A service whose one handler raises, with some replies declared."""

    async def fail() -> None:
        raise fault

    found = {"200": reply(), **(replies or {})}
    return serve({"/x": {"get": operation("op", replies=found)}}, {"op": fail}, **members)


async def refused(serve: Serve, fault: Exception, replies: Any = None, **members: Any) -> Answer:
    return await ask(raising(serve, fault, replies, **members), "GET", "/x")


async def test_a_problem_is_problem_details_where_nothing_is_declared(serve: Serve) -> None:
    fault = Conflict(
        "It is taken.",
        errors=[FieldError("body", "is taken", "unique", pointer="/name")],
        headers={"Retry-After": "5"},
        existing={"id": 7},
    )
    answer = await refused(serve, fault)
    assert (answer.status, answer.headers["content-type"]) == (409, PROBLEM)
    assert answer.headers["retry-after"] == "5"
    request_id = answer.json["request_id"]
    assert answer.json == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "It is taken.",
        "instance": "/x",
        "request_id": request_id,
        "errors": [{"in": "body", "pointer": "/name", "message": "is taken", "code": "unique"}],
        "existing": {"id": 7},
    }


async def test_problem_details_that_are_declared_are_sent_as_they_are(serve: Serve) -> None:
    schema = {"type": "object", "required": ["title", "status"],
              "properties": {"title": TEXT, "status": INTEGER, "detail": TEXT}}  # fmt: skip
    answer = await refused(serve, NotFound("Gone."), {"404": reply(schema, PROBLEM)})
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json["request_id"]


FOREIGN: list[tuple[Any, Any]] = [
    (
        {"type": "object", "additionalProperties": False, "required": ["code", "message"],
         "properties": {"code": INTEGER, "message": TEXT}},
        {"code": 404, "message": "No such pet."},
    ),
    (
        {"type": "object", "required": ["code", "message"], "additionalProperties": False,
         "properties": {"code": TEXT, "message": TEXT, "target": TEXT}},
        {"code": "not_found", "message": "No such pet."},
    ),
    (
        {"type": "object", "required": ["error"], "additionalProperties": False, "properties": {
            "error": {"type": "object", "required": ["message"],
                      "properties": {"message": TEXT, "status": INTEGER}}}},
        {"error": {"message": "No such pet.", "status": 404}},
    ),
    (
        {"type": "object", "required": ["errors"], "additionalProperties": False, "properties": {
            "errors": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["message"],
                "properties": {"message": TEXT, "field": TEXT}}}}},
        {"errors": [{"message": "No such pet."}]},
    ),
    ({"type": "object", "required": ["error"], "properties": {"error": TEXT},
      "additionalProperties": False}, {"error": "not_found"}),
    ({"type": "array", "items": TEXT, "minItems": 1}, ["No such pet."]),
    ({"type": "string"}, "No such pet."),
    (
        {"type": "object", "required": ["success", "error_message", "kind"],
         "additionalProperties": False,
         "properties": {"success": {"type": "boolean"}, "error_message": TEXT,
                        "kind": {"const": "api"}}},
        {"success": False, "error_message": "No such pet.", "kind": "api"},
    ),
    (
        {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"code": INTEGER},
                                                           "required": ["code"]}],
         "unevaluatedProperties": False},
        {"message": "No such pet.", "code": 404},
    ),
]  # fmt: skip
BASE = {"Base": {"type": "object", "required": ["message"], "properties": {"message": TEXT}}}


@pytest.mark.parametrize(("schema", "told"), FOREIGN)
async def test_a_declared_error_schema_is_filled(serve: Serve, schema: Any, told: Any) -> None:
    answer = await refused(serve, NotFound("No such pet."), {"404": reply(schema)}, schemas=BASE)
    assert (answer.status, answer.headers["content-type"]) == (404, JSON)
    assert answer.json == told


async def test_each_fault_is_told_in_a_list_of_errors(serve: Serve) -> None:
    schema, _ = FOREIGN[3]
    errors = [FieldError("query", "is wrong", "type", name="q"),
              FieldError("body", "is missing", "required", pointer="/a")]  # fmt: skip
    answer = await refused(serve, BadRequest("No.", errors=errors), {"400": reply(schema)})
    assert answer.json == {
        "errors": [
            {"message": "is wrong", "field": "q"},
            {"message": "is missing", "field": "/a"},
        ]
    }


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "required": ["ticket"], "properties": {"ticket": INTEGER}},
        {"type": "object", "properties": {"a": {"$ref": "#/nowhere"}}},
        {"$ref": "#/nowhere"},
        {"type": "string", "pattern": "("},
        False,
    ],
)
async def test_an_error_schema_that_cannot_be_filled_gives_way_to_problem_details(
    serve: Serve, schema: Any
) -> None:
    answer = await refused(serve, NotFound("Gone."), {"404": reply(schema)})
    assert (answer.status, answer.headers["content-type"]) == (404, PROBLEM)
    assert answer.json["detail"] == "Gone."


async def test_the_first_media_type_that_can_be_filled_is_sent(serve: Serve) -> None:
    content = {"text/html": {}, "application/vnd.x+json": {"schema": {"required": ["ticket"]}},
               JSON: {"schema": FOREIGN[0][0]}}  # fmt: skip
    answer = await refused(serve, NotFound("Gone."), {"404": {**reply(), "content": content}})
    assert answer.headers["content-type"] == JSON


async def test_a_range_and_a_default_cover_statuses(serve: Serve) -> None:
    replies = {"4XX": reply(FOREIGN[0][0]), "default": reply(FOREIGN[1][0])}
    assert (await refused(serve, NotFound("a"), replies)).json["code"] == 404
    assert (await refused(serve, problem_of(503, "b"), replies)).json["code"] == (
        "service_unavailable"
    )


async def test_what_a_status_does_not_declare_is_told_as_the_contract_mostly_tells(
    serve: Serve,
) -> None:
    errors = {"404": reply({"$ref": "#/components/schemas/E"})}
    paths = {f"/{n}": {"get": operation(f"o{n}", replies={"200": reply(), **errors})}
             for n in "ab"}  # fmt: skip
    paths["/c"] = {"get": operation("oc", replies={"200": reply(), "400": reply(TEXT)})}
    service = serve(paths, schemas={"E": FOREIGN[0][0]})
    assert (await ask(service, "GET", "/nope")).json["code"] == 404
    assert (await ask(service, "PUT", "/c")).json["code"] == 405
    assert (await ask(service, "GET", "/c")).json["code"] == 501


def everything(serve: Serve) -> Service:
    """One operation at which each error of the runtime can be met."""

    async def fine(body: Any, n: int) -> str:
        return "fine"

    replies = {"200": reply(TEXT), "default": reply(FOREIGN[0][0])}
    limited = body({"type": "integer", "maximum": 3})
    found = operation("op", parameter("n", "path", INTEGER), body=limited, replies=replies)
    missing = {"get": operation("missing", replies=replies)}
    return serve({"/x/{n}": {"post": found}, "/missing": missing}, {"op": fine})


@pytest.mark.parametrize(
    ("method", "target", "content", "headers", "status"),
    [
        ("POST", "/x/1", b"{", {"Content-Type": JSON}, 400),
        ("PUT", "/x/1", b"1", {}, 405),
        ("POST", "/x/1", b"1", {"Content-Type": JSON, "Accept": "text/csv"}, 406),
        ("POST", "/x/1", b"1" * 2**21, {"Content-Type": JSON}, 413),
        ("POST", "/x/1", b"1", {"Content-Type": "text/plain"}, 415),
        ("POST", "/x/1", b"9", {"Content-Type": JSON}, 422),
        ("POST", "/x/a", b"1", {"Content-Type": JSON}, 422),
        ("GET", "/missing", b"", {}, 501),
        ("GET", "/unknown", b"", {}, 404),
    ],
)
async def test_each_error_of_the_runtime_is_told_in_the_declared_schema(
    serve: Serve, method: str, target: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await ask(everything(serve), method, target, content, headers)
    assert (answer.status, answer.headers["content-type"]) == (status, JSON)
    assert answer.json["code"] == status
    assert isinstance(answer.json["message"], str)


async def test_a_missing_handler_answers_before_anything_is_judged(serve: Serve) -> None:
    found = operation("op", parameter("n", "query", INTEGER, required=True), body=body(INTEGER))
    service = serve({"/x": {"post": found}})
    answer = await post(service, "/x?z=1", b"{", "text/nope", Accept="x/y")
    assert answer.status == 501
    assert answer.json["detail"] == "op is declared, and no handler answers yet."


async def test_an_unexpected_exception_leaks_nothing(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "tenon"):
        answer = await refused(serve, RuntimeError("the password is 12345"))
    assert answer.status == 500
    assert b"12345" not in answer.body
    assert b"RuntimeError" not in answer.body
    assert "the password is 12345" in caplog.text


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x=1", "a\nb", "a\0b", "é€"])
async def test_a_problem_cannot_break_out_of_its_headers(serve: Serve, text: str) -> None:
    answer = await refused(serve, TooManyRequests("Slow.", headers={"Retry-After": text}))
    assert answer.status == 429
    assert not set(answer.headers["retry-after"]) & set("\r\n\0")


async def test_a_status_of_ones_own_is_told_too(serve: Serve) -> None:
    class Enhance(Problem):
        status = 420

    answer = await refused(serve, Enhance("Calm down."))
    assert (answer.status, answer.json["title"]) == (420, "Error")
    assert problem_of(420, "").status == 420
    assert type(problem_of(404, "")) is NotFound


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}, b"\xff", 1j])
async def test_what_json_cannot_say_does_not_keep_a_problem_from_being_told(
    serve: Serve, value: Any
) -> None:
    answer = await refused(serve, Conflict("No.", extra=value))
    assert (answer.status, answer.json["detail"]) == (409, "No.")


async def test_extensions_are_judged_as_the_json_they_become(serve: Serve) -> None:
    moment = {"type": "string", "format": "date-time"}
    schema = {"type": "object", "required": ["since"], "properties": {"title": TEXT,
                                                                      "since": moment}}  # fmt: skip
    fault = Conflict("No.", since=datetime(2026, 1, 2, tzinfo=UTC))
    answer = await refused(serve, fault, {"409": reply(schema, "application/vnd.x+json")})
    assert answer.headers["content-type"] == "application/vnd.x+json"
    assert answer.json["since"] == "2026-01-02T00:00:00Z"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("abc-DEF_1", True), ("a" * 128, True), ("a" * 129, False), ("", False), ("a b", False),
     ("<script>", False), ("é", False)],
)  # fmt: skip
async def test_a_request_keeps_its_id_when_that_is_harmless(
    serve: Serve, sent: str, kept: bool
) -> None:
    answer = await ask(serve({}), "GET", "/x", headers={"X-Request-Id": sent})
    assert (answer.json["request_id"] == sent) is kept


async def test_ids_of_requests_differ(serve: Serve) -> None:
    service = serve({})
    ids = {(await ask(service, "GET", "/x")).json["request_id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("target", "instance"), [("/a%20b", "/a%20b"), ("/%C3%A9?q=1", "/%C3%A9"), ("/a%22", "/a%22")]
)
async def test_the_instance_is_a_uri_reference(serve: Serve, target: str, instance: str) -> None:
    assert (await ask(serve({}), "GET", target)).json["instance"] == instance


async def test_where_a_fault_is_is_told_part_by_part(serve: Serve) -> None:
    place = {"type": "array", "items": {"anyOf": [TEXT, INTEGER]}}
    properties = {"loc": place, "msg": TEXT, "type": TEXT}
    fault = {"type": "object", "required": ["loc", "msg", "type"], "properties": properties}
    schema = {"type": "object", "properties": {"detail": {"type": "array", "items": fault}}}
    wrong = [
        FieldError("body", "is too long", "maxLength", pointer="/tags/0"),
        FieldError("query", "is required", "required", name="page"),
    ]
    raised = BadRequest("Two things.", errors=wrong)
    answer = await refused(serve, raised, {"400": reply(schema)})
    assert answer.headers["content-type"] == JSON
    assert answer.json == {
        "detail": [
            {"loc": ["body", "tags", "0"], "msg": "is too long", "type": "maxLength"},
            {"loc": ["query", "page"], "msg": "is required", "type": "required"},
        ]
    }
