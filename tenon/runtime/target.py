"""The path of a request as it was sent: what it is below, and how a problem names it."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

Scope = MutableMapping[str, Any]

_IN_PATH = "/!$&'()*+,;=:@-._~"
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_LONGEST_INSTANCE = 2_000


def sent_path(scope: Scope) -> bytes:
    """The path as it was sent, which a server need not tell."""
    return scope.get("raw_path") or quoted(scope["path"]).encode()


def as_reference(scope: Scope) -> str:
    """The path as a URI reference that a problem can hold, whatever was sent (RFC 3986)."""
    path = quote(sent_path(scope)[:_LONGEST_INSTANCE], safe=f"{_IN_PATH}%")
    return _STRAY_PERCENT.sub("%25", path)


def quoted(path: str) -> str:
    """A path as it stands in a URI: `scope["path"]` is decoded."""
    return quote(path, safe=_IN_PATH)


def below(raw_path: bytes, prefix: bytes) -> bytes | None:
    """What comes below a prefix, from its slash on; None when the path is not below it."""
    rest = raw_path[len(prefix) :]
    return rest or b"/" if raw_path.startswith(prefix) and rest[:1] in (b"/", b"") else None
