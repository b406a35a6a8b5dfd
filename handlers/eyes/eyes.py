"""All that watches the service, composed as the settings want it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers.eyes.access import AccessLog
from handlers.eyes.logs import current_job, set_up_logs, write_lines
from handlers.eyes.metrics import Metrics, Sources
from handlers.eyes.together import Together
from handlers.jobs.kinds import KINDS
from handlers.settings import Settings
from handlers.store import Claim
from handlers.store.database import Database
from tenon.runtime.app import ContractApp
from tenon.runtime.edges import Observer
from tenon.runtime.router import ContractRouter

if TYPE_CHECKING:
    from handlers.eyes.traces import Traces


class Eyes:
    """Logs, metrics and traces of one process; they live between `open` and `close`."""

    def __init__(
        self,
        settings: Settings,
        version: str,
        traces: Traces | None = None,
        *,
        operations: Iterable[str] = (),
    ) -> None:
        """Count by `operations`, their ids. `traces` is given by tests; else the settings say
        where they go.
        """
        self._settings = settings
        self.traces = traces or _traces(settings, version)
        self.metrics: Metrics | None = None
        if settings.metrics:
            self.metrics = Metrics(operations, KINDS, Together.from_environment())
        self._sources: Sources | None = None
        self._telling: asyncio.Task[None] | None = None
        self._access: AccessLog | None = None
        if settings.access_log:
            self._access = AccessLog(write_lines, settings.log_format)

    def log(self, level: str) -> None:
        """Set up logging, where this process is the service's own."""
        set_up_logs(level, self._settings.log_format)
        if self._access is not None and not logging.getLogger().isEnabledFor(logging.INFO):
            self._access.enabled = False

    def observers(self) -> list[Observer]:
        """Who hears of each reply."""
        return [one for one in (self._access, self.metrics) if one is not None]

    def database(self, database: Database) -> Database:
        """The database, watched where there are traces."""
        if self.traces is None:
            return database
        from handlers.eyes.queries import TracedDatabase

        system = self._settings.database_url.partition(":")[0].partition("+")[0]
        return TracedDatabase(database, self.traces.tracer, system)

    @contextmanager
    def job(self, claim: Claim) -> Iterator[None]:
        """Around each try of a job: its log lines name it, it is timed and traced."""
        bound = current_job.set({"job": claim.id, "kind": claim.kind, "attempt": claim.attempt})
        began = time.perf_counter()
        try:
            with self.traces.job(claim) if self.traces is not None else nullcontext():
                yield
        finally:
            current_job.reset(bound)
            if self.metrics is not None:
                self.metrics.note_job(claim.kind, time.perf_counter() - began)

    def handlers(self, routers: list[ContractRouter]) -> list[ContractRouter]:
        """The routers, their handlers watched where there are traces."""
        if self.traces is not None:
            for router in routers:
                for name, handler in router.handlers.items():
                    router.handlers[name] = self.traces.handler(name, handler)
        return routers

    def watch(self, app: ContractApp, sources: Sources) -> None:
        """Watch an application that has not begun to answer, and answer /metrics beside it."""
        if self.traces is not None:
            app.add_middleware(self.traces.requests)
        if self.metrics is not None:
            app.add_route("/metrics", page(self.metrics, sources, self._settings), ["GET"])
            self._sources = sources

    def open(self) -> None:
        """Begin to write."""
        if self._access is not None:
            self._access.open()
        if self.metrics is not None and self._sources is not None:
            self._telling = asyncio.create_task(self.metrics.tell(self._sources))

    async def close(self) -> None:
        """Write and send what is left."""
        if self._telling is not None and self.metrics is not None:
            self._telling.cancel()
            self._telling = None
            self.metrics.leave()
        if self._access is not None:
            await asyncio.to_thread(self._access.close)
        if self.traces is not None:
            await asyncio.to_thread(self.traces.close)


def _traces(settings: Settings, version: str) -> Traces | None:
    endpoint = settings.otel_exporter_otlp_endpoint
    if endpoint is None:
        return None
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    from handlers.eyes.traces import Traces

    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    return Traces(exporter, settings.otel_service_name, version)


def page(metrics: Metrics, sources: Sources, settings: Settings) -> Any:
    """What answers /metrics: not of the contract, for it is for the keepers of this process."""
    token = settings.metrics_token

    async def answer(request: Request) -> Response:
        if token is not None:
            sent = request.headers.get("authorization", "").encode()
            if not compare_digest(sent, b"Bearer " + token.get_secret_value().encode()):
                told = {"WWW-Authenticate": "Bearer"}
                return PlainTextResponse("a token is needed\n", 401, headers=told)
        text, media_type = await metrics.page(sources)
        return Response(text, media_type=media_type)

    return answer
