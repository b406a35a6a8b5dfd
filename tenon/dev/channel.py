"""JSON messages, one a line, over a socket pair; descriptors may travel with a message."""

from __future__ import annotations

import json
import socket
from typing import Any, Self


class Channel:
    """One end of a socket pair."""

    def __init__(self, end: socket.socket) -> None:
        self.socket = end
        self._pending = b""
        self._descriptors: list[int] = []

    @classmethod
    def pair(cls) -> tuple[Self, Self]:
        """Two ends that hear each other."""
        one, other = socket.socketpair()
        return cls(one), cls(other)

    def send(self, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
        """Send a message. Raises OSError when nobody listens."""
        data = json.dumps(message).encode() + b"\n"
        sent = socket.send_fds(self.socket, [data], descriptors) if descriptors else 0
        self.socket.sendall(data[sent:])

    def receive(self, timeout: float | None = None) -> tuple[dict[str, Any], list[int]] | None:
        """The next message and its descriptors; None when the other end is closed.

        Raises TimeoutError when none comes in time.
        """
        self.socket.settimeout(timeout)
        try:
            while b"\n" not in self._pending:
                data, descriptors, _, _ = socket.recv_fds(self.socket, 65536, 4)
                if not data:
                    return None
                self._pending += data
                self._descriptors += descriptors
        except ConnectionResetError:
            return None
        finally:
            self.socket.settimeout(None)
        line, _, self._pending = self._pending.partition(b"\n")
        found, self._descriptors = self._descriptors, []
        return json.loads(line), found

    def close(self) -> None:
        """Close this end."""
        self.socket.close()
