"""What befalls one request on its way: a wait, a failure, a dropped connection, a slow body."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from tenon.contract import Operation
from tenon.mock.latency import LONGEST_S
from tenon.mock.wish import Wish
from tenon.runtime.headers import RawHeaders
from tenon.runtime.problem import Problem, problem_of
from tenon.runtime.service import Scope
from tenon.runtime.streaming import Send

KEY = "tenon.mock.mishap"
WIRE = "tenon.mock.wire"
"""Where a scope keeps the server's own `send`, if others have come between."""
RETRY_AFTER = {"Retry-After": "1"}
_LATER = (429, 503)  # statuses that say when to ask again (RFC 9110, section 10.2.3)
_GONE_S = 0.01  # the server learns meanwhile that the connection is no more
_SLICES = 20  # pieces in which a slow body is sent


@dataclass(slots=True)
class Mishap:
    """What befalls one request; whoever answers it may still add to it.

    `errors` are the statuses that a failure may have, none where there is no failure. A
    connection is dropped before the answer, or, with `halfway`, within its body. `headers` take
    the place of those of the same names.
    """

    delay_s: float = 0.0
    errors: tuple[int, ...] = ()
    drop: bool = False
    halfway: bool = False
    slow_s: float = 0.0
    headers: RawHeaders = field(default_factory=list)

    def add(self, wish: Wish) -> None:
        """Let befall what a wish asks for."""
        if wish.delay_s is not None:
            self.delay_s = wish.delay_s
        if wish.slow_s is not None:
            self.slow_s = wish.slow_s
        if wish.error is not None:
            self.errors = (wish.error,)
        if wish.drop:  # asked for, it is no matter of luck
            self.drop, self.halfway = True, False


def troubled(wish: Wish) -> bool:
    """Whether a wish asks for trouble."""
    return bool(wish.drop or wish.error is not None or wish.delay_s or wish.slow_s)


def meet(scope: Scope, operation: Operation) -> None:
    """Fail a request of an operation when that is what befalls it. Raises Problem."""
    mishap: Mishap | None = scope.get(KEY)
    if mishap is not None and mishap.errors:
        raise failure(operation, mishap.errors)


def failure(operation: Operation, statuses: tuple[int, ...]) -> Problem:
    """The problem of the first status that the operation declares, or of the first."""
    status = next((s for s in statuses if str(s) in operation.replies), statuses[0])
    headers = RETRY_AFTER if status in _LATER else None
    problem = problem_of(status, "The mock fails here, as it was asked to.", headers)
    problem.meant = True
    return problem


class Way:
    """The way of one answer back to its caller."""

    def __init__(self, mishap: Mishap, scope: Scope, send: Send) -> None:
        self._mishap = mishap
        self._send = send
        # ASGI cannot drop a connection, but uvicorn's `send` is a method of what holds it. Any
        # other server sees an answer without an end, and breaks off by itself.
        self._transport = getattr(
            getattr(scope.get(WIRE, send), "__self__", None), "transport", None
        )
        self._dropped = False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass a message of an answer on (ASGI HTTP, `send`), or what is left of it."""
        if self._dropped:
            return
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._mishap.drop or self._mishap.slow_s:
            await self._body(message)
        else:
            await self._send(message)

    async def _begin(self, message: MutableMapping[str, Any]) -> None:
        mishap = self._mishap
        if mishap.delay_s > 0:
            await asyncio.sleep(min(mishap.delay_s, LONGEST_S))
        if mishap.drop and not mishap.halfway and self._transport is not None:
            await self._break("abort")
            return
        if mishap.headers:
            names = {name for name, _ in mishap.headers}
            kept = [field for field in message["headers"] if field[0].lower() not in names]
            message = {**message, "headers": [*kept, *mishap.headers]}
        await self._send(message)

    async def _body(self, message: MutableMapping[str, Any]) -> None:
        body, slow_s = message.get("body", b""), self._mishap.slow_s
        more = message.get("more_body", False)
        if self._mishap.drop:
            body, more = body[: len(body) // 2], True
        size = max(1, -(-len(body) // _SLICES)) if slow_s else max(1, len(body))
        slices = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
        for number, piece in enumerate(slices, start=1):
            if slow_s:
                await asyncio.sleep(min(slow_s, LONGEST_S) / len(slices))
            last = number == len(slices)
            await self._send({**message, "body": piece, "more_body": more or not last})
        if self._mishap.drop:
            await self._break("close")  # what was sent is to arrive

    async def _break(self, how: str) -> None:
        """Break the connection off: at once, or when what was sent has left."""
        self._dropped = True
        if self._transport is not None:
            getattr(self._transport, how)()
            await asyncio.sleep(_GONE_S)
