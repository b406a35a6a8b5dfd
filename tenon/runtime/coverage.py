"""Which replies a service was seen to give, and by which test, for `tenon report`.

Where the variable `TENON_COVERAGE` names a file, each kind of reply is told there once, in a line
of JSON: the title of the contract, the operation, the status, and the test that was running as
pytest names it (null outside of pytest). It is told at once and not at the end, for a process may
be killed. Lines are appended whole, so that processes may share a file. Without the variable
nothing is put in the way of a request.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from tenon.contract import Contract, Operation

VARIABLE = "TENON_COVERAGE"
TEST = "PYTEST_CURRENT_TEST"

log = logging.getLogger("tenon")

_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Endpoint(Protocol):
    """What answers one operation."""

    @property
    def operation(self) -> Operation:
        """The operation that it answers."""

    async def __call__(
        self, scope: Any, receive: Any, send: Any, headers: Any, captured: Any
    ) -> None:
        """Answer one request."""


class Recorder:
    """Tells the replies to the operations of one contract."""

    def __init__(self, contract: Contract, lines: Lines) -> None:
        self._title = contract.title
        self._lines = lines

    def around(self, endpoint: Endpoint) -> Endpoint:
        """An endpoint that answers as the given one does, and tells of it."""
        return _Recorded(endpoint, self)

    def tell(self, operation: Operation, status: int) -> None:
        """Tell that an operation was answered."""
        running = os.environ.get(TEST)
        test = running.rpartition(" (")[0] if running else None  # without its phase
        self._lines.add((self._title, operation.id, operation.method, operation.path, status, test))


class Lines:
    """A file to which each line is added once by this process."""

    def __init__(self, file: str) -> None:
        """Raises OSError when the file cannot be written."""
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        self._number = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        self._known: set[tuple[Any, ...]] = set()

    def add(self, row: tuple[Any, ...]) -> None:
        """Add a line for a row, unless it was added before."""
        if row in self._known:
            return
        self._known.add(row)
        names = ("contract", "operation", "method", "path", "status", "test")
        said = {"kind": "test", **dict(zip(names, row, strict=True))}
        os.write(self._number, json.dumps(said).encode() + b"\n")


class _Recorded:
    """An endpoint whose replies are told."""

    __slots__ = ("_endpoint", "_recorder", "operation")

    def __init__(self, endpoint: Endpoint, recorder: Recorder) -> None:
        self.operation = endpoint.operation
        self._endpoint = endpoint
        self._recorder = recorder

    async def __call__(
        self, scope: Any, receive: Any, send: _Send, headers: Any, captured: Any
    ) -> None:
        async def told(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self._recorder.tell(self.operation, message["status"])
            await send(message)

        await self._endpoint(scope, receive, told, headers, captured)


def recorder(contract: Contract) -> Recorder | None:
    """What tells the replies of a contract's service; None where nobody asked for it."""
    file = os.environ.get(VARIABLE)
    lines = _lines(os.path.abspath(file)) if file else None  # noqa: PTH100  links stay as named
    return Recorder(contract, lines) if lines else None


@cache
def _lines(file: str) -> Lines | None:
    try:
        return Lines(file)
    except OSError as error:
        log.error("%s: nothing is recorded: %s", VARIABLE, error)
        return None
