"""The main process's view of the nursery and of the workers that it forks."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tenon.dev.channel import Channel

_READY_S = 60.0
_GONE_S = 5.0


@dataclass(frozen=True, slots=True)
class Ready:
    """What a worker says once it serves: an announcement, and its modules by name with files."""

    said: str
    modules: Mapping[str, str]


class Worker:
    """A worker that was asked for."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def outcome(self) -> Ready | str:
        """Wait until it serves, or for the reason why it does not."""
        try:
            received = self._channel.receive(_READY_S)
        except TimeoutError:
            return f"the application did not start within {_READY_S:.0f} s"
        if received is None:
            return "the process that should serve has ended"
        message = received[0]
        if "failed" in message:
            return str(message["failed"])
        return Ready(message["ready"], message["modules"])

    def drain(self) -> None:
        """Let it finish what it has begun, and end; it is to be kept until it is gone."""
        self._tell("drain")

    def stop(self) -> None:
        """Let it end now, and wait for it."""
        self._tell("stop")
        with contextlib.suppress(TimeoutError):
            while self._channel.receive(_GONE_S) is not None:
                pass
        self._channel.close()

    @property
    def gone(self) -> bool:
        """Whether it ended by itself."""
        try:
            return self._channel.receive(0.0) is None
        except (TimeoutError, BlockingIOError):
            return False

    def _tell(self, word: str) -> None:
        with contextlib.suppress(OSError):  # it is gone already
            self._channel.send({word: True})


class Nursery:
    """The process that forks workers; `imported` are the modules that it has for them."""

    def __init__(self, listener: socket.socket, environment: Mapping[str, str]) -> None:
        self._channel, other = Channel.pair()
        descriptors = (other.socket.fileno(), listener.fileno())
        command = [sys.executable, "-m", "tenon.dev.nursery", *map(str, descriptors)]
        paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
        environment = {
            **os.environ,
            **environment,
            "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        }
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter
            command, env=environment, pass_fds=descriptors
        )
        other.close()
        self.imported: dict[str, str] = {}

    def worker(self, job: Mapping[str, str | None]) -> Worker:
        """A new worker, on its way."""
        ours, other = Channel.pair()
        self._channel.send({"job": dict(job)}, (other.socket.fileno(),))
        other.close()
        return Worker(ours)

    def prepare(self, modules: Mapping[str, str]) -> None:
        """Import modules for the workers to come; the main process does not wait for it."""
        fresh = {name: file for name, file in modules.items() if name not in self.imported}
        if fresh:
            self.imported.update(fresh)
            self._channel.send({"import": list(fresh)})

    def stop(self) -> None:
        """End the process; workers have been stopped before."""
        self._channel.close()
        try:
            self._process.wait(_GONE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
