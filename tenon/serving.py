"""A server that says when it serves, on a socket that is bound before anything else is done."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from tenon.finding import ContractError, Finding, Place
from tenon.runtime.lean import uvicorn
from tenon.runtime.server import Server

_HIGHEST_PORT = 65_535


class ReadyServer(Server):
    """A server that calls back once the application has started and requests are accepted."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, then say so."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._ready()


def bound(host: str, port: int) -> socket.socket:
    """A TCP socket that listens; port 0 takes a free one. Raises ContractError when it cannot."""
    place = Place(f"{host}:{port}")
    if not 0 <= port <= _HIGHEST_PORT:  # getaddrinfo would take the rest of a division
        message = f"{port} is no port"
        raise ContractError([Finding(place, "cannot-listen", message, "use one from 0 to 65535")])
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = infos[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        message = getattr(error, "strerror", None) or str(error)
        raise ContractError([Finding(place, "cannot-listen", message, "use --port")]) from None
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


def address(listener: socket.socket) -> str:
    """The URL at which a bound socket is reached."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  shown, not bound
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def announcement(app: Any, url: str) -> str:
    """What is served and where, with the addresses of its documents when it serves them."""
    title, version = getattr(app, "title", ""), getattr(app, "version", "")
    lines = [f"{title} {version} at {url}".strip() if title else f"serving at {url}"]
    settings = getattr(app, "settings", None)
    if getattr(settings, "docs", False):
        lines += [f"  {url}/docs", f"  {url}/reference", f"  {url}/openapi.json"]
    return "\n".join(lines)
