"""The mock on a socket: served, and at each save served anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from socket import socket
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from tenon.mock.collector import Collector
from tenon.runtime.server import ServerSettings, server_config
from tenon.serving import ReadyServer, address

if TYPE_CHECKING:
    from tenon.mock.app import MockApp
    from tenon.mock.reload import Reload

PORT = 4010


class Current:
    """The mock of the moment, as an ASGI application.

    A request is answered to its end by the mock that took it.
    """

    def __init__(self, app: MockApp) -> None:
        self.app = app
        self._served = WeakSet([app])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one connection."""
        if scope["type"] == "lifespan":
            # Only its end means something, and that is the matter of the mock of then.
            await receive()
            await send({"type": "lifespan.startup.complete"})
            ending = await receive()
            await self.app(scope, partial(_given, ending), send)
            return
        await self.app(scope, receive, send)

    def replace(self, app: MockApp) -> None:
        """Let another mock take the requests that come from now on."""
        self._served.add(app)
        self.app = app

    def end_streams(self) -> None:
        """End what would keep the server from going."""
        for app in list(self._served):
            app.end_streams()


def serve(
    app: MockApp, listener: socket, say: Callable[[str], None], reload: Reload[MockApp] | None
) -> int:
    """Serve until SIGINT or SIGTERM; 1 when that does not start.

    Where it serves is said on one line once it does. `reload` sees to it that a save is served.
    """
    current = Current(app)
    settings = ServerSettings(shutdown_s=2, log_level="warning", logging=_log)
    config = server_config(current, settings, interface="asgi3", lifespan="on")

    collector = Collector(lambda: current.app.compiled)

    def ready() -> None:
        collector.begin()
        say(announcement(app, address(listener)))
        if reload is not None:
            reload.begin(current, asyncio.get_running_loop())

    server = ReadyServer(config, ready)
    server.run(sockets=[listener])
    if reload is not None:
        reload.end()
    return 0 if server.started else 1


def announcement(app: MockApp, url: str) -> str:
    """What is mocked and where, and below it where its page is."""
    name = " ".join(f"{app.contract.title} {app.contract.version}".split())
    return f"{name or 'the contract'} is mocked at {url}\n  {url}/__mock"


async def _given(message: Any) -> Any:
    return message


def _log(level: str) -> None:
    """Log to stderr, a line an event."""
    logging.basicConfig(level=level.upper(), format="%(levelname)s: %(message)s")
