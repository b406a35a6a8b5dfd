"""What is passed on, and how."""

from __future__ import annotations

import gzip

import httpx
import pytest

from tests.conftest import Listen
from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service, item, saying, socket_server
from tests.tiny import ask, body, operation, parameter, reply

ANYTHING = {"/x": item(True)}


async def test_a_reply_comes_as_the_upstream_sent_it(proxying: Proxying) -> None:
    sent = [("content-type", "application/json"), ("etag", '"7"'), ("x-two", "a"), ("x-two", "b")]
    service = Service(201, sent, b'{"b": 1,  "a": 2}')

    answer = await ask(proxying({"/other": item(True)}, service), "GET", "/x")

    assert (answer.status, answer.body) == (201, b'{"b": 1,  "a": 2}')
    assert answer.headers["etag"] == '"7"'


async def test_a_request_comes_as_it_was_sent(proxying: Proxying) -> None:
    service = Service()
    paths = {"/x/{id}": {"post": operation("add", parameter("id", "path"), body=body(True))}}

    await ask(
        proxying(paths, service),
        "POST",
        "/x/a%2Fb%20c?q=%C3%A4&empty=&q=2",
        b'[1,  "\\u00e4"]',
        {"Content-Type": "application/json", "X-Odd": "ä", "Content-Length": "14"},
    )

    assert service.asked[-1]["raw_path"] == b"/x/a%2Fb%20c"
    assert service.asked[-1]["query_string"] == b"q=%C3%A4&empty=&q=2"
    assert service.bodies == [b'[1,  "\\u00e4"]']
    assert service.header("x-odd") == ["ä"]


async def test_what_is_between_neighbours_goes_no_further(proxying: Proxying) -> None:
    service = Service(200, [("connection", "x-hop"), ("x-hop", "1"), ("x-end", "2")], b"ok")
    sent = {"Connection": "X-Mine, keep-alive", "X-Mine": "1", "TE": "trailers", "X-Kept": "2"}

    answer = await ask(proxying({}, service), "GET", "/x", headers=sent)

    assert service.header("x-mine") == service.header("te") == []
    assert service.header("x-kept") == ["2"]
    assert "x-hop" not in answer.headers
    assert answer.headers["x-end"] == "2"


async def test_the_upstream_is_told_who_called(proxying: Proxying) -> None:
    service = Service()
    sent = {"Host": "api.test", "X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1"}

    app = proxying({}, service)
    await ask(app, "GET", "/x", headers=sent, client=("::1", 5))

    assert service.header("x-forwarded-for") == ["10.0.0.1, ::1"]
    assert service.header("x-forwarded-host") == ["api.test"]
    assert service.header("x-forwarded-proto") == ["http"]
    assert service.header("forwarded") == ['for=10.0.0.1, for="[::1]";proto=http;host="api.test"']
    assert service.header("host") == [app.app.upstream.authority.decode()]
    assert service.header("via") == [f"1.1 {app.app.pseudonym.decode()}"]


async def test_cookies_are_not_kept_for_the_next_caller(proxying: Proxying) -> None:
    service = Service(200, [("set-cookie", "session=1")], b"")
    app = proxying({}, service)

    await ask(app, "GET", "/x")
    await ask(app, "GET", "/x")

    assert service.header("cookie") == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PATCH", "DELETE"])
async def test_any_method_is_passed_on(proxying: Proxying, method: str) -> None:
    service = Service(204, (), b"")

    assert (await ask(proxying(ANYTHING, service), method, "/x")).status == 204
    assert service.asked[-1]["method"] == method


async def test_head_keeps_the_length_of_what_get_would_send(proxying: Proxying) -> None:
    service = Service(200, [("content-type", "application/json"), ("content-length", "7")], b"")

    answer = await ask(proxying(ANYTHING, service), "HEAD", "/x")

    assert answer.headers["content-length"] == "7"
    assert "tenon-violations" not in answer.headers


