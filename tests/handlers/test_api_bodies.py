"""Bad bodies, put to every operation that takes one: each a problem, none a failure."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tenon.contract import Operation
from tenon.runtime.app import ContractApp
from tenon.runtime.negotiation import is_json
from tests.handlers.book_api import BOOKS, JSON, OPERATIONS, asked, bodies, each, errors, target

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Bodies that are handed on as they come have tests of their own (test_api_uploads.py).
WITH_BODY = [operation for operation in OPERATIONS if operation.body and not operation.body.streams]


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


# How many texts a body has at least, where it is not two.
TEXTS = {"replaceAdminBook": 1}


@each([operation for operation in WITH_BODY if operation.id.startswith(("create", "replace"))])
async def test_nul_in_any_text_of_a_body_is_refused(
    shared_api: httpx.AsyncClient, operation: Operation
) -> None:
    (body,) = (value for _, value in bodies(operation))
    found = list(texts(body))
    assert len(found) >= TEXTS.get(operation.id, 2)
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
    "changeReview": {"title", "text"},
    "changeAdminBook": {"internal_notes"},
    "changeUser": {"username", "email", "password", "full_name"},
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
        for media_type in filter(is_json, operation.body.media):
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
        review = {"rating": 1, "title": f"t{text}", "text": f"x{text}"}
        made = await api.post(f"{BOOKS}/{book['id']}/reviews", json=review)
        assert (made.status_code, made.json()["text"]) == (201, f"x{text}")
