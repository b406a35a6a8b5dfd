"""The nursery: a process that imports what does not change, and forks workers from it.

Run as `python -m tenon.dev.nursery <control> <listener>`, both descriptors.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import traceback

from tenon.dev.channel import Channel


def main(control: int, listener: int) -> None:
    """Obey the main process until it closes the control channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process tells when to end
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers are nobody's concern
    channel = Channel(socket.socket(fileno=control))
    while (received := channel.receive()) is not None:
        message, descriptors = received
        if "import" in message:
            _import(message["import"])
            continue
        if os.fork() == 0:
            channel.close()
            _become_worker(message["job"], descriptors[0], listener)
        os.close(descriptors[0])


def _import(names: list[str]) -> None:
    for name in names:
        with contextlib.suppress(BaseException):  # the worker will meet it again and say so
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


def _become_worker(job: dict[str, str | None], descriptor: int, listener: int) -> None:
    """Serve in this process, which was forked for it, and end with it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        from tenon.dev import worker

        code = worker.run(job, Channel(socket.socket(fileno=descriptor)), listener)
    except KeyboardInterrupt:
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
