"""Where a piece of work stands in a trace, as text that can be kept (W3C Trace Context)."""

from __future__ import annotations

from contextvars import ContextVar

# The `traceparent` of what is being done; None without traces.
traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
