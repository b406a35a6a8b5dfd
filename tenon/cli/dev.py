"""`tenon dev`: serve, and serve anew at each save of the contract or of the code behind it."""

from __future__ import annotations

import os
from argparse import Namespace

from tenon.cli.workspace import enter
from tenon.dev.supervisor import Supervisor
from tenon.runtime.server import ServerSettings
from tenon.serving import bound


def run(arguments: Namespace) -> int:
    """Serve until interrupted. The address is that of the arguments, else of HOST and PORT."""
    work = enter()
    default = ServerSettings()
    host = arguments.host or os.environ.get("HOST") or default.host
    said = os.environ.get("PORT", "")
    port = int(said) if said.isdigit() else default.port
    listener = bound(host, arguments.port if arguments.port is not None else port)
    Supervisor(work.project, arguments.app or work.project.app, listener).run()
    return 0
