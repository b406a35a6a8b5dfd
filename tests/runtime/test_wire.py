"""On the wire: uvicorn, its limits, and what a caller may do to a connection."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from socket import create_connection, socket
from typing import Any

import httpx
import pytest

from tenon.runtime.problem import TooManyRequests
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.conftest import Listen, Serve
from tests.tiny import JSON, body, operation, parameter, reply

TEXT = {"type": "string"}
LINES = {"200": {"description": "", "content": {"application/jsonl": {"x-itemSchema": True}}}}
EVENTS = {"200": {"description": "", "content": {"text/event-stream": {"x-itemSchema": True}}}}


class Handlers:
    def __init__(self) -> None:
        self.ended = threading.Event()

    async def get(self, id: str) -> str:  # noqa: A002  (the contract's name)
        return id

    async def put(self, body: Any) -> Any:
        return body

    async def busy(self) -> None:
        raise TooManyRequests("Slow.", headers={"Retry-After": "5\r\nSet-Cookie: a=b"})

    async def lines(self) -> AsyncIterator[Any]:
        yield {"n": 1}
        await asyncio.sleep(0.01)
        raise RuntimeError("secret")

    async def events(self) -> AsyncIterator[Any]:
        try:
            while True:
                yield {"now": "here"}
                await asyncio.sleep(0.01)
        finally:
            self.ended.set()

    async def many(self) -> AsyncIterator[Any]:
        for n in range(20_000):
            yield {"n": n}


HANDLERS = Handlers()


@pytest.fixture
def tiny(serve: Serve) -> Service:
    any_body = operation("put", body=body(True), replies={"200": reply(True)})
    paths = {
        "/items/{id}": {"get": operation("get", parameter("id", "path", TEXT),
                                         replies={"200": reply(TEXT)})},
        "/x": {"put": any_body, "get": operation("busy")},
        "/lines": {"get": operation("lines", replies=LINES)},
        "/many": {"get": operation("many", replies=LINES)},
        "/events": {"get": operation("events", replies=EVENTS)},
    }  # fmt: skip
    handlers = {name: getattr(HANDLERS, name) for name in
                ("get", "put", "busy", "lines", "many", "events")}  # fmt: skip
    return serve(paths, handlers, RuntimeSettings(max_body_bytes=1_000, heartbeat_s=0.05))


@contextmanager
def connected(address: tuple[str, int], timeout_s: float = 5) -> Iterator[socket]:
    with closing(create_connection(address, timeout_s)) as connection:
        yield connection


def exchange(address: tuple[str, int], sent: bytes) -> bytes:
    """All that comes back on one connection until the server closes it."""
    with connected(address) as connection:
        connection.sendall(sent)
        return everything(connection)


def everything(connection: socket) -> bytes:
    received = b""
    while chunk := connection.recv(65_536):
        received += chunk
    return received


def request(line: str, *headers: str, body: bytes = b"", close: bool = True) -> bytes:
    more = ("Connection: close",) if close else ()
    head = "\r\n".join((f"{line} HTTP/1.1", "Host: tiny.test", *headers, *more))
    return head.encode() + b"\r\n\r\n" + body


def trickle(connection: socket, sent: bytes, size: int, pause_s: float) -> None:
    for at in range(0, len(sent), size):
        connection.sendall(sent[at : at + size])
        time.sleep(pause_s)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("target", "id_"),
    [("/items/a%2Fb", "a/b"), ("/items/..", ".."), ("/items/%2e%2e%2F..", "../.."),
     ("http://tiny.test/items/a", "a"), ("/items/%E2%82%AC", "€")],
)  # fmt: skip
def test_paths_arrive_as_they_were_sent(
    listen: Listen, tiny: Service, target: str, id_: str
) -> None:
    answer = exchange(listen(tiny), request(f"GET {target}"))
    assert status(answer) == 200
    assert answer.endswith(f'\r\n\r\n"{id_}"'.encode())


@pytest.mark.parametrize("protocol", ["websocket", "h2c", "TLS/1.0"])
def test_who_offers_another_protocol_is_answered_in_this_one(
    listen: Listen,
    tiny: Service,
    protocol: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered = (f"Upgrade: {protocol}", "Connection: Upgrade, close")
    address = listen(tiny)
    monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)
    caplog.set_level("WARNING", "uvicorn.error")
    answer = exchange(address, request("GET /items/a", *offered, close=False))
    assert status(answer) == 200
    assert [record.message for record in caplog.records] == []


@pytest.mark.parametrize("target", ["/items/%ff", "/items/a?b=%ff", "/items/a?b"])
def test_what_is_wrong_with_a_target_is_told(listen: Listen, tiny: Service, target: str) -> None:
    answer = exchange(listen(tiny), request(f"GET {target}"))
    assert status(answer) in (400, 422)
    assert b"application/problem+json" in answer


def test_head_and_options(listen: Listen, tiny: Service) -> None:
    address = listen(tiny)
    head = exchange(address, request("HEAD /items/abc"))
    assert status(head) == 200
    assert b"content-length: 5\r\n" in head
    assert head.endswith(b"\r\n\r\n")
    assert b"allow: GET, HEAD, OPTIONS, PUT\r\n" in exchange(address, request("OPTIONS /x"))
    streamed = exchange(address, request("HEAD /many"))
    assert status(streamed) == 200
    assert streamed.endswith(b"\r\n\r\n")


def test_a_connection_is_kept_for_the_next_request(listen: Listen, tiny: Service) -> None:
    address = listen(tiny)
    with httpx.Client(base_url=f"http://{address[0]}:{address[1]}") as client:
        for target in ("/items/a", "/nope", "/items/b", "/many", "/items/c"):
            assert client.get(target).status_code in (200, 404)
        pool = client._transport._pool  # type: ignore[attr-defined]
        assert len(pool.connections) == 1


def test_an_idle_connection_is_closed(listen: Listen, tiny: Service) -> None:
    with connected(listen(tiny, keep_alive_s=1, header_timeout_s=30)) as connection:
        connection.sendall(request("GET /items/a", close=False))
        started = time.monotonic()
        assert everything(connection).endswith(b'"a"')
        assert 0.5 < time.monotonic() - started < 4


@pytest.mark.parametrize("sent", [b"", b"G", b"GET /items/a HTTP/1.1\r\nHost: t\r\nX-A: "])
def test_headers_must_arrive_in_time(listen: Listen, tiny: Service, sent: bytes) -> None:
    with connected(listen(tiny, header_timeout_s=0.3)) as connection:
        started = time.monotonic()
        connection.sendall(sent)
        assert everything(connection) == b""
        assert 0.2 < time.monotonic() - started < 3


def test_headers_that_trickle_must_arrive_in_time_too(listen: Listen, tiny: Service) -> None:
    with connected(listen(tiny, header_timeout_s=0.3)) as connection:
        connection.sendall(b"GET /items/a HTTP/1.1\r\n")
        with pytest.raises(OSError, match=r"reset|pipe|closed"):
            trickle(connection, b"X-A: a\r\n" * 100, 8, 0.05)


def test_the_next_requests_headers_must_arrive_in_time_as_well(
    listen: Listen, tiny: Service
) -> None:
    with connected(listen(tiny, header_timeout_s=0.3, keep_alive_s=30)) as connection:
        connection.sendall(request("GET /items/a", close=False))
        assert connection.recv(4096).endswith(b'"a"')
        time.sleep(0.5)  # idle: this is keep-alive's to bound
        connection.sendall(request("GET /items/b", close=False))
        assert connection.recv(4096).endswith(b'"b"')
        connection.sendall(b"GET /items")
        assert everything(connection) == b""


def test_a_slow_body_is_no_slow_header(listen: Listen, tiny: Service) -> None:
    with connected(listen(tiny, header_timeout_s=0.2)) as connection:
        connection.sendall(request("PUT /x", f"Content-Type: {JSON}", "Content-Length: 4"))
        for byte in (b"n", b"u", b"l", b"l"):
            time.sleep(0.1)
            connection.sendall(byte)
        assert everything(connection).endswith(b"null")


@pytest.mark.parametrize("whole", [b"X-A: " + b"a" * 300_000, b"X-A: a\r\n" * 40_000])
def test_headers_may_be_only_so_large(listen: Listen, tiny: Service, whole: bytes) -> None:
    with connected(listen(tiny, header_timeout_s=30, max_header_bytes=16_384)) as connection:
        connection.sendall(b"GET /items/a HTTP/1.1\r\n")
        try:
            trickle(connection, whole, 8_192, 0.001)
            answer = connection.recv(4_096)
        except OSError:  # the server had closed before all was sent
            return
        assert answer == b"" or status(answer) == 431


@pytest.mark.parametrize(
    "sent",
    [
        request("PUT /x", f"Content-Type: {JSON}", "Content-Length: 2000", body=b"1" * 2000),
        request("PUT /x", f"Content-Type: {JSON}", "Content-Length: 2000"),
        request("PUT /x", f"Content-Type: {JSON}", "Transfer-Encoding: chunked",
                body=(b"1f4\r\n" + b"1" * 500 + b"\r\n") * 4 + b"0\r\n\r\n"),
        request("PUT /x", f"Content-Type: {JSON}", "Transfer-Encoding: chunked",
                body=(b"1f4\r\n" + b"1" * 500 + b"\r\n") * 4),
        request("PUT /x", f"Content-Type: {JSON}", "Content-Length: 2000", "Expect: 100-continue"),
    ],
)  # fmt: skip
def test_a_body_that_is_too_large_is_413_and_ends_the_connection(
    listen: Listen, tiny: Service, sent: bytes
) -> None:
    answer = exchange(listen(tiny), sent)
    assert status(answer) == 413
    assert b"connection: close" in answer


def test_a_chunked_body_is_read(listen: Listen, tiny: Service) -> None:
    headers = (f"Content-Type: {JSON}", "Transfer-Encoding: chunked")
    sent = request("PUT /x", *headers, body=b"2\r\n[1\r\n3\r\n,2]\r\n0\r\n\r\n")
    assert exchange(listen(tiny), sent).endswith(b"[1,2]")


def test_a_caller_that_waits_to_be_asked_is_asked(listen: Listen, tiny: Service) -> None:
    with connected(listen(tiny)) as connection:
        connection.sendall(request("PUT /x", f"Content-Type: {JSON}", "Content-Length: 1",
                                   "Expect: 100-continue"))  # fmt: skip
        assert connection.recv(4_096).startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(b"7")
        assert everything(connection).endswith(b"7")


def test_no_header_can_be_made_to_break(listen: Listen, tiny: Service) -> None:
    answer = exchange(listen(tiny), request("GET /x"))
    assert status(answer) == 429
    assert b"\r\nset-cookie" not in answer.lower()


def test_a_stream_of_lines_that_fails_is_cut(listen: Listen, tiny: Service) -> None:
    answer = exchange(listen(tiny), request("GET /lines"))
    assert status(answer) == 200
    assert b"transfer-encoding: chunked" in answer
    assert answer.endswith(b'\r\n\r\n8\r\n{"n":1}\n\r\n')  # and no last chunk of length 0


def test_a_caller_that_leaves_stops_the_stream(listen: Listen, tiny: Service) -> None:
    HANDLERS.ended.clear()
    with connected(listen(tiny)) as connection:
        connection.sendall(request("GET /events"))
        received = b""
        while received.count(b"data:") < 3:
            received += connection.recv(4_096)
        assert not HANDLERS.ended.is_set()
    assert HANDLERS.ended.wait(5)


def test_a_large_stream_arrives_whole(listen: Listen, tiny: Service) -> None:
    host, port = listen(tiny)
    lines = httpx.get(f"http://{host}:{port}/many").text.splitlines()
    assert (len(lines), lines[-1]) == (20_000, '{"n":19999}')


def test_a_server_does_not_name_itself(listen: Listen, tiny: Service) -> None:
    assert b"server:" not in exchange(listen(tiny), request("GET /items/a")).lower()


def test_a_server_ends_while_a_stream_is_open(listen: Listen, tiny: Service) -> None:
    with connected(listen(tiny, shutdown_s=1)) as connection:
        connection.sendall(request("GET /events"))
        assert status(connection.recv(4_096)) == 200
        # The fixture ends the server now; that it does end is asserted with the last test.
