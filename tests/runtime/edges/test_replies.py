"""What is added to every reply, and who hears of its end."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from tenon.runtime.edges import Edges, EdgeSettings, Hardening, add_timing
from tests.runtime.edges.conftest import Edged
from tests.runtime.pets import TINY, made
from tests.tiny import ask

# Target, method and status of each kind of reply.
KINDS = [
    ("/notes/1", "GET", 200), ("/notes/1", "HEAD", 200), ("/notes/1", "OPTIONS", 204),
    ("/notes/none", "GET", 404), ("/notes/1", "DELETE", 405), ("/nope", "GET", 404),
    ("/lines", "GET", 200), ("/events", "GET", 200), ("/fails", "GET", 500),
    ("/notes/1?x=1", "GET", 422),
]  # fmt: skip


@pytest.mark.parametrize(("target", "method", "status"), KINDS)
async def test_every_reply_names_its_request(
    edged: Edged, target: str, method: str, status: int
) -> None:
    app = edged(request_ids=True)
    answer = await ask(app, method, target, headers={"X-Request-Id": "abc_1-2"})
    assert (answer.status, answer.headers["x-request-id"]) == (status, "abc_1-2")


async def test_a_problem_and_its_header_name_the_same_request(edged: Edged) -> None:
    app = edged(request_ids=True)
    for sent in ({}, {"X-Request-Id": "abc"}, {"X-Request-Id": "a b\u00e9"}):
        answer = await ask(app, "GET", "/notes/none", headers=sent)
        assert answer.json["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("harmful", ["", "a b", "a\u00e9", "a" * 129, "a;b", '"a"'])
async def test_a_harmful_name_is_replaced(edged: Edged, harmful: str) -> None:
    app = edged(request_ids=True)
    answers = [
        await ask(app, "GET", "/notes/1", headers={"X-Request-Id": harmful}) for _ in range(2)
    ]
    first, second = (answer.headers["x-request-id"] for answer in answers)
    assert first != second != harmful != first
    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", first)


async def test_the_name_is_in_the_scope_for_logs(edged: Edged) -> None:
    seen: list[Any] = []
    app = edged(request_ids=True, observers=(lambda scope, *_: seen.append(scope),))
    answer = await ask(app, "GET", "/notes/1")
    assert seen[0]["tenon.request_id"] == answer.headers["x-request-id"]
    assert seen[0]["tenon.operation"].id == "getNote"


@pytest.mark.parametrize(("target", "method", "status"), KINDS)
async def test_every_reply_is_hardened(edged: Edged, target: str, method: str, status: int) -> None:
    answer = await ask(edged(hardening=Hardening()), method, target)
    assert answer.status == status
    assert {name: answer.headers[name] for name in answer.headers if name not in (
        "content-type", "content-length", "allow", "etag")} == {
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip


async def test_transport_security_is_asked_for_by_https_only(edged: Edged) -> None:
    app = edged(hardening=Hardening(hsts_s=60))
    answer = await ask(app, "GET", "/notes/1", scheme="https")
    assert answer.headers["strict-transport-security"] == "max-age=60"
    answer = await ask(app, "GET", "/notes/1")
    assert "strict-transport-security" not in answer.headers


async def test_a_header_can_be_left_out_and_none_can_break(edged: Edged) -> None:
    answer = await ask(edged(hardening=Hardening(frames="", resource="")), "GET", "/notes/1")
    assert "x-frame-options" not in answer.headers
    assert "cross-origin-resource-policy" not in answer.headers
    with pytest.raises(ValueError, match="one line"):
        Hardening(policy="a\r\nb").headers(secure=False)


async def test_what_the_application_says_itself_wins() -> None:
    own = [(b"x-frame-options", b"SAMEORIGIN"), (b"vary", b"cookie")]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    settings = EdgeSettings(hardening=Hardening())
    for _ in range(2):  # a list that is used again does not grow
        answer = await ask(Edges(app, settings), "GET", "/")
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(own) == 2


@pytest.mark.parametrize("path", ["/docs", "/reference"])
async def test_pages_of_the_contract_bring_the_policy_they_need(path: str) -> None:
    answer = await ask(made(edges=EdgeSettings(hardening=Hardening())), "GET", path)
    policy = answer.headers["content-security-policy"]
    scripts = re.findall(rb"<script>(.*?)</script>", answer.body, re.DOTALL)
    digests = [b64encode(sha256(script).digest()).decode() for script in scripts]
    assert f"script-src 'self' 'sha256-{digests[0]}';" in policy
    assert len(digests) == 1
    assert "connect-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_page_may_ask_the_servers_of_its_contract_and_no_others() -> None:
    servers = [{"url": "https://api.test:8443/v1"}, {"url": "/v2"}, {"url": "https://b.test;x"}]
    answer = await ask(made(document={**TINY, "servers": servers}), "GET", "/docs")
    policy = answer.headers["content-security-policy"]
    assert "; connect-src 'self' https://api.test:8443; " in policy


@pytest.mark.parametrize(("target", "method", "status"), KINDS)
async def test_every_reply_tells_its_time(
    edged: Edged, target: str, method: str, status: int
) -> None:
    answer = await ask(edged(server_timing=True), method, target)
    assert answer.status == status
    assert re.fullmatch(r"total;dur=\d+\.\d{3}", answer.headers["server-timing"])


async def test_parts_of_the_time_can_be_named() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        add_timing(scope, "db", 0.001)
        add_timing(scope, "cache", 0.5)
        add_timing(scope, "db", 0.002)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    answer = await ask(Edges(app, EdgeSettings(server_timing=True)), "GET", "/")
    assert answer.headers["server-timing"].startswith("db;dur=3.000, cache;dur=500.000, total;dur=")
    with pytest.raises(ValueError, match="cannot be the name"):
        add_timing({}, "a b", 1)


Heard = list[tuple[int, float]]


def _hearing() -> tuple[Heard, Any]:
    heard: Heard = []
    return heard, lambda scope, status, seconds: heard.append((status, seconds))


@pytest.mark.parametrize(("target", "method", "status"), KINDS)
async def test_observers_hear_of_every_reply_once(
    edged: Edged, target: str, method: str, status: int
) -> None:
    heard, observer = _hearing()
    await ask(edged(observers=(observer, observer)), method, target)
    assert [told for told, _ in heard] == [status, status]
    assert all(0 < seconds < 5 for _, seconds in heard)


async def test_observers_hear_of_a_fault_that_nobody_answered() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("secret")

    heard, observer = _hearing()
    with pytest.raises(RuntimeError):
        await ask(Edges(app, EdgeSettings(observers=(observer,))), "GET", "/")
    assert heard[0][0] == 500


async def test_observers_hear_of_a_stream_that_broke_off(edged: Edged) -> None:
    heard, observer = _hearing()
    with pytest.raises(AssertionError):  # the last message never came
        await ask(edged(observers=(observer,)), "GET", "/cut")
    assert heard[0][0] == 500


async def test_observers_hear_of_a_caller_that_left(edged: Edged) -> None:
    heard, observer = _hearing()
    app = edged(observers=(observer,))
    sent = [(b"content-type", b"application/json"), (b"content-length", b"9")]
    scope = {"type": "http", "method": "POST", "path": "/notes", "raw_path": b"/notes",
             "query_string": b"", "scheme": "http", "headers": sent}  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError(message)

    await app(scope, receive, send)
    assert heard[0][0] == 499


async def test_observers_hear_of_a_request_that_was_cancelled() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.Future()

    heard, observer = _hearing()
    task = asyncio.create_task(ask(Edges(app, EdgeSettings(observers=(observer,))), "GET", "/"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert heard[0][0] == 499


async def test_an_observer_that_fails_harms_nobody(
    edged: Edged, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: Any) -> None:
        raise RuntimeError("full disk")

    heard, observer = _hearing()
    assert (await ask(edged(observers=(failing, observer)), "GET", "/notes/1")).status == 200
    assert [status for status, _ in heard] == [200]
    assert "full disk" in caplog.text


async def test_what_is_not_http_is_passed_on() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    await Edges(app, EdgeSettings(request_ids=True))({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    assert seen == ["lifespan"]
