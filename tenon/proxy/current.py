"""The proxy of the moment, as an ASGI application."""

from __future__ import annotations

from tenon.proxy.app import Proxy
from tenon.runtime.body import Receive
from tenon.runtime.service import Scope
from tenon.runtime.streaming import Send


class Current:
    """A proxy that another may take the place of: an exchange is judged by the one it came to.

    All have one upstream, which ends with the first of them.
    """

    def __init__(self, app: Proxy) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        await self.app(scope, receive, send)

    def replace(self, app: Proxy) -> None:
        """Let another proxy take the requests that come from now on."""
        self.app = app
