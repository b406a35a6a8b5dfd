"""Requests that break the contract: told, or refused."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service
from tests.tiny import ask, body, contract, operation, parameter, post

ADD = {
    "post": operation(
        "add",
        parameter("limit", "query", {"type": "integer", "maximum": 9}),
        parameter("old", "query", {"type": "string"}, deprecated=True),
        parameter("X-Company", "header", {"type": "string"}, required=True),
        body=body(
            {"type": "object", "required": ["name"], "properties": {"id": {"readOnly": True}}}
        ),
    )
}
GONE = Service(204, (), b"")


async def test_a_request_that_breaks_the_contract_is_passed_on_and_told(
    proxying: Proxying,
) -> None:
    service = Service(204, (), b"")
    app = proxying({"/x": ADD}, service)

    answer = await post(app, "/x?limit=10&odd=1", {"id": 1})

    assert (answer.status, service.bodies) == (204, [b'{"id": 1}'])
    assert app.told == [
        "request query odd: unknown: is not a parameter of this operation",
        "request query limit: maximum: 10 is greater than the maximum of 9",
        "request header X-Company: required: is required",
        'request body /name: required: "name" is a required property',
        "request body /id: not-allowed: must not be sent here",
    ]


async def test_violations_are_told_in_two_header_fields(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE)

    answer = await post(app, "/x?limit=10", {})

    assert json.loads(answer.headers["tenon-violations"])[0] == {
        "side": "request",
        "in": "query",
        "name": "limit",
        "message": "10 is greater than the maximum of 9",
        "code": "maximum",
        "severity": "error",
    }
    assert json.loads(answer.headers["sl-violations"]) == [
        {
            "location": ["request", "query", "limit"],
            "severity": "Error",
            "code": "maximum",
            "message": "10 is greater than the maximum of 9",
        },
        {
            "location": ["request", "header"],
            "severity": "Error",
            "code": "required",
            "message": "is required",
        },
        {
            "location": ["request", "body"],
            "severity": "Error",
            "code": "required",
            "message": '"name" is a required property',
        },
    ]


async def test_fields_that_tell_of_many_violations_stay_small_and_json(
    proxying: Proxying,
) -> None:
    names = [f"p{'x' * 200}{number}" for number in range(200)]
    app = proxying({"/x": {"get": operation("read")}}, GONE)

    answer = await ask(app, "GET", "/x?" + "&".join(names))

    field = answer.headers["tenon-violations"]
    assert len(field) <= 4_096
    assert len(json.loads(field)) > 5


async def test_a_request_that_keeps_the_contract_has_no_such_field(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE)

    answer = await post(app, "/x?limit=9", {"name": "a"}, **{"X-Company": "1"})

    assert "tenon-violations" not in answer.headers
    assert "sl-violations" not in answer.headers


async def test_with_errors_the_upstream_is_not_asked(proxying: Proxying) -> None:
    service = Service(204, (), b"")

    answer = await post(proxying({"/x": ADD}, service, errors=True), "/x?limit=10", {})

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.codes == ["maximum", "required", "required"]
    assert service.asked == []


async def test_a_deprecated_parameter_is_a_warning_that_refuses_nothing(
    proxying: Proxying,
) -> None:
    app = proxying({"/x": ADD}, GONE, errors=True)

    answer = await post(app, "/x?old=1", {"name": "a"}, **{"X-Company": "1"})

    assert answer.status == 204
    assert json.loads(answer.headers["sl-violations"]) == [
        {
            "location": ["request", "query", "old"],
            "severity": "Warning",
            "code": "deprecated",
            "message": "Query param old is deprecated",
        }
    ]


@pytest.mark.parametrize(
    ("method", "target", "told", "status"),
    [
        ("GET", "/y", "request path: not-found: The contract declares nothing at this path.", 404),
        ("GET", "/x", "request method: method-not-allowed: This path knows: OPTIONS, POST.", 405),
    ],
)
async def test_what_the_contract_does_not_know(
    proxying: Proxying, method: str, target: str, told: str, status: int
) -> None:
    lenient, strict = proxying({"/x": ADD}, GONE), proxying({"/x": ADD}, GONE, errors=True)

    assert (await ask(lenient, method, target)).status == 204
    assert lenient.told == [told]
    assert (await ask(strict, method, target)).status == status


async def test_options_are_the_upstreams_to_answer(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE, errors=True)

    assert (await ask(app, "OPTIONS", "/x")).status == 204
    assert app.told == []


async def test_a_media_type_that_is_not_declared(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE)

    await post(app, "/x", b"name", "text/plain", **{"X-Company": "1"})

    assert app.told == [
        "request media-type: unsupported-media-type: The body must be one of: application/json."
    ]


async def test_a_body_that_is_no_json(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE)

    await post(app, "/x", b"{", **{"X-Company": "1"})

    assert app.told[0].startswith("request body: malformed: The body is not valid JSON")


async def test_a_compressed_body_is_judged(proxying: Proxying) -> None:
    service = Service(204, (), b"")
    app = proxying({"/x": ADD}, service)
    packed = gzip.compress(b"{}")

    await post(app, "/x", packed, **{"X-Company": "1", "Content-Encoding": "gzip"})

    assert service.bodies == [packed]
    assert app.told == ['request body /name: required: "name" is a required property']


async def test_a_bomb_is_not_unpacked(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE, max_judged_bytes=100_000)
    packed = gzip.compress(b"[" + b" " * 50_000_000)

    await post(app, "/x", packed, **{"X-Company": "1", "Content-Encoding": "gzip"})

    assert app.told == [
        "request body: warning: not-judged: the body is larger than 100000 bytes and was not judged"
    ]


async def test_what_cannot_be_judged_is_refused_with_errors(proxying: Proxying) -> None:
    service = Service(204, (), b"")
    app = proxying({"/x": ADD}, service, errors=True, max_judged_bytes=100)

    answer = await post(app, "/x", {"name": "a" * 200}, **{"X-Company": "1"})

    assert (answer.status, service.asked) == (413, [])


async def test_a_coding_that_is_not_known_is_refused_with_errors(proxying: Proxying) -> None:
    app = proxying({"/x": ADD}, GONE, errors=True)

    answer = await post(app, "/x", b"...", **{"X-Company": "1", "Content-Encoding": "br"})

    assert (answer.status, answer.json["detail"]) == (
        415,
        "The body is sent in br and was not judged.",
    )


def _secured(**scheme: Any) -> Any:
    paths = {"/x": {"get": operation("read", security=[{"key": ["write"]}])}}
    return contract(paths, components={"securitySchemes": {"key": scheme}})


async def test_credentials_that_are_missing(proxying: Proxying) -> None:
    said = _secured(type="http", scheme="bearer")
    lenient, strict = proxying(said, GONE), proxying(said, GONE, errors=True)

    answer = await ask(lenient, "GET", "/x")
    refused = await ask(strict, "GET", "/x")

    assert answer.status == 204
    assert json.loads(answer.headers["sl-violations"])[0] == {
        "location": ["request"],
        "severity": "Error",
        "code": 401,
        "message": "This asks who calls, and nothing says it; send what key wants.",
    }
    assert (refused.status, refused.headers["www-authenticate"]) == (401, 'Bearer realm="Tiny"')


async def test_whether_credentials_are_good_is_the_upstreams_to_say(proxying: Proxying) -> None:
    app = proxying(_secured(type="http", scheme="bearer"), GONE, errors=True)

    answer = await ask(app, "GET", "/x", headers={"Authorization": "Bearer whatever"})

    assert (answer.status, app.told) == (204, [])


async def test_a_certificate_is_not_asked_for(proxying: Proxying) -> None:
    app = proxying(_secured(type="mutualTLS"), GONE, errors=True)

    assert (await ask(app, "GET", "/x")).status == 204


async def test_paths_are_also_known_below_those_of_the_servers(proxying: Proxying) -> None:
    said = contract({"/x": ADD}, servers=[{"url": "https://api.test/v1"}])
    app = proxying(said, GONE)

    await post(app, "/v1/x", {"name": "a"})

    assert app.told == ["request header X-Company: required: is required"]
