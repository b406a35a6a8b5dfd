"""Traces: of requests, handlers, queries and jobs, and on the wire of a collector."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from handlers import app as composition
from handlers.eyes import Eyes
from handlers.eyes.traces import Traces
from tests.handlers.book_api import BOOKS, client, running
from tests.handlers.job_tools import CHECK, EVENTS, JOBS, done

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CALLER = {"traceparent": f"00-{TRACE}-{PARENT}-01"}


class Seen:
    """The spans of a service that has ended its work."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self._exporter.get_finished_spans())

    def named(self, name: str) -> ReadableSpan:
        return next(span for span in self.spans if span.name == name)

    def below(self, parent: ReadableSpan) -> list[ReadableSpan]:
        found: list[ReadableSpan] = []
        for span in self.spans:
            if span.parent is not None and span.parent.span_id == parent.context.span_id:
                found += [span, *self.below(span)]
        return found


@asynccontextmanager
async def traced(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[httpx.AsyncClient, Seen]]:
    """A service whose spans are kept; they are complete when it has ended."""
    exporter = InMemorySpanExporter()

    def eyes(settings: Any, version: str, **more: Any) -> Eyes:
        return Eyes(settings, version, Traces(exporter, "books", version), **more)

    monkeypatch.setattr(composition, "Eyes", eyes)
    async with running(url) as app, client(app, failing=True) as api:
        yield api, Seen(exporter)


def told(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_a_request_is_a_span_of_its_route_in_the_callers_trace(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with traced(url, monkeypatch) as (api, seen):
        await api.get(f"{BOOKS}/1?x=secret", headers=CALLER)
        await api.get(f"{BOOKS}/7", headers=CALLER)
    span = seen.named("GET /api/v1/books/{book_id}")
    assert span.kind is SpanKind.SERVER
    assert span.parent is not None
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == PARENT
    assert span.parent.is_remote
    attributes = told(span)
    assert attributes.pop("user_agent.original").startswith("python-httpx")
    assert attributes == {
        "http.request.method": "GET",
        "http.route": "/api/v1/books/{book_id}",
        "http.response.status_code": 422,
        "openapi.operation_id": "getBook",
        "url.path": "/api/v1/books/1",
        "url.scheme": "http",
        "network.protocol.version": "1.1",
        "client.address": "127.0.0.1",
        "server.address": "books.test",
        **({"server.port": attributes["server.port"]} if "server.port" in attributes else {}),
    }
    assert not any("secret" in str(value) for s in seen.spans for value in told(s).values())


async def test_the_handler_and_its_queries_are_spans_below(
    url: str, monkeypatch: pytest.MonkeyPatch, book_draft: Any
) -> None:
    async with traced(url, monkeypatch) as (api, seen):
        made = await api.post(BOOKS, json=book_draft("Secret title"))
        await api.get(made.headers["location"])
    posted = seen.below(seen.named("POST /api/v1/books"))
    names = [span.name for span in posted]
    assert "createBook" in names
    assert "INSERT" in names
    system = "sqlite" if url.startswith("sqlite") else "postgresql"
    for span in posted:
        if span.kind is SpanKind.CLIENT:
            attributes = told(span)
            assert attributes["db.system.name"] == system
            assert attributes["db.operation.name"] == span.name
            assert "Secret title" not in attributes["db.query.text"]
    read = seen.below(seen.named("GET /api/v1/books/{book_id}"))
    assert [span.name for span in read if span.kind is SpanKind.CLIENT] == ["SELECT"]


async def test_a_job_links_to_the_request_that_asked_for_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with traced(url, monkeypatch) as (api, seen):
        started = await api.post(JOBS, json=CHECK)
        await done(api, started)
    asked, worked = seen.named("POST /api/v1/jobs"), seen.named("process check_isbns")
    assert worked.kind is SpanKind.CONSUMER
    assert worked.context.trace_id != asked.context.trace_id
    (link,) = worked.links
    assert link.context.span_id == asked.context.span_id
    assert link.context.trace_id == asked.context.trace_id
    assert told(worked)["messaging.message.id"] == str(started.json()["id"])
    assert "UPDATE" in [span.name for span in seen.below(worked)]
    assert seen.named(f"GET {EVENTS}/{{job_id}}").status.is_unset


async def test_failures_are_errors(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("handlers.store.books.BookStore.get", broken)
    async with traced(f"sqlite:///{tmp_path}/b.db", monkeypatch) as (api, seen):
        assert (await api.get(f"{BOOKS}/1")).status_code == 500
        assert (await api.get("/nowhere")).status_code == 404
    failed, lost = seen.named("GET /api/v1/books/{book_id}"), seen.named("GET")
    assert told(failed)["error.type"] == "500"
    assert not failed.status.is_ok
    assert lost.status.is_unset
    assert "http.route" not in told(lost)


async def test_nothing_is_made_global(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = trace.get_tracer_provider()
    async with traced(f"sqlite:///{tmp_path}/b.db", monkeypatch) as (api, _):
        await api.get(BOOKS)
    assert trace.get_tracer_provider() is before


class Collector(BaseHTTPRequestHandler):
    """Takes traces as an OTLP collector does, over HTTP."""

    taken: list[ExportTraceServiceRequest]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        assert self.path == "/v1/traces"
        self.taken.append(ExportTraceServiceRequest.FromString(body))
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


async def test_traces_go_to_a_collector(tmp_path: Any) -> None:
    taken: list[ExportTraceServiceRequest] = []
    handler = type("Handler", (Collector,), {"taken": taken})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        file = f"sqlite:///{tmp_path}/books.db"
        async with running(file, otel_exporter_otlp_endpoint=endpoint) as app, client(app) as api:
            await api.get(BOOKS)
        await asyncio.to_thread(server.shutdown)
        thread.join(5)
    resources = [resource for request in taken for resource in request.resource_spans]
    names = {a.key: a.value.string_value for r in resources for a in r.resource.attributes}
    assert names["service.name"] == "book-management-api"
    spans = [span for r in resources for scope in r.scope_spans for span in scope.spans]
    assert "GET /api/v1/books" in [span.name for span in spans]
