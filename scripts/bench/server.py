"""One server process: an application under uvicorn, with the same settings for all.

Called as `python -m scripts.bench.server IMPORT_STRING [own]`; prints the port it listens on. An
import string that ends in `()` names a factory. With `own`, uvicorn serves as `tenon serve` has it.
"""

import socket
import sys

import uvicorn


def main(application: str, *, own: bool) -> None:
    """Serve until told to stop (SIGTERM)."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    config = (_own if own else _plain)(
        application.removesuffix("()"), factory=application.endswith("()")
    )
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listening])


def _plain(application: str, *, factory: bool) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        factory=factory,
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=60,
    )


def _own(application: str, *, factory: bool) -> uvicorn.Config:
    from tenon.runtime.server import ServerSettings, server_config

    settings = ServerSettings(keep_alive_s=60, log_level="warning")
    return server_config(application, settings, factory=factory)


if __name__ == "__main__":
    main(sys.argv[1], own=sys.argv[2:] == ["own"])
