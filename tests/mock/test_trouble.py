"""Trouble on demand: waits, failures, dropped connections, slow bodies."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Awaitable, MutableMapping
from contextlib import closing
from random import Random
from socket import create_connection
from typing import Any

import pytest

from tenon.finding import ContractError
from tenon.mock.latency import LONGEST_S, Latency, seconds
from tenon.mock.mishap import KEY, Mishap, Way, failure, meet
from tenon.mock.trouble import WISH, Trouble, chance
from tenon.mock.wish import Wish
from tenon.runtime.handler import Asked, Direct, Written
from tenon.runtime.service import Service
from tests.conftest import Listen
from tests.tiny import Answer, Application, ask, contract, operation, reply

BODY = b"0123456789" * 10


class Fixed(Direct):
    """Answers the same whatever is asked, unless it is to fail."""

    def __call__(self, asked: Asked) -> Written:
        meet(asked.scope, asked.operation)
        return Written(200, [(b"content-length", b"100"), (b"etag", b'"1"')], BODY)


def service(*declared: str) -> Service:
    replies = {status: reply() for status in ("200", *declared)}
    return Service(contract({"/x": {"get": operation("x", replies=replies)}}), {"x": Fixed()})


def wishing(app: Application, wish: Wish) -> Application:
    async def wished(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        await app({**scope, WISH: wish}, receive, send)

    return wished


async def asked_with(trouble: Trouble, wish: Wish | None = None, *declared: str) -> Answer:
    app = trouble.around(service(*declared))
    return await ask(wishing(app, wish) if wish else app, "GET", "/x")


@pytest.mark.parametrize(
    ("text", "span"),
    [("200ms", 0.2), ("1.5s", 1.5), ("2m", 120.0), ("300", 0.3), (".5s", 0.5), (" 1 s ", 1.0)],
)
def test_a_span_of_time_is_read_as_people_write_it(text: str, span: float) -> None:
    assert seconds(text) == span


@pytest.mark.parametrize("text", ["", "s", "-1s", "1h", "1e3s", "nan", "1s2", "11m", "\u0661s"])
def test_what_is_no_span_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no span of time|longer than 600 seconds"):
        seconds(text)


@pytest.mark.parametrize(
    ("text", "jitter", "latency"),
    [
        ("200ms", "", Latency("uniform", 0.2, 0.2)),
        ("200ms", "500ms", Latency("uniform", 0.0, 0.7)),
        ("100ms..300ms", "", Latency("uniform", 0.1, 0.3)),
        ("uniform:100ms:300ms", "", Latency("uniform", 0.1, 0.3)),
        ("normal:200ms:50ms", "", Latency("normal", 0.2, 0.05)),
        ("lognormal:200ms:0.5", "", Latency("lognormal", 0.2, 0.5)),
    ],
)
def test_a_latency_is_read(text: str, jitter: str, latency: Latency) -> None:
    assert Latency.read(text, jitter) == latency


@pytest.mark.parametrize(
    "text", ["gamma:1s:2s", "normal:1s", "300ms..100ms", "lognormal:1s:x", "lognormal:1s:9", ".."]
)
def test_a_latency_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|shorter|span"):
        Latency.read(text)


def test_a_uniform_latency_stays_between_its_bounds() -> None:
    random = Random(1)
    drawn = [Latency("uniform", 0.1, 0.3).drawn(random) for _ in range(1000)]
    assert min(drawn) >= 0.1
    assert max(drawn) <= 0.3
    assert max(drawn) - min(drawn) > 0.15


def test_a_normal_latency_is_about_its_mean_and_never_negative() -> None:
    random = Random(1)
    drawn = [Latency("normal", 0.2, 0.2).drawn(random) for _ in range(2000)]
    assert min(drawn) == 0.0
    assert 0.18 < sorted(drawn)[1000] < 0.22


def test_a_lognormal_latency_has_its_median_and_a_long_tail() -> None:
    random = Random(1)
    drawn = sorted(Latency("lognormal", 0.2, 1.0).drawn(random) for _ in range(2000))
    assert 0.18 < drawn[1000] < 0.22
    assert drawn[-1] > 2.0


def test_no_latency_is_endless() -> None:
    assert Latency("uniform", 1e9, 1e9).drawn(Random(1)) == LONGEST_S


@pytest.mark.parametrize(("text", "found"), [("5%", 0.05), ("0.5", 0.5), ("1", 1.0), ("0%", 0.0)])
def test_a_chance_is_read(text: str, found: float) -> None:
    assert chance(text) == found


@pytest.mark.parametrize("text", ["101%", "2", "-1%", "x", "5%5", "nan"])
def test_what_is_no_chance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write 5% or 0.05"):
        chance(text)


def test_every_wrong_option_is_told_at_once() -> None:
    said = Namespace(delay="x", error_rate="5%:200", drop_rate="2", slow=None, seed=0)
    with pytest.raises(ContractError) as raised:
        Trouble.of(said)
    assert [str(finding) for finding in raised.value.findings] == [
        "<arguments>:1:1: bad-option: --delay: 'x' is no span of time; write it as 200ms or 1.5s",
        "<arguments>:1:1: bad-option: --error-rate: '200' are no error statuses; write 503,429",
        "<arguments>:1:1: bad-option: --drop-rate: '2' is no chance; write 5% or 0.05",
    ]


def test_jitter_needs_a_delay() -> None:
    with pytest.raises(ContractError, match="--jitter: there is nothing to miss; add --delay"):
        Trouble.of(Namespace(jitter="50ms"))


def test_without_trouble_the_application_is_called_as_it_is() -> None:
    met: list[Any] = []

    def app(*given: Any) -> Awaitable[None]:
        met.append(given)
        return None  # type: ignore[return-value]

    given = ({"type": "http"}, object(), object())
    Trouble.of(Namespace()).around(app)(*given)  # type: ignore[arg-type]
    assert met == [given]
    assert KEY not in given[0]


async def test_an_answer_waits_as_long_as_was_asked() -> None:
    began = time.perf_counter()
    answer = await asked_with(Trouble.of(Namespace(delay="60ms", seed=None)))
    assert time.perf_counter() - began >= 0.06
    assert (answer.status, answer.body) == (200, BODY)


async def test_a_request_may_ask_for_another_wait_than_the_usual() -> None:
    began = time.perf_counter()
    trouble = Trouble(latency=Latency("uniform", 30.0, 30.0))
    await asked_with(trouble, Wish(delay_s=0.05))
    assert 0.05 <= time.perf_counter() - began < 10


async def test_a_failure_is_one_that_the_operation_declares() -> None:
    trouble = Trouble.of(Namespace(error_rate="100%:500,502,503"))
    assert {(await asked_with(trouble, None, "502")).status for _ in range(20)} == {502}


async def test_failures_have_every_status_where_none_is_declared() -> None:
    trouble = Trouble.of(Namespace(error_rate="100%:500,502,503"))
    assert {(await asked_with(trouble)).status for _ in range(60)} == {500, 502, 503}


async def test_failures_come_as_often_as_was_said_and_the_same_by_seed() -> None:
    async def statuses(seed: int) -> list[int]:
        app = Trouble(error_rate=0.3, seed=seed).around(service())
        return [(await ask(app, "GET", "/x")).status for _ in range(300)]

    first = await statuses(7)
    assert 60 < sum(status != 200 for status in first) < 120
    assert first == await statuses(7)
    assert first != await statuses(8)


async def test_a_request_may_ask_to_fail() -> None:
    answer = await asked_with(Trouble(), Wish(error=429))
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")
    assert answer.json["detail"] == "The mock fails here, as it was asked to."


async def test_a_failure_that_was_asked_for_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert (await asked_with(Trouble(), Wish(error=500))).status == 500
    assert caplog.records == []


def test_a_failure_without_a_wait_says_nothing_of_one() -> None:
    found = contract({"/x": {"get": operation("x")}}).operations[0]
    assert failure(found, (500,)).headers == {}


async def test_a_slow_body_arrives_whole_and_in_pieces() -> None:
    messages: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    began = time.perf_counter()
    way = Way(Mishap(slow_s=0.1), {}, send)
    await way.send({"type": "http.response.start", "status": 200, "headers": []})
    await way.send({"type": "http.response.body", "body": BODY})
    assert time.perf_counter() - began >= 0.1
    assert len(messages) == 21
    assert [message["more_body"] for message in messages[1:]] == [*[True] * 19, False]
    assert b"".join(message["body"] for message in messages[1:]) == BODY


async def test_added_headers_take_the_place_of_those_of_the_same_name() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope[KEY].headers.append((b"etag", b'"2"'))
        await service()(scope, receive, send)

    answer = await ask(Trouble().around(app, scripted=True), "GET", "/x")
    assert answer.headers == {"content-length": "100", "etag": '"2"'}


async def test_where_a_server_drops_nothing_the_answer_has_no_end() -> None:
    messages: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        messages.append(message)

    way = Way(Mishap(drop=True), {}, send)
    await way.send({"type": "http.response.start", "status": 200, "headers": []})
    await way.send({"type": "http.response.body", "body": BODY})
    await way.send({"type": "http.response.body", "body": BODY})
    assert messages[1:] == [{"type": "http.response.body", "body": BODY[:50], "more_body": True}]


def on_connection(address: tuple[str, int]) -> bytes:
    with closing(create_connection(address, 5)) as connection:
        connection.sendall(b"GET /x HTTP/1.1\r\nHost: t\r\n\r\n")
        received = b""
        try:
            while chunk := connection.recv(65_536):
                received += chunk
        except ConnectionResetError:
            pass
        return received


def http_only(app: Application) -> Application:
    async def served(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await app(scope, receive, send)

    return served


def test_a_connection_is_dropped_before_the_answer(listen: Listen) -> None:
    class Early(Trouble):
        def _drawn(self) -> Mishap:
            return Mishap(drop=True)

    address = listen(http_only(Early(drop_rate=1.0).around(service())))
    assert on_connection(address) == b""


def test_a_connection_is_dropped_within_the_body(listen: Listen) -> None:
    class Late(Trouble):
        def _drawn(self) -> Mishap:
            return Mishap(drop=True, halfway=True)

    address = listen(http_only(Late(drop_rate=1.0).around(service())))
    head, _, rest = on_connection(address).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-length: 100" in head
    assert rest == BODY[:50]


def test_a_drop_that_is_asked_for_comes_before_the_answer() -> None:
    mishap = Mishap(halfway=True)
    mishap.add(Wish(drop=True))
    assert (mishap.drop, mishap.halfway) == (True, False)


async def test_connections_are_dropped_as_often_as_was_said() -> None:
    trouble = Trouble(drop_rate=0.25, seed=3)
    drawn = [trouble._drawn() for _ in range(400)]
    assert 70 < sum(mishap.drop for mishap in drawn) < 130
    assert {mishap.halfway for mishap in drawn if mishap.drop} == {True, False}
