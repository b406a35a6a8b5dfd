"""Callbacks and webhooks: what a mock sends by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tenon.mock.deliveries import Deliveries
from tenon.mock.expression import Exchange, Unknown
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.problem import Unprocessable
from tenon.runtime.service import Service
from tests.mock.receiving import NEWS, Receive, calling, ordering, shop
from tests.tiny import JSON, ask, body, contract, operation, parameter, post


async def test_a_callback_goes_where_the_request_says(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    found = ordering()
    answer = await post(shop(found, deliveries), "/shops/a/orders", {"url": receiver.url})
    await deliveries.settled()
    assert answer.status == 201
    ((line, headers, content),) = receiver.requests
    assert line == "POST /in HTTP/1.1"
    assert headers["content-type"] == JSON
    assert json.loads(content)["state"] in ("paid", "open")
    (record,) = deliveries.records
    assert {k: record[k] for k in ("name", "operation", "method", "url", "state")} == {
        "name": "news",
        "operation": "order",
        "method": "POST",
        "url": receiver.url,
        "state": "delivered",
    }
    assert [attempt["status"] for attempt in record["attempts"]] == [204]


async def test_the_body_repeats_what_the_exchange_knows_and_keeps_secrets(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    app = shop(ordering(), deliveries, answer={"id": 41, "secret": "s", "state": "open"})
    await post(app, "/shops/a/orders", {"url": receiver.url, "id": 40})
    await deliveries.settled()
    assert json.loads(receiver.requests[0][2]) == {"id": 41, "state": "open"}


async def test_the_body_is_the_example_of_the_contract(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    example = {"id": 5, "state": "paid"}
    found = ordering(sent={"body": body(NEWS, example=example)})
    await post(shop(found, deliveries), "/shops/a/orders", {"url": receiver.url})
    await deliveries.settled()
    assert json.loads(receiver.requests[0][2]) == example


async def test_declared_parameters_and_forms_are_sent(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    form = {"content": {"application/x-www-form-urlencoded": {
        "schema": {"type": "object"}, "example": {"a": "x y", "b": 2}}}}  # fmt: skip
    headers = parameter("X-Event", "header", {"const": "paid"}, required=True)
    query = parameter("v", "query", {"type": "integer"}, example=2)
    unsent = parameter("w", "query", {"type": "integer"})
    raw = operation("told", headers, query, unsent, body=form)
    found = contract({}, webhooks={"opened": {"post": raw}})
    await calling(found, deliveries).send(found.webhooks[0], receiver.url + "?k=1")
    await deliveries.settled()
    ((line, headers, content),) = receiver.requests
    assert line == "POST /in?k=1&v=2 HTTP/1.1"
    assert (headers["x-event"], content) == ("paid", b"a=x%20y&b=2")


@pytest.mark.parametrize("status", [409, 500])
async def test_nobody_is_called_when_the_operation_fails(
    deliveries: Deliveries, status: int
) -> None:
    app = shop(ordering(), deliveries, status=status)
    await post(app, "/shops/a/orders", {"url": "http://127.0.0.1:1/"})
    assert deliveries.records == ()


async def test_an_answer_that_is_awaited_calls_back_as_well(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    found = ordering()
    callbacks = calling(found, deliveries)

    class Later(Direct):
        def __call__(self, asked: Asked) -> Any:
            return callbacks.after(asked, self.late())

        async def late(self) -> Written:
            return Written(201, [], b"{}")

    app = Service(found, {"order": Later()})
    assert (await post(app, "/shops/a/orders", {"url": receiver.url})).status == 201
    await deliveries.settled()
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("{$request.body#/other}", "$request.body#/other names nothing that was sent"),
        ("{$request.body#other}", "$request.body#other names nothing that was sent"),
        ("{$request.body#/url}", "the URL must begin with http:// or https:// and name a host"),
        ("{$request.cookie.x}", "$request.cookie.x is no runtime expression"),
        (
            "http://example.com/{$request.path.shop}",
            "the contract names this host, not the request: send it on demand",
        ),
        (
            "http://{$request.path.shop}@example.com/",
            "the contract names this host, not the request: send it on demand",
        ),
        (
            "{$response.body#/url}",
            "the contract names this host, not the request: send it on demand",
        ),
        ("http://169.254.169.254/", "169.254.169.254 is an address of the link itself"),
        ("http://2852039166/", "2852039166 is an address of the link itself"),
        ("http://0xA9.0xFE.1.1/", "0xa9.0xfe.1.1 is an address of the link itself"),
        ("http://[fe80::1]/", "fe80::1 is an address of the link itself"),
        ("http://[::ffff:169.254.1.1]/", "::ffff:169.254.1.1 is an address of the link itself"),
        ("http://a b/", "the URL holds a space or a control character"),
        ("http://a:x/", "the URL cannot be read: Port could not be cast to integer value as 'x'"),
    ],
)
async def test_what_cannot_be_sent_is_told_and_the_answer_stands(
    deliveries: Deliveries, expression: str, reason: str
) -> None:
    app = shop(ordering(expression), deliveries, answer={"url": "http://example.com/"})
    answer = await post(app, "/shops/a/orders", {"url": "ftp://example.com"})
    assert answer.status == 201
    (record,) = deliveries.records
    assert (record["state"], record["error"]) == ("refused", reason)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$url", "http://shop.test/shops/a%20b/orders?at=x"),
        ("$method", "POST"),
        ("$statusCode", "201"),
        ("$request.path.shop", "a b"),
        ("$request.query.at", "x"),
        ("$request.header.x-back", "back"),
        ("$request.header.X-BACK", "back"),
        ("$request.body#/id", "7"),
        ("$request.body#/other/~1k", "true"),
        ("$request.body", '{"url":"u","id":7,"other":{"/k":true,"n":null}}'),
        ("$response.header.Location", "/orders/9"),
        ("$response.body#/state", "open"),
        ("{$request.body#/url}/{$response.body#/state}", "u/open"),
        ("https://x.test?a={$request.body#/id}", "https://x.test?a=7"),
    ],
)
async def test_a_runtime_expression_yields_what_it_names(
    deliveries: Deliveries, expression: str, value: str
) -> None:
    assert await yielded(deliveries, expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "$request.query.id", "$request.header.x", "$request.path.x", "$request.body#/no",
        "$request.body#/other/n", "$response.header.x", "$response.query.at", "$response.path.a",
        "$request.", "$requestx.body", "$urls", "$request.header.", "$request.body#x",
    ],
)  # fmt: skip
async def test_a_runtime_expression_that_names_nothing_is_unknown(
    deliveries: Deliveries, expression: str
) -> None:
    with pytest.raises(Unknown, match=r"names nothing|is null|no runtime expression"):
        await yielded(deliveries, expression)


async def yielded(deliveries: Deliveries, expression: str) -> str:
    met: list[Asked] = []

    class Noting(Direct):
        def __call__(self, asked: Asked) -> Written:
            met.append(asked)
            return Written(201, [(b"Location", b"/orders/9")], b'{"state": "open"}')

    app = Service(ordering(), {"order": Noting()})
    sent = {"url": "u", "id": 7, "other": {"/k": True, "n": None}}
    headers = {"Host": "shop.test", "X-Back": "back", "Content-Type": JSON}
    content = json.dumps(sent).encode()
    await ask(app, "POST", "/shops/a%20b/orders?at=x", content, headers)
    exchange = Exchange(met[0], Written(201, [(b"Location", b"/orders/9")], b'{"state": "open"}'))
    return exchange.url(expression)


async def test_a_webhook_is_sent_on_demand_with_the_body_that_was_given(
    receive: Receive, deliveries: Deliveries
) -> None:
    receiver = await receive()
    found = ordering()
    callbacks = calling(found, deliveries)
    record = await callbacks.send(found.webhooks[0], receiver.url, {"any": "thing"})
    assert (record["name"], record["state"]) == ("opened", "waiting")
    await deliveries.settled()
    assert json.loads(receiver.requests[0][2]) == {"any": "thing"}
    assert [one["state"] for one in callbacks.deliveries] == ["delivered"]


async def test_a_webhook_is_not_sent_to_what_is_no_address(deliveries: Deliveries) -> None:
    found = ordering()
    with pytest.raises(Unprocessable) as raised:
        await calling(found, deliveries).send(found.webhooks[0], "file:///etc/passwd")
    assert [error.document() for error in raised.value.errors] == [
        {
            "in": "body",
            "pointer": "/url",
            "message": "the URL must begin with http:// or https:// and name a host",
            "code": "format",
        }
    ]
