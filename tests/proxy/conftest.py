"""A proxy before an upstream, with what was heard of each exchange."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.proxy.app import Proxy
from tenon.proxy.exchange import Exchange
from tenon.proxy.settings import ProxySettings
from tenon.proxy.upstream import Upstream
from tests.conftest import Listen
from tests.tiny import contract


@dataclass
class Proxied:
    """A proxy as an application, and what it told."""

    app: Proxy
    heard: list[Exchange] = field(default_factory=list)
    served: bool = False

    async def __call__(self, *message: Any) -> None:
        await self.app(*message)

    def at(self, listen: Listen) -> str:
        """The URL of it on a socket; its server then closes its connections."""
        self.served = True
        host, port = listen(self.app)
        return f"http://{host}:{port}"

    @property
    def told(self) -> list[str]:
        """The violations of the last exchange, as a log has them."""
        return [str(violation) for violation in self.heard[-1].violations]


Proxying = Callable[..., Proxied]


@pytest.fixture
async def proxying(listen: Listen) -> AsyncIterator[Proxying]:
    """A proxy of some paths, or of a contract, before an application or a URL."""
    made: list[Proxied] = []

    def make(
        paths: Any, upstream: Any, mock: Any = None, prefix: str = "", **settings: Any
    ) -> Proxied:
        said = paths if isinstance(paths, Contract) else contract(paths)
        if not isinstance(upstream, str):
            host, port = listen(upstream)
            upstream = f"http://{host}:{port}{prefix}"
        behind = Upstream(upstream, settings.get("timeout_s", 5.0))
        heard: list[Exchange] = []
        app = Proxy(said, behind, ProxySettings(**settings), mock=mock, observers=[heard.append])
        made.append(Proxied(app, heard))
        return made[-1]

    yield make
    for proxied in made:
        if not proxied.served:
            proxied.app.upstream.close()
