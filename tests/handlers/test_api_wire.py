"""The service on a socket, asked as no well-behaved client would."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handlers.app import create_app
from tests.conftest import Listen
from tests.handlers.book_api import BOOKS, check_reply, settings

Address = tuple[str, int]
Reply = tuple[int, dict[str, str], bytes]
MIB = 1_048_576


@pytest.fixture
def address(listen: Listen, url: str) -> Address:
    """Where the service listens."""
    return listen(create_app(settings(url)))


def talk(address: Address, *parts: bytes, expect: int = 1) -> list[Reply]:
    """The replies to bytes as they are, until there are `expect` of them."""
    received = b""
    with socket.create_connection(address, timeout=5) as connection:
        replies: list[Reply] = []
        try:
            for part in parts:
                connection.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass
        while len(replies) < expect:
            try:
                chunk = connection.recv(65_536)
            except ConnectionResetError:
                chunk = b""
            received += chunk
            replies = parsed(received, bodiless=parts[0].startswith(b"HEAD"))
            if not chunk:
                break
    for status, headers, body in replies:
        if headers.get("content-type", "").startswith("application/"):
            check_reply("HEAD" if not body else "GET", status, headers, body)
        assert status < 500
    return replies


def parsed(received: bytes, *, bodiless: bool) -> list[Reply]:
    """The whole replies in what was received."""
    replies = []
    while b"\r\n\r\n" in received:
        head, _, rest = received.partition(b"\r\n\r\n")
        start, *lines = head.decode("latin-1").split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        length = 0 if bodiless else int(headers.get("content-length", 0))
        if len(rest) < length:
            break
        replies.append((int(start.split(" ")[1]), headers, rest[:length]))
        received = rest[length:]
    return replies


def get(target: str, method: str = "GET", *more: str) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: books.test", *more, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def alive(address: Address) -> bool:
    return talk(address, get("/health"))[0][0] == 200


TARGETS = {
    f"{BOOKS}/1%2F2": 422,
    f"{BOOKS}/%2e%2e/authors": 404,
    f"{BOOKS}/../authors": 404,
    f"{BOOKS}/..": 422,
    f"{BOOKS}/.": 422,
    f"{BOOKS}/1%00": 422,
    f"{BOOKS}/%FF": 400,
    f"{BOOKS}?search=%00%00": 422,
    f"{BOOKS}?search=a%FFb": 400,
    "//": 404,
    f"http://books.test{BOOKS}": 200,
    "/" + "x" * 50_000: 404,
    f"{BOOKS}?search={'x' * 30_000}": 422,
}


def test_targets_arrive_as_they_were_sent(address: Address) -> None:
    assert {target: talk(address, get(target))[0][0] for target in TARGETS} == TARGETS


def test_bad_requests_end_in_an_answer_or_an_end_and_never_end_the_service(
    address: Address,
) -> None:
    for raw in (
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        get("/health", "GET", "X-Nul: a\0b"),
        get("/health", "GET", "If-None-Match: \xff\xfe", "Connection: close"),
        get("*", "OPTIONS"),
        get(BOOKS, "POST", "Content-Length: x", "Content-Type: application/json"),
        get(BOOKS, "POST", "Content-Length: -1", "Content-Type: application/json"),
        get(BOOKS, "POST", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
        get(BOOKS, "POST", "Transfer-Encoding: chunked") + b"zz\r\n",
        get(BOOKS, "CONNECT"),
        b"GET /health HTTP/1.1\r\n" + b"X: y\r\n" * 3_000 + b"\r\n",
    ):
        talk(address, raw)
    assert alive(address)


def test_a_body_that_is_stated_to_be_too_large_is_refused_unread(address: Address) -> None:
    stated = (f"Content-Length: {100 * MIB}", "Content-Type: application/json")
    ((status, headers, _),) = talk(address, get(BOOKS, "POST", *stated))
    assert (status, headers["connection"]) == (413, "close")
    ((status, _, _),) = talk(address, get(BOOKS, "POST", *stated, "Expect: 100-continue"))
    assert status == 413


def test_a_body_that_grows_too_large_is_refused_on_the_way(address: Address) -> None:
    start = get(BOOKS, "POST", "Transfer-Encoding: chunked", "Content-Type: application/json")
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    ((status, headers, _),) = talk(address, start, *[chunk] * 64)
    assert (status, headers["connection"]) == (413, "close")
    assert alive(address)


def test_a_body_in_chunks_is_read(address: Address, book_draft: Callable[..., Any]) -> None:
    body = json.dumps(book_draft()).encode()
    start = get(BOOKS, "POST", "Transfer-Encoding: chunked", "Content-Type: application/json")
    chunks = [b"%x\r\n%s\r\n" % (1, bytes([byte])) for byte in body]
    ((status, _, _),) = talk(address, start, *chunks, b"0\r\n\r\n")
    assert status == 201


def test_head_has_the_length_of_get_and_no_body(address: Address) -> None:
    ((status, headers, body),) = talk(address, get("/health", "HEAD", "Connection: close"))
    assert (status, headers["content-length"], body) == (200, "15", b"")
    ((status, _, body),) = talk(address, get("/nope", "HEAD", "Connection: close"))
    assert (status, body) == (404, b"")


def test_requests_on_one_connection_are_answered_in_order(address: Address) -> None:
    pipelined = get("/health") + get("/nope") + get("/version")
    assert [status for status, _, _ in talk(address, pipelined, expect=3)] == [200, 404, 200]


def test_one_who_leaves_within_a_body_does_no_harm(address: Address) -> None:
    start = get(BOOKS, "POST", "Content-Length: 100", "Content-Type: application/json")
    with socket.create_connection(address) as connection:
        connection.sendall(start + b'{"title": ')
    assert alive(address)
    assert json.loads(talk(address, get(BOOKS))[0][2])["total"] == 0


def test_headers_that_do_not_arrive_end_the_connection(listen: Listen, tmp_path: Path) -> None:
    app = create_app(settings(f"sqlite:///{tmp_path}/books.db"))
    address = listen(app, header_timeout_s=0.3)
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: bo")
        assert connection.recv(100) == b""


def test_the_server_does_not_tell_what_it_is(address: Address) -> None:
    ((_, headers, _),) = talk(address, get("/health"))
    assert not re.search("uvicorn|python|starlette|fastapi", str(headers), re.IGNORECASE)
