"""Traces by OpenTelemetry: a span a request, its handler, its queries, and jobs that link to them.

Imported only where traces are on. Nothing is made global, so that others in the process, and
FastAPI's own look for telemetry, go on as they are.
https://opentelemetry.io/docs/specs/semconv/http/http-spans/
"""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Link, SpanKind, Status, StatusCode, get_current_span
from opentelemetry.trace import set_span_in_context as within
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from handlers.eyes.trace_context import traceparent
from handlers.store import Claim
from tenon.contract import Operation
from tenon.runtime.body import Receive
from tenon.runtime.handler import Handler
from tenon.runtime.service import Application, Scope
from tenon.runtime.streaming import Send

_W3C = TraceContextTextMapPropagator()
_FAREWELL_MS = 3_000
_CARRIED = {b"traceparent": "traceparent", b"tracestate": "tracestate"}


class Traces:
    """Makes spans and sends them, until it is closed."""

    def __init__(self, exporter: SpanExporter, name: str, version: str) -> None:
        """`name` and `version` are those of the service."""
        resource = Resource.create({"service.name": name, "service.version": version})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self._provider.get_tracer("books", version)

    def close(self) -> None:
        """Send what is left. Takes seconds where nobody takes it: call it in a thread."""
        self._provider.force_flush(_FAREWELL_MS)
        self._provider.shutdown()

    def requests(self, app: Application) -> Application:
        """The application, with a span around each request."""
        return _Requests(app, self)

    def handler(self, operation_id: str, handler: Handler) -> Handler:
        """The handler, with a span around its work; a stream's lasts until its end."""
        tracer = self.tracer
        if inspect.isasyncgenfunction(handler):

            @functools.wraps(handler)
            async def streaming(*args: Any, **named: Any) -> AsyncIterator[Any]:
                span = tracer.start_span(operation_id)
                try:
                    async for item in handler(*args, **named):
                        yield item
                finally:
                    span.end()

            return streaming

        @functools.wraps(handler)
        async def answering(*args: Any, **named: Any) -> Any:
            with tracer.start_as_current_span(operation_id):
                result = handler(*args, **named)
                return await result if inspect.isawaitable(result) else result

        return answering

    @contextmanager
    def job(self, claim: Claim) -> Iterator[None]:
        """A span around one try of a job; it links to the request that asked for it."""
        told: dict[str, Any] = {
            "messaging.system": "books",
            "messaging.operation.type": "process",
            "messaging.destination.name": "jobs",
            "messaging.message.id": str(claim.id),
            "job.kind": claim.kind,
            "job.attempt": claim.attempt,
        }
        asked = _W3C.extract({"traceparent": claim.traceparent or ""}, otel_context.Context())
        cause = get_current_span(asked).get_span_context()
        links = [Link(cause)] if cause.is_valid else []
        with self.tracer.start_as_current_span(
            f"process {claim.kind}",
            context=otel_context.Context(),
            kind=SpanKind.CONSUMER,
            attributes=told,
            links=links,
        ):
            yield


class _Requests:
    """Around the service: spans of kind SERVER, named by method and route."""

    def __init__(self, app: Application, traces: Traces) -> None:
        self._app = app
        self._tracer = traces.tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        carried = {_CARRIED[k]: v.decode("latin-1") for k, v in scope["headers"] if k in _CARRIED}
        context = _W3C.extract(carried, otel_context.Context())
        method = scope["method"]
        span = self._tracer.start_span(
            method, context=context, kind=SpanKind.SERVER, attributes=_asked(scope)
        )
        status = 0

        async def noting(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = otel_context.attach(within(span, context))
        _W3C.inject(carried)
        traceparent.set(carried.get("traceparent"))
        try:
            await self._app(scope, receive, noting)
        finally:
            operation: Operation | None = scope.get("tenon.operation")
            if operation is not None:
                span.update_name(f"{method} {operation.path}")
                span.set_attribute("http.route", operation.path)
                span.set_attribute("openapi.operation_id", operation.id)
            if status:
                span.set_attribute("http.response.status_code", status)
            if status >= 500 or not status:
                span.set_attribute("error.type", str(status or "cut"))
                span.set_status(Status(StatusCode.ERROR))
            span.end()
            with contextlib.suppress(ValueError):
                otel_context.detach(token)


def _asked(scope: Scope) -> dict[str, Any]:
    """What is known of a request before it is read; its query is left out: it may tell secrets."""
    told: dict[str, Any] = {
        "http.request.method": scope["method"],
        "url.path": scope["path"],
        "url.scheme": scope["scheme"],
        "network.protocol.version": scope["http_version"],
    }
    if client := scope.get("client"):
        told["client.address"] = client[0]
    if server := scope.get("server"):
        told["server.address"], told["server.port"] = server
    for name, value in scope["headers"]:
        if name == b"user-agent":
            told["user_agent.original"] = value.decode("latin-1")[:500]
    return told