@pytest.mark.parametrize("status", [204, 304])
async def test_a_status_without_a_body_tells_no_length(
    proxying: Proxying, listen: Listen, status: int
) -> None:
    raw = b"HTTP/1.1 %d X\r\ncontent-length: 7\r\netag: W/1\r\n\r\n" % status
    async with socket_server(saying(raw)) as behind:
        url = proxying({}, behind).at(listen)
        async with httpx.AsyncClient() as client:
            answer = await client.get(url)

    assert (answer.status_code, answer.headers["etag"]) == (status, "W/1")
    assert "content-length" not in answer.headers


async def test_a_get_with_a_body_is_passed_on(proxying: Proxying) -> None:
    service = Service()

    await ask(proxying(ANYTHING, service), "GET", "/x", b"{}", {"Content-Length": "2"})

    assert service.bodies == [b"{}"]


async def test_a_body_that_nobody_judges_is_passed_on_in_pieces(proxying: Proxying) -> None:
    service = Service(200, (), pieces=[b"a" * 50_000] * 40)
    paths = {"/x": {"put": operation("put", body=body(True, "application/octet-stream"))}}
    pieces = [b"b" * 50_000] * 40
    sent = {"Content-Type": "application/octet-stream", "Transfer-Encoding": "chunked"}

    app = proxying(paths, service, max_judged_bytes=1_000)
    answer = await ask(app, "PUT", "/x", pieces, sent)

    assert len(service.bodies[0]) == len(answer.body) == 2_000_000
    assert service.header("transfer-encoding") == ["chunked"]


async def test_a_body_too_large_to_judge_is_passed_on_whole(proxying: Proxying) -> None:
    service = Service(200, [("content-type", "application/json")], b'"%s"' % (b"x" * 3_000))
    paths = {
        "/x": {
            "put": operation(
                "put", body=body({"type": "integer"}), replies={"200": reply({"type": "integer"})}
            )
        }
    }
    sent = {"Content-Type": "application/json", "Content-Length": "2002"}

    app = proxying(paths, service, max_judged_bytes=1_000)
    answer = await ask(app, "PUT", "/x", [b'"' + b"y" * 1_000, b"y" * 1_000 + b'"'], sent)

    assert service.bodies == [b'"' + b"y" * 2_000 + b'"']
    assert answer.body == service.body
    assert app.told == [
        "request body: warning: not-judged: the body is larger than 1000 bytes and was not judged",
        "response body: warning: not-judged: the body is larger than 1000 bytes and was not judged",
    ]


async def test_the_path_of_the_upstream_comes_before_that_of_the_request(
    proxying: Proxying,
) -> None:
    service = Service()
    app = proxying({}, service, prefix="/api/")

    await ask(app, "GET", "/x?a=1")
    await ask(app, "GET", "/api/y")

    assert [scope["path"] for scope in service.asked] == ["/api/x", "/api/y"]


async def test_only_codings_that_can_be_looked_into_are_asked_for(proxying: Proxying) -> None:
    packed = gzip.compress(b'"text"')
    sent = [("content-type", "application/json"), ("content-encoding", "gzip")]
    service = Service(200, sent, packed)
    app = proxying({"/x": item({"type": "integer"})}, service)

    answer = await ask(app, "GET", "/x", headers={"Accept-Encoding": "br, gzip;q=0.5"})

    assert service.header("accept-encoding") == ["gzip"]
    assert answer.body == packed
    assert app.told == ['response body: type: "text" is not of type "integer"']


@pytest.mark.parametrize("offered", ["websocket", "h2c, WebSocket"])
async def test_a_websocket_is_refused_before_the_upstream_is_asked(
    proxying: Proxying, offered: str
) -> None:
    service = Service()
    app = proxying({"/x": item({})}, service)

    answer = await ask(app, "GET", "/x", headers={"upgrade": offered, "connection": "upgrade"})

    assert (answer.status, service.asked) == (501, [])
    assert "connect to the upstream itself" in answer.json["detail"]
    assert app.heard[0].lines() == ["GET /x 501: it asks for a WebSocket"]


async def test_an_offer_to_upgrade_is_passed_over(proxying: Proxying) -> None:
    service = Service()
    app = proxying({"/x": item({})}, service)

    answer = await ask(app, "GET", "/x", headers={"upgrade": "h2c", "connection": "upgrade"})

    assert answer.status == 200
    assert service.header("upgrade") == []
