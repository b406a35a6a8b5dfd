"""Answers on a connection that stays open: each as the application gave it, byte by byte."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from socket import create_connection
from typing import Any

import pytest

from tests.conftest import Listen

Fields = list[tuple[bytes, bytes]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


def answering(status: int, fields: Fields, *bodies: bytes, fails: bool = False) -> Any:
    """An application that answers so, whatever is asked."""

    async def app(scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": status, "headers": fields})
        if fails:
            raise RuntimeError("secret")
        for number, body in enumerate(bodies, start=1):
            more = number < len(bodies)
            await send({"type": "http.response.body", "body": body, "more_body": more})

    return app


def sized(length: int, *more: tuple[bytes, bytes]) -> Fields:
    return [(b"Content-Type", b"text/plain"), *more, (b"content-length", b"%d" % length)]


def asked(address: tuple[str, int], *requests: bytes) -> bytes:
    """All that comes back on one connection, the last request on which ends it."""
    with closing(create_connection(address, 5)) as connection:
        connection.sendall(b"".join(requests))
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def request(method: str = "GET", *fields: str) -> bytes:
    return "\r\n".join((f"{method} / HTTP/1.1", "Host: tiny.test", *fields, "", "")).encode()


LAST = request("GET", "Connection: close")


def without_dates(answer: bytes) -> list[bytes]:
    return [line for line in answer.split(b"\r\n") if not line.startswith(b"date: ")]


def test_an_answer_of_known_length_is_written_as_it_was_given(listen: Listen) -> None:
    address = listen(answering(201, sized(5, (b"etag", b'"7"'), (b"vary", b"a\tb")), b"whole"))
    head = [b"HTTP/1.1 201 Created", b"content-type: text/plain", b'etag: "7"', b"vary: a\tb"]
    head += [b"content-length: 5"]
    answers = without_dates(asked(address, request(), LAST))
    assert answers == [
        *head,
        b"",
        b"whole" + head[0],
        *head[1:],
        b"connection: close",
        b"",
        b"whole",
    ]


@pytest.mark.parametrize("bodies", [(b"who", b"le"), (b"whole", b""), (b"", b"whole")])
def test_a_body_in_pieces_arrives_whole(listen: Listen, bodies: Sequence[bytes]) -> None:
    answers = asked(listen(answering(200, sized(5), *bodies)), request(), LAST)
    assert answers.count(b"content-length: 5\r\n") == 2
    assert answers.count(b"\r\n\r\nwhole") == 2


def test_head_has_the_length_and_no_body(listen: Listen) -> None:
    answers = asked(listen(answering(200, sized(5), b"whole")), request("HEAD"), LAST)
    assert answers.count(b"content-length: 5\r\n") == 2
    assert answers.count(b"whole") == 1


@pytest.mark.parametrize("body", [b"too long", b"less"])
def test_a_length_that_is_not_the_bodys_ends_the_connection(listen: Listen, body: bytes) -> None:
    received = asked(listen(answering(200, sized(5), body)), request(), request())
    assert received.count(b"HTTP/1.1") == 1
    assert b"too long" not in received


@pytest.mark.parametrize(
    "field",
    [
        (b"x", b"a\r\nset-cookie: b"),
        (b"x", b"a\nb"),
        (b"x", b"a\0"),
        (b"x y", b"a"),
        (b"x\r\n", b""),
    ],
)
def test_a_field_that_would_break_the_header_is_not_sent(
    listen: Listen, field: tuple[bytes, bytes]
) -> None:
    received = asked(listen(answering(200, sized(5, field), b"whole")), request(), request())
    assert b"set-cookie" not in received
    assert b"whole" not in received


def test_the_connection_ends_where_the_answer_says_so(listen: Listen) -> None:
    app = answering(200, sized(5, (b"connection", b"close")), b"whole")
    assert asked(listen(app), request(), request()).count(b"HTTP/1.1 200") == 1


def test_without_a_length_the_body_is_sent_in_chunks(listen: Listen) -> None:
    answers = asked(listen(answering(200, [], b"who", b"le")), request(), LAST)
    assert answers.count(b"transfer-encoding: chunked\r\n\r\n3\r\nwho\r\n2\r\nle\r\n0\r\n\r\n") == 2


def test_no_content_has_no_length(listen: Listen) -> None:
    answers = without_dates(asked(listen(answering(204, [], b"")), request(), LAST))
    assert answers.count(b"HTTP/1.1 204 No Content") == 2
    assert not any(line.startswith((b"content-length", b"transfer-encoding")) for line in answers)


def test_an_answer_that_fails_before_its_body_is_a_failure(listen: Listen) -> None:
    received = asked(listen(answering(200, sized(5), fails=True)), request())
    assert received.startswith(b"HTTP/1.1 500 ")
    assert b"secret" not in received
