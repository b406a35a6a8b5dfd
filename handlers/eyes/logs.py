"""Log lines: JSON for machines or plain for people, each naming the request it belongs to.

All of Python's logging goes through one handler to standard error. A line is one line, whatever
callers send: JSON escapes what would end it, and so does the plain form.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Literal

from handlers.eyes.redaction import redact
from tenon.contract import Operation
from tenon.runtime.context import current_request

Format = Literal["json", "console"]

# What is being worked on outside of any request: the id and the kind of a job.
current_job: ContextVar[dict[str, object] | None] = ContextVar("current_job", default=None)

_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}
_CONTROLS |= {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
_TURN = threading.Lock()
_QUIET = ("asyncio", "httpx", "httpcore", "urllib3", "botocore", "watchfiles")


class Lines(logging.Handler):
    """Writes to what standard error is at that moment."""

    def __init__(self, form: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(form)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            write_lines(f"{self.format(record)}\n")
        except Exception:
            self.handleError(record)


def write_lines(text: str) -> None:
    """Write whole lines, between those of others."""
    with _TURN:
        sys.stderr.write(text)
        sys.stderr.flush()


def set_up_logs(level: str, form: Format) -> None:
    """Send all logging through one handler; what was set up before is replaced."""
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old, Lines):
            root.removeHandler(old)
    root.addHandler(Lines(formatter(form)))
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def formatter(form: Format) -> logging.Formatter:
    """What makes lines of log records."""
    import structlog
    from structlog.stdlib import ProcessorFormatter

    before: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tidy,
        bind_request,
        structlog.processors.format_exc_info,
        structlog.processors.StackInfoRenderer(),
        redact,
    ]
    last: Any = structlog.processors.JSONRenderer() if form == "json" else _plain
    return ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[ProcessorFormatter.remove_processors_meta, last],
    )


def _tidy(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out what says the same again: uvicorn's form for terminals, logging's own text."""
    event.pop("color_message", None)
    event.pop("message", None)
    return event


def bind_request(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Add the request or the job that is being worked on."""
    job = current_job.get()
    if job is not None:
        event.update(job)
        return event
    scope = current_request.get()
    if scope is not None:
        operation: Operation | None = scope.get("tenon.operation")
        if (request_id := scope.get("tenon.request_id")) is not None:
            event["request_id"] = request_id
        if operation is not None:
            event["operation"] = operation.id
    return event


def _plain(_: Any, __: str, event: MutableMapping[str, Any]) -> str:
    """One line for people; a traceback follows, each line of it marked."""
    time, level = event.pop("timestamp"), event.pop("level")
    said, trace = event.pop("event"), event.pop("exception", None)
    event.pop("logger", None)
    more = "".join(f" {name}={_one_line(value)}" for name, value in event.items())
    line = f"{time[11:23]} {level:<7} {_one_line(said)}{more}"
    if trace is None:
        return line
    return "\n".join([line, *(f"  | {_one_line(part)}" for part in trace.splitlines())])


def _one_line(value: object) -> str:
    return str(value).translate(_CONTROLS)
