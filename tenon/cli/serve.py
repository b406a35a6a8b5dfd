"""`tenon serve`: an application on a socket, or a bare contract whose operations answer 501."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tenon.cli.workspace import enter
from tenon.finding import ContractError, Finding
from tenon.imports import ARGUMENTS, load_object
from tenon.processes import Processes, one_of_many
from tenon.runtime.server import ServerSettings, server_config
from tenon.serving import ReadyServer, address, announcement, bound

_OPTIONS = {
    "host": "host",
    "port": "port",
    "header_timeout": "header_timeout_s",
    "keep_alive": "keep_alive_s",
    "shutdown": "shutdown_s",
    "log_level": "log_level",
    "workers": "workers",
}


def run(arguments: Namespace) -> int:
    """Serve until SIGINT or SIGTERM, by one process or several; 1 when that does not start.

    An application may carry its own `ServerSettings` as `app.state.server`; arguments come first.
    """
    app = _application(arguments)
    settings = server_settings(app, arguments)
    listener = (
        socket.socket(fileno=arguments.fd)
        if arguments.fd is not None
        else bound(settings.host, settings.port)
    )
    said = announcement(app, address(listener))
    tell = one_of_many()
    ready = tell or (lambda: print(said, file=sys.stderr, flush=True))
    if settings.workers > 1 and tell is None:
        return _serve_together(settings, listener, ready)
    server = ReadyServer(server_config(app, settings), ready)
    server.run(sockets=[listener])
    return 0 if server.started else 1


def _serve_together(
    settings: ServerSettings, listener: socket.socket, ready: Callable[[], None]
) -> int:
    """Serve by several processes, each this same command on this socket."""
    number = listener.fileno()
    command = (sys.executable, "-m", "tenon", *sys.argv[1:], "--fd", str(number))
    with _shared() as folder:
        processes = Processes(command, settings.workers, number, ready, folder)
        return asyncio.run(processes.run(settings.shutdown_s))


def _shared() -> AbstractContextManager[str]:
    """A folder while it is needed; its name is empty where nothing can be written."""
    try:
        return TemporaryDirectory(prefix="tenon-", ignore_cleanup_errors=True)
    except OSError:
        return nullcontext("")


def _application(arguments: Namespace) -> Any:
    contract: Path | None = arguments.contract
    work = enter(contract)
    if contract is not None and arguments.app is None:
        return bare(work.contract)
    named = arguments.app or work.project.app
    if named is None:
        remedy = "name one, as module:attribute, or serve a bare contract with --contract"
        raise ContractError([Finding(work.project.place("app"), "no-app", "no app is set", remedy)])
    place = ARGUMENTS if arguments.app else work.project.place("app")
    return load_object(named, place)


def bare(contract: Path) -> Any:
    """An application that serves a contract straight from its files, without handlers.

    Raises ContractError when the contract is not valid.
    """
    from tenon.document import read
    from tenon.runtime.app import contract_app

    bundle = read(contract)
    return contract_app(bundle.contract, [])


def server_settings(app: Any, arguments: Namespace) -> ServerSettings:
    """The settings that the application carries, overridden by what the command line says."""
    own = getattr(getattr(app, "state", None), "server", None)
    settings = own if isinstance(own, ServerSettings) else ServerSettings()
    given = {
        field: value
        for option, field in _OPTIONS.items()
        if (value := getattr(arguments, option, None)) is not None
    }
    if getattr(arguments, "access_log", False):
        given["access_log"] = True
    if "log_level" not in given and own is None:
        given["log_level"] = os.environ.get("LOG_LEVEL", "warning")
    return replace(settings, **given)
