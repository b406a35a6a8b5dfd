"""A worker: imports the application, serves it, and steps back when a newer one is ready."""

from __future__ import annotations

import asyncio
import socket
import sys
import traceback
from typing import Any

from tenon.contract import Contract
from tenon.dev.channel import Channel
from tenon.finding import ContractError
from tenon.imports import is_own, load_object
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.server import ServerSettings, server_config
from tenon.serving import ReadyServer, address, announcement

_DRAIN_S = 0.2  # within it, requests on kept connections are answered here, and these then closed
_STOP_S = 2.0
_TRACE_LINES = 6


def run(job: dict[str, str | None], channel: Channel, listener: int) -> int:
    """Serve a job, the import string of an `app` or a bare `contract`; the exit code.

    Says `ready` with the files of all modules, or `failed` with the reason.
    """
    try:
        app = _application(job)
    except ContractError as error:
        channel.send({"failed": _told(error)})
        return 1
    kept = socket.socket(fileno=listener)
    worker = _Worker(app, channel, _said(app, address(kept)))
    worker.run(sockets=[kept])
    if not worker.started:
        channel.send({"failed": "the application did not start"})
        return 1
    return 0


def _application(job: dict[str, str | None]) -> Any:
    named = job["app"]
    app = (
        contract_app(Contract.load(str(job["contract"])), [])
        if named is None
        else load_object(named)
    )
    if isinstance(app, ContractApp) and app.unimplemented:
        from tenon.mock.stand_ins import stand_ins

        app.stand_in(*stand_ins(app.contract, app.unimplemented, app.settings.formats))
    return app


def _said(app: Any, url: str) -> str:
    mocked = len(getattr(app, "unimplemented", ()))
    lines = [f"  {mocked} of its operations have no handler yet and are mocked"] if mocked else []
    return "\n".join([announcement(app, url), *lines])


def _told(error: ContractError) -> str:
    """The finding, and the last lines of the way to it through the project's own code."""
    cause = error.__cause__
    if cause is None:
        return str(error)
    frames = [f for f in traceback.extract_tb(cause.__traceback__) if is_own(f.filename)]
    lines = [*traceback.format_list(frames), *traceback.format_exception_only(cause)]
    last = "".join(lines).rstrip().splitlines()[-_TRACE_LINES:]
    return "\n".join([*(f"  | {line}" for line in last), str(error)])


class _Worker(ReadyServer):
    def __init__(self, app: Any, channel: Channel, said: str) -> None:
        self._app = _Leaving(app)
        self._channel = channel
        settings = ServerSettings(log_level="warning")
        super().__init__(
            server_config(self._app, settings),
            lambda: channel.send({"ready": said, "modules": _modules()}),
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().add_reader(self._channel.socket.fileno(), self._hear)
        await super().startup(sockets)

    def _hear(self) -> None:
        """A newer worker is ready, or the main process wants an end, or is no more."""
        loop = asyncio.get_running_loop()
        if self._channel.socket.recv(4096).startswith(b'{"drain"'):
            for server in self.servers:
                server.close()
            self._app.leaving = True
            loop.call_later(_DRAIN_S, setattr, self, "should_exit", True)
            return
        loop.remove_reader(self._channel.socket.fileno())
        self.should_exit = True
        loop.call_later(_STOP_S, setattr, self, "force_exit", True)


def _modules() -> dict[str, str]:
    """The file of each module that is imported by now."""
    return {
        name: file
        for name, module in list(sys.modules.items())
        if isinstance(file := getattr(module, "__file__", None), str)
    }


class _Leaving:
    """An application whose replies, once it leaves, ask callers to connect anew."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.leaving = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if self.leaving and message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), (b"connection", b"close")]
                message = {**message, "headers": headers}
            await send(message)

        await self._app(scope, receive, sending)
