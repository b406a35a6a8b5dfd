"""Slow senders and slow readers are cut off by time: on the wire."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from socket import SO_RCVBUF, SOL_SOCKET, socket
from typing import Any

import pytest

from tenon.runtime.edges import Edges, EdgeSettings, Patience
from tenon.runtime.problem import RequestTimeout
from tests.conftest import Listen, Serve
from tests.runtime.edges.conftest import Edged
from tests.runtime.test_wire import connected, everything, request, status, trickle
from tests.tiny import ask, operation

JSON = "Content-Type: application/json"
BYTES = {"200": {"description": "", "content": {"application/jsonl": {"x-itemSchema": True}}}}


@pytest.mark.parametrize("length", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_a_body_that_stops_coming_is_told_408_and_let_go(
    listen: Listen, edged: Edged, length: str
) -> None:
    heard: list[int] = []
    app = edged(
        patience=Patience(idle_s=0.2), observers=(lambda _, status, __: heard.append(status),)
    )
    with connected(listen(app)) as connection:
        started = time.monotonic()
        connection.sendall(request("POST /notes", JSON, length, body=b"1\r\n", close=False))
        answer = everything(connection)  # the server closes the connection
    assert 0.15 < time.monotonic() - started < 3
    assert status(answer) == 408
    assert b"connection: close\r\n" in answer
    assert b"application/problem+json" in answer
    assert b"The body did not arrive in time." in answer
    assert heard == [408]


def test_a_body_that_trickles_is_let_go_too(listen: Listen, edged: Edged) -> None:
    app = edged(patience=Patience(idle_s=1, total_s=0.3, bytes_per_s=1_000))
    with connected(listen(app)) as connection:
        connection.sendall(request("POST /notes", JSON, "Content-Length: 10000", close=False))
        started = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):
            trickle(connection, b"1" * 10_000, 1, 0.05)
    assert 0.25 < time.monotonic() - started < 3


def test_a_body_that_keeps_its_pace_may_take_its_time(listen: Listen, edged: Edged) -> None:
    app = edged(patience=Patience(idle_s=1, total_s=0.2, bytes_per_s=1_000))
    with connected(listen(app)) as connection:
        connection.sendall(request("POST /notes", JSON, "Content-Length: 1002"))
        trickle(connection, b'"' + b"a" * 1_000 + b'"', 200, 0.1)
        assert everything(connection).endswith(b'"1000"')


async def test_only_time_that_is_spent_waiting_counts() -> None:
    sizes: list[int] = []

    async def busy(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            more = message["more_body"]
            sizes.append(len(message["body"]))
            await asyncio.sleep(0.05)  # as a slow disk
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    patience = Patience(idle_s=0.03, total_s=0.03, bytes_per_s=1e9)
    app = Edges(busy, EdgeSettings(patience=patience))
    answer = await ask(app, "POST", "/", [b"a"] * 5, {"Content-Length": "5"})
    assert (answer.status, sizes) == (204, [1] * 5)


async def test_the_wait_for_a_caller_to_leave_has_no_end() -> None:
    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    app = Edges(waiting, EdgeSettings(patience=Patience(idle_s=0.01)))
    assert (await ask(app, "POST", "/", b"a", {"Content-Length": "1"})).status == 204
    assert (await ask(app, "GET", "/")).status == 204


async def test_who_asks_on_after_a_timeout_learns_that_the_caller_has_gone() -> None:
    async def never() -> Any:
        await asyncio.Future()

    receive = Patience(idle_s=0.01).receive(never)
    with pytest.raises(RequestTimeout):
        await receive()
    assert await receive() == {"type": "http.disconnect"}


def test_the_rest_of_a_body_after_its_answer_must_come_in_time(
    listen: Listen, edged: Edged
) -> None:
    with connected(listen(edged(), header_timeout_s=0.3, keep_alive_s=30)) as connection:
        sent = request("POST /nope", JSON, "Content-Length: 10000", close=False)
        connection.sendall(sent)
        assert status(connection.recv(4_096)) == 404
        started = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):
            trickle(connection, b"1" * 9_999, 1, 0.05)
        assert 0.2 < time.monotonic() - started < 3


# Slow readers

CHUNK = "x" * 65_536


class Flood:
    """A stream without end, and whether it was stopped."""

    def __init__(self) -> None:
        self.ended = False

    async def lines(self) -> AsyncIterator[str]:
        try:
            while True:
                yield CHUNK
        finally:
            self.ended = True


def flooding(serve: Serve) -> tuple[Flood, Any]:
    flood = Flood()
    paths = {"/lines": {"get": operation("lines", replies=BYTES)}}
    return flood, serve(paths, {"lines": flood.lines})


def narrow(connection: socket) -> None:
    """Take little at a time, whatever the system would buffer."""
    connection.setsockopt(SOL_SOCKET, SO_RCVBUF, 4_096)


def ended(flood: Flood, within_s: float) -> bool:
    until = time.monotonic() + within_s
    while not flood.ended and time.monotonic() < until:
        time.sleep(0.02)
    return flood.ended


def test_a_reader_that_takes_nothing_is_cut_off(listen: Listen, serve: Serve) -> None:
    flood, app = flooding(serve)
    with connected(listen(app, write_timeout_s=0.3)) as connection:
        narrow(connection)
        connection.sendall(request("GET /lines"))
        connection.recv(1_000)
        assert ended(flood, 4)


def test_a_reader_that_takes_some_is_not(listen: Listen, serve: Serve) -> None:
    flood, app = flooding(serve)
    with connected(listen(app, write_timeout_s=0.4)) as connection:
        connection.sendall(request("GET /lines"))
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            assert connection.recv(65_536)
            time.sleep(0.05)
        assert not flood.ended
    assert ended(flood, 4)


def test_a_last_answer_that_is_never_taken_is_given_up(listen: Listen, serve: Serve) -> None:
    text = {"200": {"description": "", "content": {"text/plain": {"schema": {"type": "string"}}}}}

    async def large() -> str:
        return "x" * 40_000_000

    app = serve({"/large": {"get": operation("large", replies=text)}}, {"large": large})
    with connected(listen(app, write_timeout_s=0.2, keep_alive_s=30), 10) as connection:
        connection.sendall(request("GET /large", close=False))
        time.sleep(2)
        # What the systems at both ends hold still comes; what the server held is gone.
        assert len(everything(connection)) < 20_000_000
