"""One request on its way through: judged, passed on, answered, and its reply judged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, MutableMapping, Sequence
from contextlib import aclosing
from email.utils import formatdate
from time import perf_counter
from typing import Any, Protocol

from tenon.contract import Operation
from tenon.finding import Severity
from tenon.proxy.exchange import Exchange, Observer
from tenon.proxy.headers import combined, end_to_end, onward, sized, unsized
from tenon.proxy.intake import Intake, replayed
from tenon.proxy.items import Items
from tenon.proxy.replies import Head, ReplyJudge
from tenon.proxy.requests import RequestJudge, Verdict, has_body
from tenon.proxy.routes import Routes
from tenon.proxy.settings import ProxySettings
from tenon.proxy.upstream import Received, Upstream
from tenon.proxy.violation import Side, Violation, fields, refused, unjudged
from tenon.runtime.body import Disconnected
from tenon.runtime.headers import RawHeaders
from tenon.runtime.inflow import Inflow
from tenon.runtime.negotiation import essence
from tenon.runtime.problem import (
    BadGateway,
    InternalError,
    MethodNotAllowed,
    NotFound,
    Problem,
    problem_of,
)
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import EVENT_STREAM, Send, is_stream
from tenon.runtime.target import sent_path

log = logging.getLogger("tenon.proxy")

Judges = tuple[RequestJudge, ReplyJudge]

# What a service answers that does not know an operation yet.
_ABSENT = frozenset({404, 405})
_UNSIZED = frozenset({204, 304})
_MOCKED = (b"x-mock", b"true")
_CIRCLE = "The upstream of this proxy is the proxy itself."
_NO_WEBSOCKET = (
    "A WebSocket is not passed on, for no contract tells what goes through it; connect to the "
    "upstream itself."
)


class Passing(Protocol):
    """What a passage needs of its proxy."""

    settings: ProxySettings
    upstream: Upstream
    routes: Routes
    mock: Application | None
    observers: tuple[Observer, ...]
    pseudonym: bytes

    def judges(self, operation: Operation) -> Judges | None:
        """What judges an operation."""

    def written(
        self, problem: Problem, operation: Operation | None, scope: Scope
    ) -> tuple[RawHeaders, bytes]:
        """A problem as it is sent."""


class Passage:
    """The passage of one request."""

    def __init__(self, proxy: Passing, scope: Scope, inflow: Inflow, send: Send) -> None:
        self._proxy = proxy
        self._scope = scope
        self._inflow = inflow
        self._send = send
        self._headers = combined(scope["headers"])
        self._route = proxy.routes.find(scope)
        self._intake = Intake(inflow, proxy.settings.max_judged_bytes)
        self._judges: Judges | None = None
        self._begun = self._ended = False
        path = sent_path(scope).decode("latin-1")
        route = self._route
        self.exchange = Exchange(scope["method"], path, route.operation, route.captured)
        # What they hold is told nobody; it is how a secret of the caller is known again.
        self.exchange.headers, self.exchange.query = self._headers, scope["query_string"]

    async def run(self) -> None:
        """Answer the request; whoever hears of exchanges hears of it, whatever becomes of it."""
        began = perf_counter()
        try:
            await self._pass()
        except (Disconnected, asyncio.CancelledError):
            if not self._ended:
                self.exchange.failed = "whoever asked has left"
            raise
        except Exception as fault:
            log.exception("%s failed", self.exchange.title)
            self.exchange.failed = f"the proxy failed: {type(fault).__name__}"
            if not self._begun:
                await self._refuse(InternalError("The proxy failed."))
        finally:
            self.exchange.seconds = perf_counter() - began
            for observer in self._proxy.observers:
                observer(self.exchange)

    async def _pass(self) -> None:
        exchange, operation = self.exchange, self._route.operation
        if not has_body(self._headers):
            await self._intake.take()
        if (barred := self._barred()) is not None:
            exchange.failed, problem = barred
            await self._refuse(problem)
            return
        self._judges = self._proxy.judges(operation) if operation is not None else None
        verdict = await self._asked()
        exchange.violations += verdict.violations
        exchange.sent = verdict.body
        if self._proxy.settings.errors and (wrong := refused(verdict.violations)):
            told = wrong[0]
            unread = problem_of(
                told.status or 400, f"{told.message[:1].upper()}{told.message[1:]}."
            )
            await self._refuse(verdict.problem or unread)
            return
        try:
            received = await self._passed_on()
            try:
                await self._answer(received)
            finally:
                received.close()
        except Problem as problem:
            exchange.failed = problem.detail
            if not self._begun:
                await self._refuse(problem)
            # What has begun can only be cut: the server closes the connection.

    def _barred(self) -> tuple[str, Problem] | None:
        """Why a request cannot be passed on, in short and as it is told; None where it can."""
        if self._proxy.pseudonym in self._headers.get(b"via", b""):
            return "the upstream is this proxy", problem_of(508, _CIRCLE)
        if _asks_for_websocket(self._headers):
            return "it asks for a WebSocket", problem_of(501, _NO_WEBSOCKET)
        return None

    async def _asked(self) -> Verdict:
        """What is wrong with the request."""
        if self._judges is not None:
            judge, captured = self._judges[0], self._route.captured
            return await judge.judge(self._scope, self._headers, captured, self._intake)
        verdict, route = Verdict(), self._route
        if not route.known:
            verdict.refuse(NotFound("The contract declares nothing at this path."), "path")
        elif route.operation is None and self._scope["method"] != "OPTIONS":
            told, headers = f"This path knows: {route.allowed}.", {"Allow": route.allowed}
            verdict.refuse(MethodNotAllowed(told, headers=headers), "method")
        return verdict

    async def _passed_on(self) -> Received:
        """The reply of the upstream, which has begun. Raises Problem, Disconnected."""
        scope, upstream = self._scope, self._proxy.upstream
        whole = self._intake.whole
        content = whole if whole is not None else self._intake.pieces()
        query: bytes = scope["query_string"]
        target = sent_path(scope) + (b"?" + query if query else b"")
        headers = onward(scope, upstream.authority, self._proxy.pseudonym)
        received = await upstream.send(scope["method"], target, headers, content)
        self.exchange.upstream = received.status
        return received

    async def _answer(self, received: Received) -> None:
        head = self._head(received)
        found = list(head.violations)
        patient = head.media is not None and is_stream(head.media)
        async with aclosing(received.pieces(patient=patient or _is_events(received))) as pieces:
            taken, whole = await self._judged(head, pieces, found)
            if self._lacks(received.status, found):
                await self._mocked(received.status)
                return
            self.exchange.violations += found
            if self._proxy.settings.errors and (wrong := refused(found)):
                await self._refuse(_broken(wrong))
                return
            headers = end_to_end(received.headers)
            if received.status in _UNSIZED:
                headers = unsized(headers)
            await self._begin(received.status, sized(headers, taken) if whole else headers)
            if whole:
                await self._end(taken)
            else:
                await self._flow(taken, pieces, head.items)

    def _head(self, received: Received) -> Head:
        if self._judges is None:
            return Head()
        method = self._scope["method"]
        try:
            return self._judges[1].head(received.status, received.headers, method)
        except (ValueError, KeyError) as error:
            return Head([unjudged(Side.RESPONSE, f"has a schema that cannot be used ({error})")])

    async def _judged(
        self, head: Head, pieces: AsyncIterator[bytes], found: list[Violation]
    ) -> tuple[bytes, bool]:
        """As much of the body as had to be read, and whether that is all; `found` grows."""
        if head.whole is None:
            return b"", False
        most = self._proxy.settings.max_judged_bytes
        taken = bytearray()
        async for piece in pieces:
            taken += piece
            if len(taken) > most:
                found.append(unjudged(Side.RESPONSE, f"is larger than {most} bytes"))
                return bytes(taken), False
        content = head.whole(bytes(taken))
        found += content.violations
        self.exchange.media, self.exchange.value = head.media, content.value
        return bytes(taken), True

    def _lacks(self, status: int, found: Sequence[Violation]) -> bool:
        """Whether the upstream does not have the operation, and the mock can answer it.

        It says so by 501; 404 and 405 say so unless they are what the contract declares.
        """
        if self._proxy.mock is None or self._judges is None or self._intake.whole is None:
            return False
        return status == 501 or (status in _ABSENT and bool(found))

    async def _mocked(self, status: int) -> None:
        """Answer from the mock, in place of the upstream; that this is a guess is told."""
        mock, body = self._proxy.mock, self._intake.whole
        assert mock is not None  # noqa: S101  looked at before
        assert body is not None  # noqa: S101
        self.exchange.mocked = True
        if status in _ABSENT:
            self.exchange.violations.append(_guessed(status))
        told = [_MOCKED, *fields(self.exchange.violations)]
        scope = {k: v for k, v in self._scope.items() if not k.startswith("tenon.")}

        async def marked(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                await self._begin(message["status"], [*message.get("headers", ()), *told], ())
            else:
                self._ended = not message.get("more_body", False)
                await self._send(message)

        await mock(scope, replayed(body, self._inflow.receive_after), marked)

    async def _flow(self, taken: bytes, pieces: AsyncIterator[bytes], items: Items | None) -> None:
        """Pass a body on as it comes. Raises Problem where it is to be cut."""
        if taken:
            await self._piece(taken)
        async for piece in pieces:
            self._stand(items.feed(piece) if items is not None else ())
            await self._piece(piece)
        self._stand(items.finish() if items is not None else ())
        await self._end(b"")

    def _stand(self, found: Sequence[Violation]) -> None:
        self.exchange.violations += found
        if self._proxy.settings.errors and (wrong := refused(found)):
            raise _broken(wrong)

    async def _refuse(self, problem: Problem) -> None:
        headers, body = self._proxy.written(problem, self._route.operation, self._scope)
        dated = [*headers, (b"date", formatdate(usegmt=True).encode())]
        await self._begin(problem.status, dated)
        await self._end(body)

    async def _begin(
        self, status: int, headers: RawHeaders, found: Sequence[Violation] | None = None
    ) -> None:
        told = fields(self.exchange.violations if found is None else found)
        self.exchange.status, self._begun = status, True
        start = {"type": "http.response.start", "status": status, "headers": [*headers, *told]}
        await self._send(start)

    async def _piece(self, piece: bytes) -> None:
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def _end(self, body: bytes) -> None:
        self._ended = True
        await self._send({"type": "http.response.body", "body": body})


def _asks_for_websocket(headers: Mapping[bytes, bytes]) -> bool:
    """Whether nothing but a WebSocket would do; other upgrades may be passed over.

    RFC 9110, section 7.8; RFC 6455, section 4.1.
    """
    offered = headers.get(b"upgrade", b"").lower().split(b",")
    return any(token.strip() == b"websocket" for token in offered)


def _guessed(status: int) -> Violation:
    told = f"{status} is not told as the contract declares it, so the mock answers"
    return Violation(Side.RESPONSE, "status", "mocked", told, severity=Severity.WARNING)


def _broken(found: Sequence[Violation]) -> Problem:
    """The problem of a reply that is not what the contract says."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    detail = f"The reply of the upstream breaks the contract: {found[0]}{more}"
    return BadGateway(detail, errors=[violation.fault for violation in found])


def _is_events(received: Received) -> bool:
    sent = combined(received.headers).get(b"content-type", b"")
    return essence(sent.decode("latin-1")) == EVENT_STREAM
