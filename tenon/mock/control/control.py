"""The control of a mock: one ASGI application for all that is below `/__mock`."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from tenon.contract import Media
from tenon.mock.control.call import PREFIX, read, segments
from tenon.mock.control.desk import Desk
from tenon.mock.control.mock import Mock
from tenon.mock.control.reply import Reply, problem_reply
from tenon.mock.control.visitor import Visitors
from tenon.runtime.body import Disconnected, Receive
from tenon.runtime.problem import InternalError, MethodNotAllowed, NotFound, Problem
from tenon.runtime.request_id import RequestIds
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import EVENT_STREAM, Pump, Send, Stream
from tenon.runtime.target import as_reference

log = logging.getLogger("tenon")

_HERE = PREFIX.decode()
_ISSUER = "issuer"  # another application answers below it
_HEARTBEAT_S = 15.0


class Control:
    """Shows what a mock does, and changes it when told to: the page, and the same as JSON."""

    def __init__(self, mock: Mock, before: Control | None = None) -> None:
        """Control `mock`, which writes to its log from now on.

        `before` is the control of the mock whose place it takes: its snapshots are kept.
        """
        self._desk: Desk = Desk(mock)
        if before is not None:
            self._desk.snapshots = before._desk.snapshots  # noqa: SLF001  (its own kind)
        self._visitors = Visitors(mock.settings.hosts, pages=mock.settings.cors)
        self._ids = RequestIds()
        self._pumps: set[Pump] = set()
        mock.log.holder = mock

    def find(self, scope: Scope) -> Application | None:
        """What answers a request below `/__mock`, None for any other."""
        if _HERE not in scope["path"]:
            return None
        found = segments(scope)
        if found is None or found[:1] == (_ISSUER,):
            return None
        return self._events if found == ("events",) else self._answer

    def end_streams(self) -> None:
        """End the streams of open pages, which ask again: the server is about to go."""
        for pump in tuple(self._pumps):
            pump.end()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            self._visitors.refuse(scope["method"], headers)
            reply = await self._reply(scope, receive, headers)
        except Disconnected:
            return
        except Problem as problem:
            reply = self._refusal(problem, scope, headers)
        except Exception:  # what is shown of a mock must not end a connection
            log.exception("the control failed at %s", scope["path"])
            reply = self._refusal(InternalError("The control failed to answer."), scope, headers)
        methods = dict(reply.headers).get(b"allow", b"") if scope["method"] == "OPTIONS" else b""
        await reply.send(scope, send, self._visitors.readable(headers, methods.decode()))

    def _refusal(self, problem: Problem, scope: Scope, headers: Mapping[bytes, bytes]) -> Reply:
        return problem_reply(problem, self._ids.of(scope, headers), as_reference(scope))

    async def _reply(self, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes]) -> Reply:
        from tenon.mock.control.routes import ROUTES

        sent = segments(scope) or ()
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        there = [(r, c) for r in ROUTES if (c := r.captured(sent)) is not None]
        if not there:
            raise NotFound("The control of the mock has nothing at this path; see /__mock.")
        for route, captured in there:
            if route.method == method:
                call = await read(scope, receive, headers, captured, route.members)
                answer = route.action(self._desk, call)
                return answer if isinstance(answer, Reply) else await answer
        allowed = _allowed({route.method for route, _ in there})
        if method == "OPTIONS":
            return Reply(204, headers=((b"allow", allowed.encode()),))
        raise MethodNotAllowed(f"This path knows: {allowed}.", headers={"Allow": allowed})

    async def _events(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell an open page what happens, until it goes."""
        from tenon.mock.control.live import events

        sent = dict(scope["headers"])
        if scope["method"] != "GET" or not self._visitors.knows(sent):
            await self._answer(scope, receive, send)
            return
        items = events(self._desk.mock, lambda: self._desk.changes)
        stream = Stream(items, Media(EVENT_STREAM))
        pump = Pump(stream, receive, send, _HEARTBEAT_S, again=True)
        headers = [
            (b"content-type", EVENT_STREAM.encode()),
            (b"cache-control", b"no-store"),
            *self._visitors.readable(sent),
        ]
        self._pumps.add(pump)
        try:
            start = {"type": "http.response.start", "status": 200, "headers": headers}
            await pump.run(start, lambda _: {"title": "The stream ended"})
        finally:
            self._pumps.discard(pump)


def _allowed(methods: set[str]) -> str:
    more = {"HEAD", "OPTIONS"} if "GET" in methods else {"OPTIONS"}
    return ", ".join(sorted(methods | more))
