"""Metrics at a port of their own, of a process that answers nothing else."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from handlers.eyes.eyes import page
from handlers.eyes.metrics import Metrics, Sources
from handlers.settings import Settings
from tenon.runtime.server import Server, ServerSettings, server_config

log = logging.getLogger("handlers.eyes")


class _Beside(Server):
    """A server that leaves signals to the process that it is beside."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None is captured."""
        yield


class MetricsPort:
    """Answers /metrics between `open` and `close`, and everything else with 404."""

    def __init__(self, app: Starlette, settings: ServerSettings) -> None:
        self._settings = settings
        self._server = _Beside(server_config(app, settings, lifespan="off", log_config=None))
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to listen. Raises OSError."""
        host, port = self._settings.host, self._settings.port
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
        log.info("metrics at port %d", listener.getsockname()[1])
        self._serving = asyncio.create_task(self._server.serve([listener]))

    async def close(self) -> None:
        """Answer what is asked, and listen no more."""
        self._server.should_exit = True
        if self._serving is not None:
            await self._serving


def metrics_port(
    metrics: Metrics | None, sources: Sources, settings: Settings
) -> MetricsPort | None:
    """What answers /metrics as the settings want it; None where they want nothing."""
    if metrics is None or settings.metrics_port is None:
        return None
    app = Starlette(routes=[Route("/metrics", page(metrics, sources, settings))])
    server = ServerSettings(host=settings.host, port=settings.metrics_port, log_level="warning")
    return MetricsPort(app, server)
