"""Replies that break the contract: told, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service, item
from tests.tiny import ask, operation, reply

NAMED = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "key": {"writeOnly": True}},
}
JSON = ("content-type", "application/json")


async def test_a_body_that_breaks_the_contract_is_passed_on_and_told(proxying: Proxying) -> None:
    app = proxying({"/x": item(NAMED)}, Service(body=b'{"name": 1, "key": 2}'))

    answer = await ask(app, "GET", "/x")

    assert (answer.status, answer.body) == (200, b'{"name": 1, "key": 2}')
    assert app.told == [
        'response body /name: type: 1 is not of type "string"',
        "response body /key: not-allowed: must not be sent here",
    ]
    assert json.loads(answer.headers["sl-violations"])[0] == {
        "location": ["response", "body", "name"],
        "severity": "Error",
        "code": "type",
        "message": '1 is not of type "string"',
    }


async def test_with_errors_it_is_a_bad_gateway(proxying: Proxying) -> None:
    app = proxying({"/x": item(NAMED)}, Service(body=b'{"name": 1}'), errors=True)

    answer = await ask(app, "GET", "/x")

    assert answer.status == 502
    assert answer.json["detail"] == (
        "The reply of the upstream breaks the contract: "
        'response body /name: type: 1 is not of type "string"'
    )
    assert answer.json["errors"] == [
        {"in": "body", "pointer": "/name", "message": '1 is not of type "string"', "code": "type"}
    ]
    assert app.heard[-1].upstream == 200


async def test_a_problem_is_written_as_the_contract_declares_errors(proxying: Proxying) -> None:
    fault = {
        "type": "object",
        "required": ["message"],
        "properties": {"message": {"type": "string"}},
    }
    paths = item(NAMED)
    paths["get"]["responses"]["default"] = reply(fault)
    app = proxying({"/x": paths}, Service(body=b"[]"), errors=True)

    answer = await ask(app, "GET", "/x")

    assert (answer.status, answer.headers["content-type"]) == (502, "application/json")
    assert answer.json["message"].startswith("The reply of the upstream breaks the contract")


@pytest.mark.parametrize(
    ("service", "told"),
    [
        (
            Service(418),
            "response status: undeclared: 418 is not declared; declared are: 200",
        ),
        (
            Service(headers=[("content-type", "text/html")], body=b"<p>"),
            ("response media-type: undeclared: "
            "text/html is not declared; declared are: application/json"),
        ),
        (
            Service(headers=[("content-length", "2")]),
            "response media-type: required: a body is sent without a Content-Type",
        ),
        (
            Service(headers=[("content-length", "0")], body=b""),
            "response body: required: a body is declared, and none is sent",
        ),
        (
            Service(body=b"{"),
            ("response body: malformed: "
            "is not valid JSON: EOF while parsing an object at line 1 column 1"),
        ),
    ],
)  # fmt: skip
async def test_what_is_wrong_with_a_reply(proxying: Proxying, service: Service, told: str) -> None:
    app = proxying({"/x": item(True)}, service)

    await ask(app, "GET", "/x")

    assert app.told == [told]


async def test_a_body_where_none_is_declared_is_a_warning(proxying: Proxying) -> None:
    app = proxying({"/x": {"get": operation("read")}}, Service(204, [JSON]), errors=True)
    other = proxying(
        {"/x": {"get": operation("read", replies={"200": reply()})}}, Service(), errors=True
    )

    await ask(app, "GET", "/x")
    assert (await ask(other, "GET", "/x")).status == 200

    assert app.told == []
    assert other.told == [
        (
            "response body: warning: undeclared: "
            "application/json is sent where the contract declares no body"
        ),
    ]


def _with_headers(**headers: Any) -> Any:
    return {"/x": {"get": operation("read", replies={"204": reply(headers=headers)})}}


async def test_header_fields_of_a_reply(proxying: Proxying) -> None:
    paths = _with_headers(
        Etag={"required": True, "schema": {"type": "string"}},
        Count={"schema": {"type": "integer"}},
        Kinds={"schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
    )
    app = proxying(paths, Service(204, [("count", "many"), ("kinds", "a, c")], b""))

    await ask(app, "GET", "/x")

    assert app.told == [
        "response header Etag: required: is required",
        'response header Count: type: "many" is not of type "integer"',
        'response header Kinds /1: enum: "c" is not one of "a" or "b"',
    ]


async def test_a_schema_that_cannot_be_used_is_said_and_passes(proxying: Proxying) -> None:
    app = proxying({"/x": item({"$ref": "#/components/schemas/Nowhere"})}, Service())

    assert (await ask(app, "GET", "/x")).status == 200
    assert app.told == [
        (
            "response body: warning: not-judged: the body has a schema that cannot be used "
            "('/components/schemas/Nowhere') and was not judged"
        )
    ]


async def test_text_is_judged_where_a_schema_speaks_of_text(proxying: Proxying) -> None:
    replies = {"200": reply({"type": "string", "maxLength": 2}, "text/plain")}
    service = Service(headers=[("content-type", "text/plain; charset=utf-8")], body=b"abc")
    app = proxying({"/x": {"get": operation("read", replies=replies)}}, service)

    await ask(app, "GET", "/x")

    assert app.told == ['response body: maxLength: "abc" is longer than 2 characters']


async def test_a_reply_of_bytes_is_not_judged(proxying: Proxying) -> None:
    replies = {"200": reply({"type": "string"}, "image/png")}
    service = Service(headers=[("content-type", "image/png")], body=b"\x89PNG")
    app = proxying({"/x": {"get": operation("read", replies=replies)}}, service, errors=True)

    assert (await ask(app, "GET", "/x")).body == b"\x89PNG"
    assert app.told == []


async def test_what_a_request_and_its_reply_break_is_told_together(proxying: Proxying) -> None:
    app = proxying({"/x": item(NAMED)}, Service(body=b"1"))

    await ask(app, "GET", "/x?odd=1")

    assert app.told == [
        "request query odd: unknown: is not a parameter of this operation",
        'response body: type: 1 is not of type "object"',
    ]


async def test_a_message_of_a_password_does_not_repeat_it(proxying: Proxying) -> None:
    secret = {"type": "string", "format": "password", "maxLength": 3}
    app = proxying({"/x": item(secret)}, Service(body=b'"hunter2"'))

    answer = await ask(app, "GET", "/x")

    assert "hunter2" not in answer.headers["tenon-violations"]
    assert "hunter2" not in app.told[0]
