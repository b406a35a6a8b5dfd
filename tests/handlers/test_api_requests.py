"""Bad requests, put to every operation that can be asked so: each a problem, none a failure."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tenon.contract import Location, Operation
from tenon.runtime.app import ContractApp
from tests.handlers.book_api import (
    BOOKS,
    JSON,
    OPERATIONS,
    asked,
    bodies,
    each,
    errors,
    required,
    target,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATHS = sorted({operation.path for operation in OPERATIONS})
WITH_CONTENT = [
    operation
    for operation in OPERATIONS
    if any(reply.media for reply in operation.replies.values() if reply.successful)
    and not any("*" in name for reply in operation.replies.values() for name in reply.media)
]
WITH_ID = [
    operation
    for operation in OPERATIONS
    if any(p.name.endswith("_id") for p in operation.located(Location.PATH))
]
NUMBERS = [
    (operation, parameter.name)
    for operation in OPERATIONS
    for parameter in operation.located(Location.QUERY)
    if parameter.name in {"page", "per_page", "limit", "published_after", "published_before"}
]


# Parameters


@each(OPERATIONS)
async def test_an_unknown_query_parameter_is_refused(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    sent: dict[str, Any] = {}
    if operation.body:
        media_type, body = next(bodies(operation))
        sent = {"content": json.dumps(body), "headers": {"content-type": media_type}}
    for query in ("nope=1", "nope", "nope=1&nope=2", "%00", "\U0001f388=1", "a%5Bb%5D=1"):
        url = f"{target(operation, '1000000')}?{query}"
        reply = await shared_api.request(operation.method, url, **sent)
        assert reply.status_code == 422, query
        assert "unknown" in {error[2] for error in errors(reply)}


@each([operation for operation in OPERATIONS if operation.located(Location.QUERY)])
async def test_bad_text_in_any_query_parameter_is_refused(
    shared_service: ContractApp, operation: Operation
) -> None:
    for parameter in operation.located(Location.QUERY):
        for text, statuses in (
            ("a%00b", {422}),
            ("%00%00", {422}),
            ("%FF", {400}),
            ("%ED%A0%80%ED", {400}),
            ("%C0%80", {400}),
        ):
            path = (
                f"{target(operation)}?{required(operation, parameter.name)}{parameter.name}={text}"
            )
            answer = await asked(shared_service, operation.method, path)
            assert answer.status in statuses, (parameter.name, text, answer.body)
            assert answer.json["errors"][0]["name"] == parameter.name


@each([operation for operation in OPERATIONS if operation.located(Location.QUERY)])
async def test_strange_text_in_a_query_is_no_failure(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    strange = ["%25%5F%5C", "%", "%zz", "'%22;--", "%01%7F", "+%2B+"]
    strange += ["%F0%9F%8E%88%F0%9F%8E%88", "%EF%BF%BF%EF%BF%BE"]
    for parameter in operation.located(Location.QUERY):
        for text in strange:
            reply = await shared_api.get(f"{target(operation, '1000000')}?{parameter.name}={text}")
            assert reply.status_code in {200, 400, 404, 422}


@pytest.mark.parametrize(
    "number", [2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, int("9" * 4000)]
)
async def test_numbers_beyond_64_bits_are_refused(
    shared_api: httpx.AsyncClient, number: int
) -> None:
    for operation, name in NUMBERS:
        query = f"{required(operation)}{name}={number}"
        reply = await shared_api.get(f"{target(operation)}?{query}")
        assert reply.status_code == 422
        assert {error[1] for error in errors(reply)} == {name}


# Ids


@each(WITH_ID)
async def test_an_id_that_is_none_is_refused(
    shared_service: ContractApp, operation: Operation
) -> None:
    sent: tuple[Any, ...] = ()
    if operation.body:
        media_type, body = next(bodies(operation))
        sent = (json.dumps(body).encode(), {"content-type": media_type})
    wrong = [
        *("0", "-1", "-0", "1.0", "1e0", "01", "+1", "%2B1", "%201", "1%20", "x", "null", "true"),
        *(str(2**53), str(2**63), str(2**64), "9" * 4000, "%D9%A1", "1%00", "%00", "1%0A"),
        *("1%2F2", "%2F", "1%5C", "1;a=b", "1,2", "%2e%2e", "..", ".", "%252e%252e", "1'", "%FF"),
    ]
    for text in wrong:
        answer = await asked(shared_service, operation.method, target(operation, text), *sent)
        assert answer.status in {400, 422}, (text, answer.status)
        (parameter,) = operation.located(Location.PATH)
        assert {(e["in"], e["name"]) for e in answer.json["errors"]} == {("path", parameter.name)}
    for text in ("", "1/", "1/2", "/1"):
        answer = await asked(shared_service, operation.method, target(operation, text), *sent)
        assert answer.status in {404, 405}, (text, answer.status)


async def test_an_encoded_digit_is_the_digit(api: httpx.AsyncClient, add_book: Any) -> None:
    book_id = str((await add_book())["id"])
    encoded = "".join(f"%{ord(digit):02X}" for digit in book_id)
    assert (await api.get(f"{BOOKS}/{encoded}")).status_code == 200


# Methods, media types, paths


@pytest.mark.parametrize("path", PATHS)
async def test_a_method_that_a_path_does_not_know_is_told_which_it_knows(
    shared_api: httpx.AsyncClient, path: str
) -> None:
    known = {operation.method for operation in OPERATIONS if operation.path == path}
    allowed = known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())
    url = path.replace("{book_id}", "1").replace("{author_id}", "1").replace("{review_id}", "1")
    options = await shared_api.options(url)
    assert (options.status_code, options.content) == (204, b"")
    assert set(options.headers["allow"].split(", ")) == allowed
    every = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "BREW"}
    for method in sorted(every - allowed):
        reply = await shared_api.request(method, url, content=b"{}", headers=JSON)
        assert reply.status_code == 405, method
        assert set(reply.headers["allow"].split(", ")) == allowed


@each(WITH_CONTENT)
async def test_a_reply_that_the_caller_does_not_take_is_not_acceptable(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    url = f"{target(operation)}?{required(operation)}"
    for accept in ("application/xml", "text/html", "application/*;q=0", "*/*;q=0", "image/*", "x"):
        headers = JSON | {"accept": accept}
        reply = await shared_api.request(operation.method, url, headers=headers)
        assert reply.status_code == 406, accept
    first = next(name for reply in operation.replies.values() for name in reply.media)
    for accept in ("*/*", f"{first.partition('/')[0]}/*", "text/html, */*;q=0.1", ""):
        headers = JSON | {"accept": accept}
        reply = await shared_api.request(operation.method, url, headers=headers)
        streams = operation.body is not None and operation.body.streams
        read = {200, 400, 404, 415} if streams else {200, 400, 404}
        assert reply.status_code in read, (accept, reply.text)


@pytest.mark.parametrize(
    "path",
    [
        *("/nope", "//", "/api/v1", "/api/v1/books/", "/api/v1//books", "/API/v1/books"),
        *("/api/v1/books/../authors", "/api/v1/books/%2e%2e/authors", "/api/v1/./books"),
        *("/api%2Fv1%2Fbooks", "/api/v1/books%2F1", "/api/v1/books%00", "/%FF", "/health/"),
        *("/api/v1/books/1/reviews/1", "/api/v1/books;x=1", "/" + "x" * 50_000, "/%0d%0aX-A:b"),
    ],
)
async def test_a_path_that_the_contract_does_not_declare_is_not_found(
    shared_service: ContractApp, path: str
) -> None:
    for method in ("GET", "POST", "OPTIONS", "get"):
        answer = await asked(shared_service, method, path)
        assert answer.status == 404
        assert "\n" not in str(answer.headers)


# Problems


async def test_a_problem_carries_the_id_of_the_request(shared_api: httpx.AsyncClient) -> None:
    path = f"{BOOKS}/1000000"
    told = await shared_api.get(path, headers={"x-request-id": "abc-DEF_123"})
    assert told.json()["request_id"] == "abc-DEF_123"
    for harmful in ("a b", "<script>", "x" * 129, "é", "a,b", "", "%0a"):
        reply = await shared_api.get(path, headers=[(b"x-request-id", harmful.encode("latin-1"))])
        assert reply.json()["request_id"] != harmful
    fresh = [(await shared_api.get(path)).json()["request_id"] for _ in range(2)]
    assert fresh[0] != fresh[1]


async def test_a_problem_says_what_where_and_why(shared_api: httpx.AsyncClient) -> None:
    reply = await shared_api.get(f"{BOOKS}/0?nope=1", headers={"x-request-id": "r1"})
    assert reply.json() == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "book_id: 0 is less than the minimum of 1 (and 1 more)",
        "instance": f"{BOOKS}/0",
        "request_id": "r1",
        "errors": [
            {
                "in": "path",
                "name": "book_id",
                "message": "0 is less than the minimum of 1",
                "code": "minimum",
            },
            {
                "in": "query",
                "name": "nope",
                "message": "is not a parameter of this operation",
                "code": "unknown",
            },
        ],
    }
