"""Spans of what the database is asked: each piece of work, and each statement in it.

Statements are told as they are prepared, with the names of values and never the values.
https://opentelemetry.io/docs/specs/semconv/database/database-spans/
"""

from __future__ import annotations

import contextvars
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, get_current_span
from sqlalchemy import Connection, Select, event

from handlers.store.database import Database, P, Row, T, Work


class TracedDatabase:
    """A database whose work shows in the trace of the request or the job that asks for it."""

    def __init__(self, database: Database, tracer: Tracer, system: str) -> None:
        """`system` is `sqlite` or `postgresql`."""
        self._database = database
        self._tracer = tracer
        self._system = system
        self._texts: dict[Select[Any], str] = {}

    async def open(self) -> None:
        """Open it."""
        await self._database.open()

    async def close(self) -> None:
        """Close it."""
        await self._database.close()

    def load(self) -> Mapping[str, int]:
        """How busy it is."""
        return self._database.load()

    async def rows(self, statement: Select[Any], **parameters: object) -> list[Row]:
        """The rows of a short indexed read."""
        if not _traced():
            return await self._database.rows(statement, **parameters)
        text = self._texts.get(statement)
        if text is None:
            text = self._texts[statement] = str(statement)
        with self._tracer.start_as_current_span(
            "SELECT", kind=SpanKind.CLIENT, attributes=_told(self._system, text)
        ):
            return await self._database.rows(statement, **parameters)

    async def scan(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work reads in one snapshot."""
        if not _traced():
            return await self._database.scan(work, *args, **kwargs)
        with self._tracer.start_as_current_span(f"scan {_name(work)}"):
            return await self._database.scan(self._watched(work), *args, **kwargs)

    async def transact(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the work answers, once it is committed."""
        if not _traced():
            return await self._database.transact(work, *args, **kwargs)
        with self._tracer.start_as_current_span(f"transact {_name(work)}"):
            return await self._database.transact(self._watched(work), *args, **kwargs)

    def _watched(self, work: Work[P, T]) -> Work[P, T]:
        """The work, a span around each of its statements, in whichever thread it is done."""
        here = contextvars.copy_context()

        def watched(connection: Connection, /, *args: P.args, **kwargs: P.kwargs) -> T:
            def run() -> T:
                with _Statements(self._tracer, self._system).of(connection):
                    return work(connection, *args, **kwargs)

            return here.copy().run(run)

        return watched


class _Statements:
    """Spans of the statements of one connection, one after the other."""

    def __init__(self, tracer: Tracer, system: str) -> None:
        self._tracer = tracer
        self._system = system
        self._span: Span | None = None

    @contextmanager
    def of(self, connection: Connection) -> Iterator[None]:
        """Watch a connection meanwhile."""
        listeners = (("before_cursor_execute", self._begin), ("after_cursor_execute", self._end))
        for name, listener in listeners:
            event.listen(connection, name, listener)
        try:
            yield
        finally:
            for name, listener in listeners:
                event.remove(connection, name, listener)
            if self._span is not None:  # it failed
                self._span.set_status(Status(StatusCode.ERROR))
                self._span.end()

    def _begin(self, _: Any, __: Any, statement: str, *___: Any) -> None:
        verb = statement.split(None, 1)[0].upper()
        told = _told(self._system, statement, verb)
        self._span = self._tracer.start_span(verb, kind=SpanKind.CLIENT, attributes=told)

    def _end(self, *_: Any) -> None:
        if self._span is not None:
            self._span.end()
            self._span = None


def _traced() -> bool:
    """Whether anybody would see: work that no request or job asks for makes no traces."""
    return get_current_span().is_recording()


def _told(system: str, text: str, verb: str = "SELECT") -> dict[str, str]:
    return {"db.system.name": system, "db.operation.name": verb, "db.query.text": text}


def _name(work: Any) -> str:
    """The work as the code names it: store and function."""
    module = getattr(work, "__module__", "").rpartition(".")[2]
    return f"{module}.{getattr(work, '__name__', 'work').strip('_')}"
