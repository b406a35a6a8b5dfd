"""Factories: each test builds the tiny service it speaks of."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest
import uvicorn

from tenon.runtime.handler import Handler
from tenon.runtime.server import ServerSettings, server_config
from tenon.runtime.service import Service
from tenon.runtime.settings import RuntimeSettings
from tests.tiny import contract

Serve = Callable[..., Service]
Connect = Callable[[Any], httpx.AsyncClient]
Listen = Callable[..., tuple[str, int]]


@pytest.fixture
def serve() -> Serve:
    """A service of some paths, answered by functions by operation id; replies are checked."""

    def make(
        paths: Mapping[str, Any],
        handlers: Mapping[str, Handler] | None = None,
        settings: RuntimeSettings | None = None,
        **members: Any,
    ) -> Service:
        settings = settings or RuntimeSettings(check_replies=True)
        return Service(contract(paths, **members), handlers or {}, settings)

    return make


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """An HTTP client that speaks to an ASGI application without a socket."""
    opened: list[httpx.AsyncClient] = []

    def make(app: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://tiny.test"))
        return opened[-1]

    yield make
    for client in opened:
        await client.aclose()


class _Running(uvicorn.Server):
    """A server in a thread of its own, on a port that the system chose."""

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(server_config(app, ServerSettings(log_level="critical", **settings)))
        self._ready = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self.run, args=([self._listener],), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._listener.getsockname()
        return host, port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()

    def join(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._listener.close()


@pytest.fixture(scope="session")
def _ended() -> Iterator[list[_Running]]:
    """The servers that were told to end: all are waited for together."""
    ended: list[_Running] = []
    yield ended
    for server in ended:
        server.join()


@pytest.fixture
def listen(_ended: list[_Running]) -> Iterator[Listen]:
    """The address of a server on a socket, with its settings; it ends with the test."""
    running: list[_Running] = []

    def make(app: Any, **settings: Any) -> tuple[str, int]:
        running.append(_Running(app, **settings))
        return running[-1].address

    yield make
    for server in running:
        server.should_exit = True
    _ended.extend(running)
