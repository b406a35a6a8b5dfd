"""One server process: an application under uvicorn, with the same settings for all.

Called as `python -m scripts.bench.server IMPORT_STRING`; prints the port it listens on. An
import string that ends in `()` names a factory.
"""

import socket
import sys

import uvicorn


def main(application: str) -> None:
    """Serve until told to stop (SIGTERM)."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    config = uvicorn.Config(
        application.removesuffix("()"),
        factory=application.endswith("()"),
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
        timeout_keep_alive=60,
    )
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])
