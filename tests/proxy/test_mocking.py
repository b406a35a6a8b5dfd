"""Operations that the upstream does not have, answered by the mock."""

from __future__ import annotations

from typing import Any

import pytest

from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service
from tests.tiny import Json, ask, body, operation, parameter, post, reply

PROBLEM = {"type": "object", "required": ["title"]}
PATHS: Json = {
    "/x/{id}": {
        "get": operation(
            "read",
            parameter("id", "path"),
            replies={"200": reply(True), "404": reply(PROBLEM, "application/problem+json")},
        ),
        "put": operation("put", parameter("id", "path"), body=body(True)),
    }
}
GONE = Service(501, [("content-type", "text/plain")], b"no")


class Mock:
    """Stands for the mock: says what it was asked."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert not any(key.startswith("tenon.") for key in scope)
        self.bodies.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 203, "headers": []})
        await send({"type": "http.response.body", "body": b"mo", "more_body": True})
        await send({"type": "http.response.body", "body": b"ck"})


async def test_what_the_upstream_has_not_implemented_is_mocked(proxying: Proxying) -> None:
    app = proxying(PATHS, GONE, mock=Mock())

    answer = await ask(app, "GET", "/x/1")

    assert (answer.status, answer.body, answer.headers["x-mock"]) == (203, b"mock", "true")
    assert (app.heard[-1].mocked, app.heard[-1].upstream, app.told) == (True, 501, [])


async def test_the_mock_is_given_the_body(proxying: Proxying) -> None:
    mock = Mock()

    await ask(
        proxying(PATHS, GONE, mock=mock),
        "PUT",
        "/x/1",
        [b'{"a"', b": 1}"],
        {"Content-Type": "application/json", "Content-Length": "8"},
    )

    assert mock.bodies == [b'{"a": 1}']


@pytest.mark.parametrize(
    ("status", "media_type", "said", "mocked"),
    [
        (404, "application/json", b'{"detail": "Not Found"}', True),
        (404, "application/problem+json", b'{"title": "No such x"}', False),
        (405, "application/json", b'{"detail": "Method Not Allowed"}', True),
        (200, "application/json", b"1", False),
        (500, "text/html", b"oh", False),
    ],
)
async def test_404_is_mocked_unless_it_is_what_the_contract_declares(
    proxying: Proxying, status: int, media_type: str, said: bytes, mocked: bool
) -> None:
    service = Service(status, [("content-type", media_type)], said)
    app = proxying(PATHS, service, mock=Mock(), errors=status == 404)

    answer = await ask(app, "GET", "/x/1")

    assert (answer.status, app.heard[-1].mocked) == (203 if mocked else status, mocked)
    guess = f"response status: warning: mocked: {status} is not told as the contract declares it"
    assert [told.startswith(guess) for told in app.told] == [True] * mocked or status == 500


async def test_what_the_contract_does_not_know_is_never_mocked(proxying: Proxying) -> None:
    assert (await ask(proxying(PATHS, GONE, mock=Mock()), "GET", "/y")).status == 501


async def test_without_a_mock_the_upstream_has_the_last_word(proxying: Proxying) -> None:
    app = proxying(PATHS, GONE)

    assert (await ask(app, "GET", "/x/1")).status == 501
    assert app.told == ["response status: undeclared: 501 is not declared; declared are: 200, 404"]


async def test_what_is_wrong_with_the_request_is_told_beside_the_mock(proxying: Proxying) -> None:
    answer = await ask(proxying(PATHS, GONE, mock=Mock()), "GET", "/x/1?odd=1")

    assert '"name":"odd"' in answer.headers["tenon-violations"]


async def test_a_mock_that_fails_is_a_problem(
    proxying: Proxying, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("told nobody")

    app = proxying(PATHS, GONE, mock=broken)

    answer = await ask(app, "GET", "/x/1")

    assert (answer.status, answer.json["detail"]) == (500, "The proxy failed.")
    assert "told nobody" in caplog.text


async def test_the_mock_server_itself_answers(proxying: Proxying) -> None:
    from tenon.mock.app import MockApp
    from tests.tiny import contract

    item = {"type": "object", "required": ["id", "name"], "properties": {
        "id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}  # fmt: skip
    said = contract({
        "/items": {"post": operation("add", body=body(item), replies={"201": reply(item)})},
        "/items/{id}": {"get": operation(
            "read", parameter("id", "path", {"type": "integer"}), replies={"200": reply(item)})},
    })  # fmt: skip
    app = proxying(said, GONE, mock=MockApp(said))

    made = await post(app, "/items", {"name": "one"})
    found = await ask(app, "GET", f"/items/{made.json['id']}")

    assert (made.status, found.json) == (201, made.json)
