"""Keeping secrets out of logs, whoever put them there."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(
    r"authorization|cookie|passw|passphrase|token|secret|credential|api[_-]?key|signature|^key$",
    re.IGNORECASE,
)
_NOT_SECRET = frozenset({"idempotency_key", "token_type"})
_SECRET_TEXTS = (
    # What follows the name of a secret: password=…, "token": "…", Authorization: Bearer …
    (
        re.compile(
            r"((?:authorization|cookie|password|passwd|token|secret|api[_-]?key)"
            r"[\"']?\s*[:=]\s*)(?:(?:bearer|basic)\s+)?(\"[^\"]*\"|'[^']*'|[^\s,;&}\]]+)",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9+/._~=-]{8,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), HIDDEN),  # a JWT
    (re.compile(r"\$argon2[a-z]*\$[^\s\"']+"), HIDDEN),
    (re.compile(r"(://[^/\s:@]*):[^/\s@]+@"), rf"\1:{HIDDEN}@"),  # in a URL
)
_DEPTH = 6


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The same event without its secrets: by the names of values, and within texts."""
    for name, value in event.items():
        if not name.startswith("_"):  # those are of the machinery, and never written
            event[name] = _hidden(name, value, _DEPTH)
    return event


def redacted(text: str) -> str:
    """The same text without the secrets that can be told by how they look."""
    for pattern, instead in _SECRET_TEXTS:
        text = pattern.sub(instead, text)
    return text


def _hidden(name: str, value: Any, depth: int) -> Any:
    if name.lower() not in _NOT_SECRET and _SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, bytes):
        return redacted(value.decode("utf-8", "replace"))
    if depth and isinstance(value, Mapping):
        return {str(key): _hidden(str(key), inner, depth - 1) for key, inner in value.items()}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [_hidden("", inner, depth - 1) for inner in value]
    return value if isinstance(value, int | float | None) else redacted(repr(value))
