"""Upstreams that hang, lie, break off or are not there."""

from __future__ import annotations

import asyncio
import socket
import struct
import time

import httpx
import pytest

from tenon.finding import ContractError
from tenon.proxy.upstream import Upstream
from tests.conftest import Listen
from tests.proxy.conftest import Proxying
from tests.proxy.upstreams import Service, item, saying, socket_server
from tests.tiny import ask, body, operation, post

PATHS = {"/x": item(True), "/y": {"post": operation("add", body=body(True))}}
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


async def test_an_upstream_that_is_not_there(proxying: Proxying) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    app = proxying(PATHS, f"http://127.0.0.1:{port}")

    answer = await ask(app, "GET", "/x")

    assert (answer.status, answer.headers["content-type"]) == (502, "application/problem+json")
    assert answer.json["detail"].startswith("The upstream cannot be reached")
    assert app.heard[-1].upstream is None


async def test_an_upstream_that_hangs(proxying: Proxying) -> None:
    async with socket_server(saying(b"", then_hang=True)) as url:
        began = time.monotonic()
        answer = await ask(proxying(PATHS, url, timeout_s=0.2), "GET", "/x")

    assert answer.status == 504
    assert answer.json["detail"] == "The upstream does not answer in time."
    assert time.monotonic() - began < 2


async def test_an_upstream_that_hangs_within_a_body(proxying: Proxying) -> None:
    raw = HEAD + b"content-length: 9\r\n\r\n{"
    async with socket_server(saying(raw, then_hang=True)) as url:
        answer = await ask(proxying(PATHS, url, timeout_s=0.2), "GET", "/x")

    assert answer.status == 504


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b'content-length: 900\r\n\r\n{"cut": ',
        HEAD + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        HEAD + b"content-length: many\r\n\r\n{}",
        HEAD + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nbad name: 1\r\n\r\n",
        b"HTTP/1.1 999 Odd\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
        b"what is this?\r\n\r\n",
        b"",
    ],
    ids=[
        "cut",
        "two-lengths",
        "no-number",
        "two-framings",
        "chunks",
        "name",
        "999",
        "101",
        "no-http",
        "nothing",
    ],
)
async def test_an_upstream_that_speaks_nonsense(proxying: Proxying, raw: bytes) -> None:
    async with socket_server(saying(raw)) as url:
        app = proxying(PATHS, url)
        answer = await ask(app, "GET", "/x")

    assert answer.status == 502
    assert app.heard[-1].failed


async def test_more_than_the_length_that_was_told_is_not_passed_on(proxying: Proxying) -> None:
    raw = HEAD + b"content-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    async with socket_server(saying(raw)) as url:
        app = proxying(PATHS, url)
        first = await ask(app, "GET", "/x")
        second = await ask(app, "GET", "/x")

    assert (first.body, second.body) == (b"{}", b"{}")


@pytest.mark.parametrize("surplus", [b"{}", b"HTTP/1.1 200 OK\r\nx-forged: 1\r\n\r\n", b"\r\n\r\n"])
async def test_what_comes_after_a_reply_changes_nothing_in_it(
    proxying: Proxying, surplus: bytes
) -> None:
    raw = HEAD + b'etag: "7"\r\ncontent-length: 2\r\n\r\n{}' + surplus
    async with socket_server(saying(raw)) as url:
        app = proxying(PATHS, url)
        answer = await ask(app, "GET", "/x")

    assert (answer.status, answer.body, app.told) == (200, b"{}", [])
    assert answer.headers["content-type"] == "application/json"
    assert (answer.headers["etag"], "x-forged" in answer.headers) == ('"7"', False)


async def test_an_upstream_that_resets_the_connection(proxying: Proxying) -> None:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async with socket_server(behave) as url:
        assert (await post(proxying(PATHS, url), "/y", {})).status == 502


async def test_a_stale_connection_is_made_anew_where_that_does_no_harm(
    proxying: Proxying,
) -> None:
    met = 0

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD + b"content-length: 2\r\n\r\n{}")
        await reader.readuntil(b"\r\n\r\n")  # and closes, without an answer

    async with socket_server(behave) as url:
        app = proxying(PATHS, url)
        answers = [await ask(app, "GET", "/x") for _ in range(3)]
        posted = await post(app, "/y", {})

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert (met, posted.status) == (3, 502)


async def test_a_reply_that_breaks_off_once_begun_is_cut(
    proxying: Proxying, listen: Listen
) -> None:
    raw = b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\nhalf"
    async with socket_server(saying(raw)) as url:
        app = proxying({}, url)
        url = app.at(listen)
        async with httpx.AsyncClient() as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(f"{url}/x")

    assert app.heard[-1].failed.startswith("The upstream breaks off")


async def test_connections_are_kept(proxying: Proxying) -> None:
    met = 0

    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD + b"content-length: 2\r\n\r\n{}")

    async with socket_server(behave) as url:
        app = proxying(PATHS, url)
        for _ in range(5):
            await ask(app, "GET", "/x")

    assert met == 1


async def test_a_proxy_before_itself_is_told(proxying: Proxying, listen: Listen) -> None:
    app = proxying({}, "http://127.0.0.1:9")
    url = app.at(listen)
    app.app.upstream = Upstream(url)

    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{url}/x")

    assert answer.status_code == 508


async def test_a_proxy_before_a_proxy_is_fine(proxying: Proxying, listen: Listen) -> None:
    behind = proxying({}, Service(204, (), b""))
    url = behind.at(listen)

    assert (await ask(proxying({}, url), "GET", "/x")).status == 204


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("127.0.0.1:8000", "it is no http or https URL of a host"),
        ("ftp://host", "it is no http or https URL of a host"),
        ("http://host:99999", "Port out of range 0-65535"),
        ("http://me:secret@host", "it holds more than a scheme, a host, a port and a path"),
        ("http://host/x?y=1", "it holds more than a scheme, a host, a port and a path"),
    ],
)
def test_an_upstream_that_is_no_address(url: str, why: str) -> None:
    with pytest.raises(ContractError) as raised:
        Upstream(url)

    assert raised.value.findings[0].rule == "bad-upstream"
    assert raised.value.findings[0].message == why
