"""Bodies that a handler reads as they come, on a socket."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from tenon.runtime.upload import ByteStream
from tests.conftest import Listen, Serve
from tests.runtime.uploading import MIB, OCTETS, Keeper, declared, taking


def exchange(address: tuple[str, int], *sent: bytes) -> bytes:
    """What comes back until the server closes, however little of this it takes."""
    received = b""
    with socket.create_connection(address, timeout=10) as connection:
        try:
            for part in sent:
                connection.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def head(*more: str, length: int | None = None) -> bytes:
    sized = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = ["POST /x HTTP/1.1", "Host: tiny.test", f"Content-Type: {OCTETS}", sized, *more, "", ""]
    return "\r\n".join(lines).encode()


CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"


async def test_too_large_a_body_is_answered_and_the_connection_closed(
    serve: Serve, listen: Listen
) -> None:
    keeper = Keeper()
    address = listen(taking(serve, keeper.octets, declared(OCTETS)))
    stated, grown = await asyncio.gather(
        asyncio.to_thread(exchange, address, head(length=12 * MIB), *[b"x" * MIB] * 12),
        asyncio.to_thread(exchange, address, head(), *[CHUNK] * (12 * 16), b"0\r\n\r\n"),
    )
    for received in (stated, grown):
        assert received.startswith(b"HTTP/1.1 413 ")
        assert b"connection: close\r\n" in received
    assert keeper.kept == {}


async def test_a_sender_who_waits_is_told_to_go_on(serve: Serve, listen: Listen) -> None:
    keeper = Keeper()
    address = listen(taking(serve, keeper.octets, declared(OCTETS)))

    def wait() -> tuple[bytes, bytes]:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(head("Expect: 100-continue", length=5))
            first = connection.recv(100)
            connection.sendall(b"hello")
            return first, connection.recv(65_536)

    first, second = await asyncio.to_thread(wait)
    assert first == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert second.startswith(b"HTTP/1.1 200 ")
    assert keeper.kept == {"body": b"hello"}


async def test_a_sender_who_waits_in_vain_is_told_so_at_once(serve: Serve, listen: Listen) -> None:
    address = listen(taking(serve, Keeper().octets, declared(OCTETS)))
    asked = head("Expect: 100-continue", length=100 * MIB)
    received = await asyncio.wait_for(asyncio.to_thread(exchange, address, asked), 1)
    assert received.startswith(b"HTTP/1.1 413 ")


async def test_a_sender_who_goes_on_for_ever_is_let_go(
    serve: Serve, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenon.runtime.inflow.LINGER_S", 0.2)
    address = listen(taking(serve, Keeper().octets, declared(OCTETS)))

    def trickle() -> bytes:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(head(length=100 * MIB))
            received = b""
            while chunk := connection.recv(65_536):
                received += chunk
            return received

    received = await asyncio.wait_for(asyncio.to_thread(trickle), 5)
    assert received.startswith(b"HTTP/1.1 413 ")


async def test_one_who_leaves_on_the_way_is_noticed(serve: Serve, listen: Listen) -> None:
    left = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def waits(body: ByteStream) -> Any:
        try:
            async for _ in body:
                pass
        finally:
            loop.call_soon_threadsafe(left.set)

    address = listen(taking(serve, waits, declared(OCTETS)))

    def leave() -> None:
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(head(length=5 * MIB) + b"x" * 1_000)

    await asyncio.to_thread(leave)
    await asyncio.wait_for(left.wait(), 5)
