"""The request that is being answered, for whoever speaks of it without being handed it: logs."""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

# The scope of the request; None outside of any. What it begins (tasks) is still of that request.
current_request: ContextVar[MutableMapping[str, Any] | None] = ContextVar(
    "current_request", default=None
)
