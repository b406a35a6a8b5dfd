"""Several processes that serve on one socket: started, watched, replaced, ended together.

Each is a command of its own that inherits the socket; the system hands each connection to one
that is free. A process tells over a pipe that it serves, and sees at its end that nobody watches
over it any more. The environment names a folder that they share and that goes with them, for what
they count together.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

READY, WATCHED = "TENON_READY_FD", "TENON_WATCHED_FD"
SHARED = "TENON_SHARED_DIR"
_SOON_S, _LONGEST_PAUSE_S = 5.0, 30.0  # who dies within the first is replaced after a pause
_GRACE_S = 20.0  # beyond the time that requests have, for jobs and connections


class Processes:
    """So many processes of one command, until SIGINT or SIGTERM."""

    def __init__(
        self,
        command: Sequence[str],
        count: int,
        listener: int,
        ready: Callable[[], None],
        shared: str = "",
    ) -> None:
        """`listener` is the socket's descriptor; `ready` is called once when all serve; `shared`
        is the folder that they share, empty where there is none.
        """
        self._command = command
        self._count = count
        self._listener = listener
        self._ready = ready
        self._shared = shared
        self._serving: set[int] = set()
        self._running: dict[int, asyncio.subprocess.Process] = {}
        self._ending = asyncio.Event()
        self._failed = False
        self._said = False

    async def run(self, shutdown_s: float) -> int:
        """The exit code: 1 when one of the first does not start, else 0."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._ending.set)
        kept, self._watched = os.pipe()  # its writing end closes when this process is no more
        keepers = [asyncio.create_task(self._keep(slot, kept)) for slot in range(self._count)]
        await self._ending.wait()
        self._signal(signal.SIGTERM)
        _, late = await asyncio.wait(keepers, timeout=shutdown_s + _GRACE_S)
        if late:
            self._signal(signal.SIGKILL)
            await asyncio.wait(late)
        os.close(kept)
        os.close(self._watched)
        return 1 if self._failed else 0

    def _signal(self, number: int) -> None:
        for process in self._running.values():
            if process.returncode is None:
                process.send_signal(number)

    async def _keep(self, slot: int, kept: int) -> None:
        """Run one process, and another when it dies."""
        pause = 1.0
        while not self._ending.is_set():
            began = monotonic()
            code = await self._serve(slot, kept)
            if self._ending.is_set():
                return
            if not self._said:
                self._failed = True
                self._ending.set()
                return
            print(f"a serving process ended ({code}); another begins", file=sys.stderr, flush=True)
            pause = 1.0 if monotonic() - began > _SOON_S else min(2 * pause, _LONGEST_PAUSE_S)
            if monotonic() - began < _SOON_S:
                await _first(self._ending.wait(), asyncio.sleep(pause))

    async def _serve(self, slot: int, kept: int) -> int:
        heard, told = os.pipe()
        named = {READY: str(told), WATCHED: str(kept), SHARED: self._shared}
        environment = {**os.environ, **named}
        process = await asyncio.create_subprocess_exec(
            *self._command, pass_fds=(self._listener, told, kept), env=environment
        )
        os.close(told)
        self._running[slot] = process
        if self._ending.is_set():  # it was told before this one could hear
            process.terminate()
        loop = asyncio.get_running_loop()
        loop.add_reader(heard, self._hear, slot, heard)
        try:
            return await process.wait()
        finally:
            loop.remove_reader(heard)
            os.close(heard)
            self._serving.discard(slot)

    def _hear(self, slot: int, heard: int) -> None:
        asyncio.get_running_loop().remove_reader(heard)
        if not os.read(heard, 1):
            return
        self._serving.add(slot)
        if not self._said and len(self._serving) == self._count:
            self._said = True
            self._ready()


async def _first(*waits: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    _, late = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in late:
        task.cancel()


def one_of_many() -> Callable[[], None] | None:
    """What tells the watching process that this one serves; None where nobody watches.

    From now on this process ends, as by SIGTERM, when it is not watched any more.
    """
    ready, watched = os.environ.pop(READY, None), os.environ.pop(WATCHED, None)
    if ready is None or watched is None:
        return None
    threading.Thread(target=_end_alone, args=(int(watched),), daemon=True).start()
    number = int(ready)

    def tell() -> None:
        os.write(number, b"1")
        os.close(number)

    return tell


def _end_alone(watched: int) -> None:
    os.read(watched, 1)  # nobody writes: it ends when the other side is closed
    os.kill(os.getpid(), signal.SIGTERM)
