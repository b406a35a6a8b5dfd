"""A contract, served: plain ASGI, from a request to the handler and back.

Work is done once: an operation is compiled when it is first asked for, so that a large contract
starts as fast as a small one.
"""

from __future__ import annotations

import itertools
import logging
import os
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote

from tenon.contract import Contract, Operation
from tenon.runtime.binding import Handler, bind
from tenon.runtime.body import Disconnected, Receive, read_body
from tenon.runtime.dispatch import Dispatcher, Leaf, allow
from tenon.runtime.gate import Gate
from tenon.runtime.headers import RawHeaders
from tenon.runtime.judge import Judge
from tenon.runtime.problem import (
    InternalError,
    MethodNotAllowed,
    NotFound,
    NotImplemented_,
    Problem,
)
from tenon.runtime.problems import ProblemWriter
from tenon.runtime.replies import ReplyWriter, UndeclaredReply
from tenon.runtime.settings import RuntimeSettings
from tenon.runtime.streaming import Pump, Send, Stream, close

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Captured = tuple[bytes, ...]  # the raw values of path parameters, in path order
# What answers where the contract knows no operation; whether it knows the path is told.
Fallback = Callable[[Scope, bool], Application | None]
# What the application makes of an exception that is no problem: a problem, or None.
Translate = Callable[[Scope, Exception], Awaitable[Application | None]]

# What a handler may be given besides path, header and cookie parameters.
_VALUES = ("query", "body", "content_type", "accept")

log = logging.getLogger("tenon")

_IN_PATH = "/!$&'()*+,;=:@-._~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_LONGEST_INSTANCE = 2_000


