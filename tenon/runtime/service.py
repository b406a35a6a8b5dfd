"""A contract, served: plain ASGI, from a request to the handler and back.

Work is done once: an operation is compiled when it is first asked for, so that a large contract
starts as fast as a small one.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any

from tenon.contract import Contract, Location, Operation
from tenon.runtime.authorization import Authorization, check_security
from tenon.runtime.body import Disconnected, Receive, read_body
from tenon.runtime.context import current_request
from tenon.runtime.coverage import Endpoint, Recorder, recorder
from tenon.runtime.dispatch import Dispatcher, Leaf, allow
from tenon.runtime.entrance import Entrance
from tenon.runtime.gate import Gate
from tenon.runtime.handler import Asked, AsWritten, Direct, Handler
from tenon.runtime.headers import RawHeaders, combined
from tenon.runtime.inflow import Inflow
from tenon.runtime.judge import Judge
from tenon.runtime.parameter import Values
from tenon.runtime.payload import Known
from tenon.runtime.problem import (
    InternalError,
    MethodNotAllowed,
    NotFound,
    NotImplemented_,
    Problem,
)
from tenon.runtime.problems import ProblemWriter
from tenon.runtime.replies import ReplyWriter, UndeclaredReply
from tenon.runtime.request_id import RequestIds
from tenon.runtime.security import Authenticator, Guard, Principal
from tenon.runtime.sending import send_whole, with_headers, without_body
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.streaming import Pump, Send, Stream, close
from tenon.runtime.target import as_reference, below, quoted, sent_path

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Captured = tuple[bytes, ...]  # the raw values of path parameters, in path order
# What answers where the contract knows no operation; whether it knows the path is told.
Fallback = Callable[[Scope, bool], Application | None]
# What the application makes of an exception that is no problem: a problem, or None.
Translate = Callable[[Scope, Exception], Awaitable[Application | None]]

# What tells a handler the media types of its reply and of its body, where it asks for them.
_MEDIA_TYPES = ("accept", "content_type")
_EVERYTHING = frozenset({"*"})  # what direct handlers ask for

log = logging.getLogger("tenon")


class Service:
    """An ASGI application that answers the operations of a contract."""

    def __init__(
        self,
        contract: Contract,
        handlers: Mapping[str, Handler],
        settings: RuntimeSettings | None = None,
        fallback: Fallback | None = None,
        translate: Translate | None = None,
        *,
        authenticators: Mapping[str, Authenticator] | None = None,
        guards: Sequence[Guard] = (),
        problems: Callable[[Contract, Judge], ProblemWriter] = ProblemWriter,
        judge: Judge | None = None,
    ) -> None:
        """Serve `contract` by `handlers`, functions by operation id; those missing answer 501.

        `fallback` is asked for an application where the contract knows no answer; `translate`
        for one that answers an exception that a handler raised. `authenticators`, by the names of
        security schemes, know the callers; `guards` look at requests before they are read;
        `problems` makes what writes problems; `judge` is one that others use, too.
        Raises ContractError when a scheme that a handler's operation requires has none.
        """
        self.contract = contract
        self.settings = settings or RuntimeSettings()
        self.handlers = handlers
        check_security(contract, handlers, authenticators or {}, self.settings)
        self.authorization = Authorization(contract, authenticators or {}, self.settings, guards)
        self.judge = judge or Judge(contract.schemas, self.settings.formats)
        self._problems = problems(contract, self.judge)
        self._fallback = fallback
        self.translate = translate
        told = recorder(contract)
        self._dispatcher: Dispatcher[Endpoint] = Dispatcher(
            (operation.path, operation.method, _endpoint(self, operation, told))
            for operation in contract.operations
        )
        self._bases = tuple(quoted(base).encode() for base in contract.base_paths)
        self._ids = RequestIds()
        self.streams: set[Pump] = set()  # those that have not ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self.answer(scope, receive, send)

    def answer(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """What answers one HTTP request, to be awaited."""
        current_request.set(scope)
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):
            headers = combined(scope["headers"])
        method = scope["method"]
        if method == "HEAD":
            send = without_body(send)
            headers.pop(b"range", None)  # only GET knows ranges (RFC 9110, section 14.2)
        found = self._find(scope)
        if found is None:
            return self._elsewhere(scope, receive, send, headers, None)
        leaf, captured = found
        endpoint = leaf.methods.get(method)
        if endpoint is None and method == "HEAD" and self.settings.head:
            endpoint = leaf.methods.get("GET")
        if endpoint is None:
            return self._elsewhere(scope, receive, send, headers, leaf)
        return endpoint(scope, receive, send, headers, captured)

    def methods(self, scope: Scope) -> str:
        """The methods at the path of a request, as `Allow` has them; empty where it is unknown."""
        found = self._find(scope)
        return allow(found[0].methods) if found is not None else ""

    def _find(self, scope: Scope) -> tuple[Leaf[Endpoint], tuple[bytes, ...]] | None:
        raw_path: bytes = scope.get("raw_path") or sent_path(scope)
        root: str = scope.get("root_path", "")
        if root:
            raw_path = below(raw_path, quoted(root.rstrip("/")).encode()) or raw_path
        return self._dispatcher.find(raw_path) or self._find_based(raw_path)

    def _find_based(self, raw_path: bytes) -> tuple[Leaf[Endpoint], tuple[bytes, ...]] | None:
        for base in self._bases:
            rest = below(raw_path, base)
            found = self._dispatcher.find(rest) if rest else None
            if found is not None:
                return found
        return None

    async def _elsewhere(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: Mapping[bytes, bytes],
        leaf: Leaf[Endpoint] | None,
    ) -> None:
        """Answer what the contract declares no operation for."""
        known = leaf is not None
        application = self._fallback(scope, known) if self._fallback else None
        if application is not None:
            await application(scope, receive, with_headers(scope, send))
        elif leaf is None:
            problem: Problem = NotFound("The contract declares nothing at this path.")
            await self.send_problem(problem, None, scope, headers, send)
        elif scope["method"] == "OPTIONS":
            allowed = allow(leaf.methods).encode()
            told = [(b"allow", allowed), *scope.get("tenon.headers", ())]
            await send_whole(send, 204, told, b"")
        else:
            allowed_text = allow(leaf.methods)
            problem = MethodNotAllowed(
                f"This path knows: {allowed_text}.", headers={"Allow": allowed_text}
            )
            operation = next(iter(leaf.methods.values())).operation
            await self.send_problem(problem, operation, scope, headers, send)

    async def send_problem(
        self,
        problem: Problem,
        operation: Operation | None,
        scope: Scope,
        headers: Mapping[bytes, bytes],
        send: Send,
    ) -> None:
        """Send a problem as the contract declares it for the operation."""
        problem = self._problems.known(problem, operation)
        scope["tenon.problem"] = problem.with_traceback(None)  # else frames would hold each other
        request_id = self._ids.of(scope, headers)
        written, body = self._problems.write(problem, operation, request_id, as_reference(scope))
        await send_whole(send, problem.status, written + scope.get("tenon.headers", []), body)


class _Endpoint:
    """One operation: gate, handler, replies. It is compiled when it is first asked for."""

    __slots__ = ("_asked", "_call", "_entrance", "_gate", "_replies", "_service", "operation")

    _asked: frozenset[str]
    _entrance: Entrance | None
    _gate: Gate
    _replies: ReplyWriter | AsWritten

    def __init__(self, service: Service, operation: Operation) -> None:
        self._service = service
        self.operation = operation
        self._call: Callable[[Any], Any] | None = None

    def _compile(self) -> Callable[[Any], Any]:
        service, operation = self._service, self.operation
        handler = service.handlers.get(operation.id)
        if handler is None:
            raise NotImplemented_(f"{operation.id} is declared, and no handler answers yet.")
        judge, contract, settings = service.judge, service.contract, service.settings
        self._entrance = service.authorization.entrance(operation)
        self._gate = Gate(contract, judge, operation, settings)
        if isinstance(handler, Direct):
            self._asked, self._replies, self._call = _EVERYTHING, AsWritten(), handler
            return handler
        from tenon.runtime.binding import bind, taken  # Pydantic: not needed where all are direct

        self._replies = ReplyWriter(contract, judge, operation, settings.check_replies)
        self._asked = taken(handler, (*_MEDIA_TYPES, *(["principal"] if operation.secured else [])))
        located = (p.argument for p in operation.parameters if p.location is not Location.QUERY)
        self._call = bind(handler, ("query", "body", *located))
        return self._call

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: dict[bytes, bytes],
        captured: Captured,
    ) -> None:
        scope["tenon.operation"] = self.operation
        try:
            call = self._call or self._compile()
            principal = None
            if (entrance := self._entrance) is not None:
                principal = entrance.known(scope, headers) or await entrance.admit(scope, headers)
            accepted = self._replies.negotiate(headers.get(b"accept"))
            known: Known | None = None
            raw: bytes | Inflow = b""
            if (reader := self._gate.body) is not None:
                known = reader.meet(headers)
                raw = await (
                    reader.take(known, scope["tenon.inflow"])
                    if reader.streams
                    else read_body(receive, reader.most(known))
                )
            values = self._gate.read(scope, headers, captured, known, raw)
            given: Values | Asked = values
            if self._asked:
                given = self._told(values, accepted, known, principal, scope, headers)
            result = call(given)
            if hasattr(result, "__await__"):
                result = await result
            status, written, body = self._replies.write(result, accepted)
            if added := scope.get("tenon.headers"):
                written = [*written, *added]
            if isinstance(body, Stream):
                await self._stream(body, status, written, scope, receive, send)
                return
        except Disconnected:
            return
        except Problem as problem:
            await self._refuse(problem, scope, headers, send)
            return
        except Exception as fault:
            await self._fail(fault, scope, receive, headers, send)
            return
        await send({"type": "http.response.start", "status": status, "headers": written})
        await send({"type": "http.response.body", "body": body})

    def _told(
        self,
        values: Values,
        accepted: str | None,
        known: Known | None,
        principal: Principal | None,
        scope: Scope,
        headers: Mapping[bytes, bytes],
    ) -> Values | Asked:
        """The values with the caller and the media types that the handler asks for, or all."""
        media = known.media if known is not None and "body" in values else None
        if self._asked is _EVERYTHING:
            return Asked(self.operation, scope, headers, values, media, principal)
        if "principal" in self._asked:
            values["principal"] = principal
        if accepted and "accept" in self._asked:
            values["accept"] = accepted
        if media is not None and "content_type" in self._asked:
            values["content_type"] = media.type
        return values

    async def _refuse(
        self, problem: Problem, scope: Scope, headers: Mapping[bytes, bytes], send: Send
    ) -> None:
        if problem.status >= 500 and problem.status != 501 and not problem.meant:
            log.error("%s: %s", self.operation.id, problem)
        await self._service.send_problem(problem, self.operation, scope, headers, send)

    async def _fail(
        self,
        fault: Exception,
        scope: Scope,
        receive: Receive,
        headers: Mapping[bytes, bytes],
        send: Send,
    ) -> None:
        """Answer what a handler did not mean to raise; nothing of it leaves the service."""
        translate = self._service.translate
        try:
            application = await translate(scope, fault) if translate else None
            if application is not None:
                await application(scope, receive, with_headers(scope, send))
                return
        except Problem as told:
            await self._refuse(told, scope, headers, send)
            return
        except Exception as second:
            fault = second
        known = fault if isinstance(fault, UndeclaredReply) else None
        log.error("%s failed: %s", self.operation.id, fault, exc_info=None if known else fault)
        problem = InternalError("The service failed to answer.")
        await self._service.send_problem(problem, self.operation, scope, headers, send)

    async def _stream(
        self,
        stream: Stream,
        status: int,
        written: RawHeaders,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        if scope["method"] == "HEAD":
            await close(stream.items)
            await send_whole(send, status, written, b"")
            return
        start = {"type": "http.response.start", "status": status, "headers": written}
        again = self.operation.method == "GET"
        pump = Pump(stream, receive, send, self._service.settings.heartbeat_s, again=again)
        self._service.streams.add(pump)
        try:
            await pump.run(start, self._said)
        except Exception:
            # Once begun, a reply that breaks off can only be cut: the server closes the connection.
            if not pump.started:
                raise
            scope["tenon.failed"] = True
        finally:
            self._service.streams.discard(pump)

    def _said(self, fault: Exception) -> dict[str, Any]:
        log.error("%s failed while streaming", self.operation.id, exc_info=fault)
        if isinstance(fault, Problem):
            return {"title": fault.title, "status": fault.status, "detail": fault.detail}
        return {"title": "Internal Server Error", "status": 500}


class _StreamedEndpoint(_Endpoint):
    """An operation whose body may be handed to its handler as it comes."""

    __slots__ = ()

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: dict[bytes, bytes],
        captured: Captured,
    ) -> None:
        inflow = scope["tenon.inflow"] = Inflow(receive, waits=b"expect" in headers)
        send = inflow.sending(send)
        await super().__call__(scope, inflow.receive_after, send, headers, captured)


def _endpoint(service: Service, operation: Operation, told: Recorder | None) -> Endpoint:
    streams = operation.body is not None and operation.body.streams
    endpoint = (_StreamedEndpoint if streams else _Endpoint)(service, operation)
    # Where nobody answers, or one who stands in for a handler, replies say nothing of the service.
    answers = not isinstance(service.handlers.get(operation.id), Direct | None)
    return told.around(endpoint) if told is not None and answers else endpoint
