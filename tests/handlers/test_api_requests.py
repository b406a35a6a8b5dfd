"""Bad requests, put to every operation that can be asked so: each a problem, none a failure."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import httpx
import pytest

from tenon.contract import Location, Operation
from tenon.runtime.app import ContractApp
from tests.handlers.book_api import BOOKS, JSON, check_reply, contract, errors
from tests.tiny import Answer, ask

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPERATIONS = contract().operations
PATHS = sorted({operation.path for operation in OPERATIONS})
WITH_BODY = [operation for operation in OPERATIONS if operation.body]
WITH_CONTENT = [
    operation
    for operation in OPERATIONS
    if any(reply.media for reply in operation.replies.values() if reply.successful)
]
WITH_ID = [operation for operation in OPERATIONS if "{" in operation.path]
NUMBERS = [
    (operation, parameter.name)
    for operation in OPERATIONS
    for parameter in operation.located(Location.QUERY)
    if parameter.name in {"page", "per_page", "limit", "published_after", "published_before"}
]


def each(operations: Sequence[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=lambda operation: operation.id)


def target(operation: Operation, value: str = "1") -> str:
    """The operation's path, with a value where its id stands."""
    for parameter in operation.located(Location.PATH):
        return operation.path.replace(f"{{{parameter.name}}}", value)
    return operation.path


def bodies(operation: Operation) -> Iterator[tuple[str, Any]]:
    """A valid body in each media type: the first example of the contract."""
    assert operation.body is not None
    for name, media in operation.body.media.items():
        yield name, next(iter(media.examples.values()))


def texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where there are texts in a value."""
    if isinstance(value, str):
        yield path
    children = value.items() if isinstance(value, dict) else ()
    for key, child in enumerate(value) if isinstance(value, list) else children:
        yield from texts(child, (*path, key))


def put(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """The value with another text in one place."""
    changed = copy.deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = text
    return changed


async def asked(app: ContractApp, method: str, path: str, *given: Any, **scope: Any) -> Answer:
    """The answer to a request as it is written here, judged."""
    answer = await ask(app, method, path, *given, **scope)
    check_reply(method, answer.status, answer.headers, answer.body)
    assert answer.status < 500
    return answer


# Bodies


@each([operation for operation in WITH_BODY if operation.id.startswith(("create", "replace"))])
async def test_nul_in_any_text_of_a_body_is_refused(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    (body,) = (value for _, value in bodies(operation))
    found = list(texts(body))
    assert len(found) >= 2
    for path in found:
        for text in ("\0", "a\0b"):
            wrong = put(body, path, text)
            reply = await shared_api.request(operation.method, target(operation), json=wrong)
            assert reply.status_code == 422, reply.text
            pointer = "/" + "/".join(map(str, path))
            assert pointer in {error["pointer"] for error in reply.json()["errors"]}


CHANGES = {
    "changeBook": {"title", "author_name", "isbn", "genre", "description", "status"},
    "changeAuthor": {"name", "bio"},
    "changeReview": {"title", "text", "reviewer_name"},
}


@each([operation for operation in OPERATIONS if operation.id in CHANGES])
async def test_nul_in_any_text_of_a_change_is_refused(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    for name in CHANGES[operation.id]:
        reply = await shared_api.patch(target(operation), json={name: "a\0b"})
        assert reply.status_code == 422
        assert {error[1] for error in errors(reply)} == {f"/{name}"}
    if operation.id == "changeBook":
        reply = await shared_api.patch(target(operation), json={"tags": ["a\0b"]})
        assert {error[1] for error in errors(reply)} == {"/tags/0"}


MALFORMED = {
    "empty text": b" ",
    "half an object": b'{"title": ',
    "trailing comma": b'{"title": "x",}',
    "single quotes": b"{'title': 'x'}",
    "comment": b"{} // none",
    "two values": b"{} {}",
    "bare word": b"title",
    "NaN": b'{"price": NaN}',
    "Infinity": b'{"price": -Infinity}',
    "number without end": b'{"price": 1e999}',
    "leading zero": b'{"price": 01}',
    "control character": b'{"title": "a\x01"}',
    "bad escape": b'{"title": "\\x41"}',
    "lone surrogate": b'{"title": "\\ud800"}',
    "low surrogate first": b'{"title": "\\udc00\\ud800"}',
    "lone surrogate in a name": b'{"\\ud800": 1}',
    "surrogate in UTF-8": b'{"title": "\xed\xa0\x80"}',
    "invalid UTF-8": b'{"title": "\xff"}',
    "overlong UTF-8": b'{"title": "\xc0\x80"}',
    "cut UTF-8": b'{"title": "\xe2\x82"}',
    "UTF-16": '{"title": "x"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"title": "x"}',
    "too deep": b'{"title":' + b"[" * 64 + b"]" * 64 + b"}",
    "far too deep": b"[" * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_body_that_is_no_json_is_a_bad_request(
    shared_service: ContractApp, name: str
) -> None:
    for operation in WITH_BODY:
        assert operation.body is not None
        for media_type in operation.body.media:
            answer = await asked(
                shared_service,
                operation.method,
                target(operation),
                MALFORMED[name],
                {"content-type": media_type},
            )
            assert answer.status == 400, operation.id
            assert answer.codes == ["malformed"]


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        '"x"',
        "1",
        "true",
        "1" * 4000,
        "-" + "9" * 400,
        '{"x": ' + "[" * 60 + "]" * 60 + "}",
    ],
)
async def test_a_body_of_another_type_is_refused(shared_service: ContractApp, text: str) -> None:
    for operation in WITH_BODY:
        answer = await asked(
            shared_service, operation.method, target(operation), text.encode(), JSON
        )
        assert answer.status == 422, operation.id


@each(WITH_BODY)
async def test_the_body_comes_in_a_declared_media_type(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    assert operation.body is not None
    declared = set(operation.body.media)
    others = {
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonl",
        "json",
        "application/json-patch+json",
        "",
        "*/*",
        "application/merge-patch+json",
    }
    for media_type in sorted(others - declared):
        reply = await shared_api.request(
            operation.method,
            target(operation),
            content=b"{}",
            headers={"content-type": media_type},
        )
        assert reply.status_code == 415, media_type
        assert set(reply.headers["accept"].split(", ")) == declared
    unnamed = await shared_api.request(operation.method, target(operation), content=b"{}")
    assert unnamed.status_code == 415
    for media_type in declared | {"application/json; charset=utf-8", "Application/JSON"}:
        reply = await shared_api.request(
            operation.method,
            target(operation),
            content=b"[]",
            headers={"content-type": media_type},
        )
        assert reply.status_code == 422


@each(WITH_BODY)
async def test_a_missing_body_is_a_bad_request(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    for headers in ({}, JSON):
        reply = await shared_api.request(operation.method, target(operation), headers=headers)
        assert reply.status_code == 400


@each(WITH_BODY)
async def test_a_body_beyond_the_bound_is_too_large(
    shared_service: ContractApp, operation: Operation
) -> None:
    limit = 1_048_576
    path = target(operation)
    stated = JSON | {"content-length": str(limit + 1)}
    unread = await asked(shared_service, operation.method, path, b"", stated)
    in_parts = [b" " * 65_536] * 16 + [b" "]
    unstated = await asked(shared_service, operation.method, path, in_parts, JSON)
    at_once = await asked(shared_service, operation.method, path, b" " * (limit + 1), JSON)
    assert [unread.status, unstated.status, at_once.status] == [413, 413, 413]
    within = await asked(shared_service, operation.method, path, in_parts[:16], JSON)
    assert within.status == 400


async def test_a_huge_wrong_value_is_quoted_in_part_only(shared_api: httpx.AsyncClient) -> None:
    wrong = {"title": "x" * 1_000_000}
    reply = await shared_api.post(BOOKS, json=wrong)
    assert reply.status_code == 422
    assert len(reply.content) < 5_000
    many = {f"field{n}": n for n in range(20_000)}
    reply = await shared_api.post(BOOKS, json=many)
    assert reply.status_code == 422
    assert len(reply.content) < 50_000
    reply = await shared_api.post(f"{BOOKS}/bulk", json={"books": [{}] * 100})
    assert reply.status_code == 422
    assert len(reply.json()["errors"]) <= 1_000


async def test_strange_but_valid_text_is_kept(
    api: httpx.AsyncClient, book_draft: Callable[..., Any]
) -> None:
    for text in ("\x01", "\x7f", "\ufeff", "\u202e\u2028", "\ufffe\uffff", "\U0010ffff", "\ud7ff"):
        draft = book_draft(f"a{text}", author_name=f"b{text}", description=text, tags=[f"c{text}"])
        reply = await api.post(BOOKS, json=draft)
        assert reply.status_code == 201, reply.text
        book = reply.json()
        assert book["title"] == f"a{text}"
        found = await api.get(BOOKS, params={"search": f"a{text}", "author": f"b{text}"})
        assert [item["id"] for item in found.json()["items"]] == [book["id"]]
        review = {"rating": 1, "title": f"t{text}", "text": f"x{text}", "reviewer_name": f"r{text}"}
        made = await api.post(f"{BOOKS}/{book['id']}/reviews", json=review)
        assert (made.status_code, made.json()["text"]) == (201, f"x{text}")


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
            path = f"{target(operation)}?{parameter.name}={text}"
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
        reply = await shared_api.get(f"{target(operation)}?{name}={number}")
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
    for accept in ("application/xml", "text/html", "application/*;q=0", "*/*;q=0", "image/*", "x"):
        headers = JSON | {"accept": accept}
        reply = await shared_api.request(operation.method, target(operation), headers=headers)
        assert reply.status_code == 406, accept
    for accept in ("*/*", "application/*", "text/html, */*;q=0.1", ""):
        headers = JSON | {"accept": accept}
        reply = await shared_api.request(operation.method, target(operation), headers=headers)
        assert reply.status_code in {200, 400, 404}, (accept, reply.text)


@pytest.mark.parametrize(
    "path",
    [
        *("/nope", "//", "/api/v1", "/api/v1/books/", "/api/v1//books", "/API/v1/books"),
        *("/api/v1/books/../authors", "/api/v1/books/%2e%2e/authors", "/api/v1/./books"),
        *("/api%2Fv1%2Fbooks", "/api/v1/books%2F1", "/api/v1/books%00", "/%FF", "/health/"),
        *("/api/v1/books/1/reviews/1", "/api/v1/books;x=1", "/" + "x" * 5_000, "/%0d%0aX-A:b"),
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
