"""What a mock remembers of the requests that went by."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from time import perf_counter
from typing import Any

import pytest

from tenon.mock.mishap import KEY, Mishap
from tenon.mock.requests_log import RequestsLog
from tests.conftest import Serve
from tests.tiny import ask, body, operation, parameter, post, reply

DRAFT = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
PATHS = {
    "/pets": {
        "post": operation("createPet", body=body(DRAFT), replies={"201": reply(DRAFT)}),
        "get": operation(
            "listPets",
            parameter("page", "query", {"type": "integer"}),
            replies={"200": reply({"type": "array"})},
        ),
    }
}


class Logged:
    """A service whose requests are noted."""

    def __init__(self, service: Any, log: RequestsLog) -> None:
        self._service = service
        self.log = log

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        receive, send = self.log.begin(scope, receive, send)
        await self._service(scope, receive, send)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [entry.document() for entry in self.log]


@pytest.fixture
def logged(serve: Serve) -> Logged:
    async def create_pet(body: dict[str, Any]) -> dict[str, Any]:
        return body

    async def list_pets(query: Any) -> list[Any]:
        return [1]

    return Logged(serve(PATHS, {"createPet": create_pet, "listPets": list_pets}), RequestsLog())


async def test_it_tells_what_was_asked_and_answered(logged: Logged) -> None:
    answer = await post(logged, "/pets", {"name": "Rex"}, **{"X-Mock-Session": "anna"})
    assert answer.status == 201
    (told,) = logged.told
    assert told["id"] == 1
    assert (told["method"], told["path"], told["query"]) == ("POST", "/pets", "")
    assert (told["operation"], told["session"], told["status"]) == ("createPet", "anna", 201)
    assert told["findings"] == []
    assert 0 < told["ms"] < 10_000
    assert told["at"].endswith("+00:00")
    assert told["request"] == {
        "headers": {"content-type": "application/json", "x-mock-session": "anna"},
        "body": '{"name": "Rex"}',
        "bytes": 15,
        "cut": False,
    }
    assert told["reply"]["body"] == '{"name":"Rex"}'
    assert told["reply"]["headers"]["content-type"] == "application/json"


async def test_it_tells_why_a_request_was_refused(logged: Logged) -> None:
    await ask(logged, "GET", "/pets?page=one&colour=red")
    (told,) = logged.told
    assert (told["status"], told["query"]) == (422, "page=one&colour=red")
    assert {(each["in"], each["name"]) for each in told["findings"]} == {
        ("query", "page"),
        ("query", "colour"),
    }
    assert told["detail"]


async def test_what_no_operation_answers_is_told_too(logged: Logged) -> None:
    await ask(logged, "GET", "/nowhere")
    (told,) = logged.told
    assert (told["operation"], told["status"]) == (None, 404)
    assert told["detail"] == "The contract declares nothing at this path."


async def test_only_the_last_requests_are_kept(serve: Serve) -> None:
    logged = Logged(serve(PATHS), RequestsLog(most=2))
    for path in ("/a", "/b", "/c"):
        await ask(logged, "GET", path)
    assert [(each["id"], each["path"]) for each in logged.told] == [(2, "/b"), (3, "/c")]
    assert [entry.number for entry in logged.log.after(2)] == [3]
    assert logged.log.entry(1) is None
    logged.log.clear()
    assert logged.told == []
    await ask(logged, "GET", "/d")
    assert logged.told[0]["id"] == 4


async def test_a_long_body_is_cut(logged: Logged) -> None:
    await post(logged, "/pets", {"name": "x" * 100_000})
    (told,) = logged.told
    assert (told["request"]["bytes"], told["request"]["cut"]) == (100_012, True)
    assert len(told["request"]["body"]) == 16_384
    assert told["reply"]["cut"]
    (entry,) = logged.log
    assert entry.request is not None
    assert sum(map(len, entry.request.pieces)) == 16_384


async def test_a_body_in_pieces_is_one_body(logged: Logged) -> None:
    sent = [b'{"na', b'me": ', b'"Rex"}']
    await ask(logged, "POST", "/pets", sent, {"content-type": "application/json"})
    assert logged.told[0]["request"]["body"] == '{"name": "Rex"}'


async def test_bytes_are_counted_and_not_shown(logged: Logged) -> None:
    await post(logged, "/pets", b"\x89PNG\x00\x01", "image/png")
    (told,) = logged.told
    assert told["status"] == 415
    assert told["request"]["body"] is None


async def test_credentials_are_shown_by_their_first_letters(logged: Logged) -> None:
    secret = "Bearer abcdefghijklmnopqrstuvwxyz"
    await ask(logged, "GET", "/pets", headers={"Authorization": secret, "Cookie": "a=1"})
    headers = logged.told[0]["request"]["headers"]
    assert headers["authorization"] == "Bearer abcde… (33 characters)"
    assert headers["cookie"] == "a=1"


async def test_a_reply_that_lasts_has_no_time_yet() -> None:
    log, sent = RequestsLog(), list[Any]()

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"method": "GET", "path": "/s", "query_string": b"", "headers": []}
    _, noting = log.begin(scope, asyncio.Future, send)
    assert next(iter(log)).summary()["status"] is None
    await noting({"type": "http.response.start", "status": 200, "headers": []})
    await noting({"type": "http.response.body", "body": b"a", "more_body": True})
    assert (next(iter(log)).summary()["status"], next(iter(log)).summary()["ms"]) == (200, None)
    await noting({"type": "http.response.body", "body": b"b"})
    assert next(iter(log)).summary()["ms"] is not None
    assert [message["type"] for message in sent] == ["http.response.start"] + [
        "http.response.body"
    ] * 2


async def test_a_connection_that_is_dropped_on_purpose_is_told(serve: Serve) -> None:
    logged = Logged(serve(PATHS), RequestsLog())
    befallen: dict[str, Any] = {KEY: Mishap(drop=True)}
    await ask(logged, "GET", "/a", **befallen)
    await ask(logged, "GET", "/a")
    assert [told["dropped"] for told in logged.told] == [True, False]


async def test_noting_a_request_is_cheap() -> None:
    log = RequestsLog()
    scope = {"method": "GET", "path": "/s", "query_string": b"", "headers": []}
    start = {"type": "http.response.start", "status": 200, "headers": []}
    end = {"type": "http.response.body", "body": b"{}"}

    def send(_: Any) -> None:
        pass

    def once() -> float:
        began = perf_counter()
        for _ in range(2_000):
            _, noting = log.begin(scope, send, send)  # type: ignore[arg-type]
            noting(start)
            noting(end)
        return (perf_counter() - began) / 2_000

    # 2 µs on a quiet machine; here it may be shared, and slower.
    assert min(once() for _ in range(20)) < 10e-6
