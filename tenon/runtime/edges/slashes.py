"""A path that ends in a slash, where only the path without it is known."""

from __future__ import annotations

from collections.abc import Callable

from tenon.runtime.headers import RawHeaders
from tenon.runtime.service import Scope

# The methods that are known at the path of a request, as `Allow` has them; empty where none are.
Methods = Callable[[Scope], str]


def without_slash(scope: Scope, methods: Methods) -> Scope | None:
    """The scope of the same request without the slash; None where that helps nothing."""
    path: str = scope["path"].removesuffix("/")
    raw: bytes = scope.get("raw_path") or b""
    # Of /a/%2F the raw path ends in no slash: that one is data.
    if not path or path.endswith("/") or (raw and not raw.endswith(b"/")) or methods(scope):
        return None
    stripped = {**scope, "path": path, "raw_path": raw.removesuffix(b"/") or None}
    return stripped if methods(stripped) else None


def sent_there(scope: Scope) -> RawHeaders | None:
    """The header fields of a redirect to the path of a scope (RFC 9110, section 15.4.9).

    None for a path that would lead elsewhere: //host/path is another host's.
    """
    raw: bytes = scope["raw_path"] or b""
    if not raw or raw.startswith((b"//", b"/\\")):
        return None
    query: bytes = scope.get("query_string", b"")
    return [(b"location", raw + b"?" + query if query else raw), (b"content-length", b"0")]