class Service:
    """An ASGI application that answers the operations of a contract."""

    def __init__(
        self,
        contract: Contract,
        handlers: Mapping[str, Handler],
        settings: RuntimeSettings | None = None,
        fallback: Fallback | None = None,
        translate: Translate | None = None,
    ) -> None:
        """Serve `contract` by `handlers`, functions by operation id; those missing answer 501.

        `fallback` is asked for an application where the contract knows no answer; `translate`
        for one that answers an exception that a handler raised.
        """
        self.contract = contract
        self.settings = settings or RuntimeSettings()
        self.handlers = handlers
        self.judge = Judge(contract.schemas, self.settings.formats)
        self._problems = ProblemWriter(contract, self.judge)
        self._fallback = fallback
        self.translate = translate
        self._dispatcher: Dispatcher[_Endpoint] = Dispatcher(
            (operation.path, operation.method, _Endpoint(self, operation))
            for operation in contract.operations
        )
        self._bases = tuple(_quoted(base).encode() for base in contract.base_paths)
        self._ids = _request_ids()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        await self.answer(scope, receive, send)

    def answer(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """What answers one HTTP request, to be awaited."""
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]):
            headers = _combined(scope["headers"])
        method = scope["method"]
        if method == "HEAD":
            send = _without_body(send)
        found = self._find(scope)
        if found is None:
            return self._elsewhere(scope, receive, send, headers, None)
        leaf, captured = found
        endpoint = leaf.methods.get(method)
        if endpoint is None and method == "HEAD":
            endpoint = leaf.methods.get("GET")
        if endpoint is None:
            return self._elsewhere(scope, receive, send, headers, leaf)
        return endpoint(scope, receive, send, headers, captured)

    def _find(self, scope: Scope) -> tuple[Leaf[_Endpoint], tuple[bytes, ...]] | None:
        raw_path = _raw_path(scope)
        root: str = scope.get("root_path", "")
        if root:
            raw_path = _below(raw_path, _quoted(root.rstrip("/")).encode()) or raw_path
        found = self._dispatcher.find(raw_path)
        if found is None:
            for base in self._bases:
                below = _below(raw_path, base)
                found = self._dispatcher.find(below) if below else None
                if found is not None:
                    break
        return found

    async def _elsewhere(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: Mapping[bytes, bytes],
        leaf: Leaf[_Endpoint] | None,
    ) -> None:
        """Answer what the contract declares no operation for."""
        known = leaf is not None
        application = self._fallback(scope, known) if self._fallback else None
        if application is not None:
            await application(scope, receive, send)
        elif leaf is None:
            problem: Problem = NotFound("The contract declares nothing at this path.")
            await self.send_problem(problem, None, scope, headers, send)
        elif scope["method"] == "OPTIONS":
            allowed = allow(leaf.methods).encode()
            start = {"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed)]}
            await send(start)
            await send({"type": "http.response.body", "body": b""})
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
        request_id = self.request_id(headers)
        written, body = self._problems.write(problem, operation, request_id, _instance(scope))
        await _send(send, problem.status, written, body)

    def request_id(self, headers: Mapping[bytes, bytes]) -> str:
        """The id of a request: the one it came with, if it is harmless, or a fresh one."""
        sent = headers.get(b"x-request-id", b"")
        if 0 < len(sent) <= 128 and sent.replace(b"-", b"").replace(b"_", b"").isalnum():
            return sent.decode("latin-1")
        return next(self._ids)


class _Endpoint:
    """One operation: gate, handler, replies. It is compiled when it is first asked for."""

    __slots__ = ("_call", "_gate", "_replies", "_service", "operation")

    _gate: Gate
    _replies: ReplyWriter

    def __init__(self, service: Service, operation: Operation) -> None:
        self._service = service
        self.operation = operation
        self._call: Callable[[dict[str, Any]], Any] | None = None

    def _compile(self) -> Callable[[dict[str, Any]], Any]:
        service, operation = self._service, self.operation
        handler = service.handlers.get(operation.id)
        if handler is None:
            raise NotImplemented_(f"{operation.id} is declared, and no handler answers yet.")
        judge, contract, settings = service.judge, service.contract, service.settings
        self._gate = Gate(contract, judge, operation, settings)
        self._replies = ReplyWriter(contract, judge, operation, settings.check_replies)
        self._call = bind(handler, (*_VALUES, *(p.argument for p in operation.parameters)))
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
            accepted = self._replies.negotiate(headers.get(b"accept"))
            gate = self._gate
            if gate.body is None:
                values = gate.read(scope, headers, captured)
            else:
                known = gate.body.meet(headers)
                raw = await read_body(receive, gate.body.limit)
                values = gate.read(scope, headers, captured, (known, raw))
            if accepted is not None:
                values["accept"] = accepted
            result = call(values)
            if hasattr(result, "__await__"):
                result = await result
            status, written, body = self._replies.write(result, accepted)
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

    async def _refuse(
        self, problem: Problem, scope: Scope, headers: Mapping[bytes, bytes], send: Send
    ) -> None:
        if problem.status >= 500 and problem.status != 501:
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
                await application(scope, receive, send)
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
            await _send(send, status, written, b"")
            return
        start = {"type": "http.response.start", "status": status, "headers": written}
        pump = Pump(stream, receive, send, self._service.settings.heartbeat_s)
        try:
            await pump.run(start, self._told)
        except Exception:
            # Once begun, a reply that breaks off can only be cut: the server closes the connection.
            if not pump.started:
                raise

    def _told(self, fault: Exception) -> dict[str, Any]:
        log.error("%s failed while streaming", self.operation.id, exc_info=fault)
        if isinstance(fault, Problem):
            return {"title": fault.title, "status": fault.status, "detail": fault.detail}
        return {"title": "Internal Server Error", "status": 500}


async def _send(send: Send, status: int, headers: RawHeaders, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _raw_path(scope: Scope) -> bytes:
    """The path as it was sent, which a server need not tell."""
    return scope.get("raw_path") or _quoted(scope["path"]).encode()


def _instance(scope: Scope) -> str:
    """The path as a URI reference that a problem can hold, whatever was sent (RFC 3986)."""
    path = quote(_raw_path(scope)[:_LONGEST_INSTANCE], safe=f"{_IN_PATH}%")
    return _STRAY_PERCENT.sub("%25", path)


def _quoted(path: str) -> str:
    """A path as it stands in a URI: `scope["path"]` is decoded."""
    return quote(path, safe=_IN_PATH)


def _below(raw_path: bytes, prefix: bytes) -> bytes | None:
    """What comes below a prefix, from its slash on; None when the path is not below it."""
    rest = raw_path[len(prefix) :]
    return rest or b"/" if raw_path.startswith(prefix) and rest[:1] in (b"/", b"") else None


def _without_body(send: Send) -> Send:
    """HEAD is GET without its body (RFC 9110, section 9.3.2)."""

    async def silent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return silent


def _combined(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers sent more than once, as one list each (RFC 9110, section 5.3)."""
    combined: dict[bytes, bytes] = {}
    for name, value in headers:
        joint = b"; " if name == b"cookie" else b", "
        combined[name] = combined[name] + joint + value if name in combined else value
    return combined


def _request_ids() -> Iterator[str]:
    """Ids that no two processes share: a random part once, then a count."""
    prefix = os.urandom(6).hex()
    return (f"{prefix}-{number:x}" for number in itertools.count(1))
