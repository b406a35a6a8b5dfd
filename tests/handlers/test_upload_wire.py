"""Uploads on a socket: senders who are slow, who leave, or who wait to be told to go on."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handlers.app import create_app
from tests.conftest import Listen
from tests.handlers.auth_api import auth_keys
from tests.handlers.book_api import settings
from tests.handlers.test_api_wire import Address, parsed

MIB = 1_048_576
HEAD = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
TAIL = b"\r\n--X--\r\n"
Serve = Callable[..., Address]


@pytest.fixture
def serve(listen: Listen, tmp_path: Path) -> Serve:
    """Where the service listens, with these settings and files of its own."""

    def make(**more: Any) -> Address:
        url = f"sqlite:///{tmp_path}/books.db"
        return listen(create_app(settings(url, var_dir=tmp_path, **more)))

    return make


def files(folder: Path) -> list[Path]:
    return [path for path in (folder / "uploads").rglob("*") if path.is_file()]


def gone(folder: Path) -> bool:
    """Whether nothing is kept, which may take a moment to be so."""
    give_up = time.monotonic() + 5
    while files(folder) and time.monotonic() < give_up:
        time.sleep(0.02)
    return files(folder) == []


def request(length: int, *more: str) -> bytes:
    form = "Content-Type: multipart/form-data; boundary=X"
    lines = ("Host: books.test", form, f"Content-Length: {length}", *more, "", "")
    return "\r\n".join(("POST /api/v1/uploads HTTP/1.1", *lines)).encode()


def rest(connection: socket.socket) -> bytes:
    """What still comes, until the other side closes."""
    received = b""
    while chunk := connection.recv(65_536):
        received += chunk
    return received


def test_a_sender_who_stops_is_let_go_and_nothing_stays(serve: Serve, tmp_path: Path) -> None:
    address = serve(body_idle_s=0.2)
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(10 * MIB) + HEAD + b"x" * 3 * MIB)
        ((status, headers, _),) = parsed(rest(connection), bodiless=False)
    assert (status, headers["connection"]) == (408, "close")
    assert gone(tmp_path)


def test_a_sender_who_keeps_the_pace_is_taken_however_long_it_takes(
    serve: Serve, tmp_path: Path
) -> None:
    address = serve(body_idle_s=0.5, body_total_s=0.2, body_bytes_per_s=100)
    content = b"x" * 3_000
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(len(HEAD) + 3_000 + len(TAIL), "Connection: close") + HEAD)
        for at in range(0, 3_000, 300):
            time.sleep(0.05)
            connection.sendall(content[at : at + 300])
        connection.sendall(TAIL)
        ((status, _, body),) = parsed(rest(connection), bodiless=False)
    assert (status, json.loads(body)["size"], len(files(tmp_path))) == (201, 3_000, 1)


def test_one_who_leaves_within_a_file_leaves_nothing(serve: Serve, tmp_path: Path) -> None:
    address = serve()
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(10 * MIB) + HEAD + b"x" * 3 * MIB)
        give_up = time.monotonic() + 5
        while not files(tmp_path) and time.monotonic() < give_up:
            time.sleep(0.02)
        assert len(files(tmp_path)) == 1
    assert gone(tmp_path)


def test_one_who_waits_is_told_to_go_on_or_why_not(serve: Serve, tmp_path: Path) -> None:
    expecting = "Expect: 100-continue"
    address = serve(auth_enabled=True, auth_keys=auth_keys())
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(10 * MIB, expecting))
        ((status, headers, _),) = parsed(rest(connection), bodiless=False)
    assert (status, headers["connection"]) == (401, "close")
    address = serve()
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(len(HEAD) + 5 + len(TAIL), expecting, "Connection: close"))
        assert connection.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(HEAD + b"hello" + TAIL)
        ((status, _, _),) = parsed(rest(connection), bodiless=False)
    assert (status, len(files(tmp_path))) == (201, 1)


def test_one_who_may_not_is_told_though_they_go_on_sending(serve: Serve, tmp_path: Path) -> None:
    address = serve(auth_enabled=True, auth_keys=auth_keys())
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request(len(HEAD) + 20 * MIB) + HEAD)
        for _ in range(20):
            connection.sendall(b"x" * MIB)
        ((status, _, _),) = parsed(rest(connection), bodiless=False)
    assert (status, files(tmp_path)) == (401, [])
