"""The page at `/__mock` and the files that it loads, served from the package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tenon.mock.control.reply import Reply
from tenon.runtime.conditions import is_current

# Its own files, and those that all pages of Tenon share.
_FOLDERS = (Path(__file__).parents[1] / "static", Path(__file__).parents[2] / "static")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# The page shows texts of a contract and of requests. None of them can become code: no script but
# its own files runs, and no text is taken for markup (W3C CSP 3; Trusted Types).
_POLICY = b"; ".join(
    (
        b"default-src 'none'",
        b"script-src 'self'",
        b"style-src 'self'",
        b"img-src 'self'",
        b"connect-src 'self'",
        b"base-uri 'none'",
        b"form-action 'none'",
        b"frame-ancestors 'none'",
        b"require-trusted-types-for 'script'",
        b"trusted-types 'none'",
    )
)
PAGE = "page.html"


def static(name: str, headers: Mapping[bytes, bytes]) -> Reply | None:
    """A file of the page, or that the caller has it already; None when there is none."""
    if name not in _files():
        return None
    content, etag = _file(name)
    more = ((b"etag", etag.encode()),)
    sent = headers.get(b"if-none-match")
    known = sent is not None and is_current(sent.decode("latin-1"), etag)
    return Reply(
        304 if known else 200,
        b"" if known else content,
        "" if known else _TYPES[Path(name).suffix],
        more,
        _POLICY,
        b"no-cache",
    )


@cache
def _files() -> Mapping[str, Path]:
    found = (path for folder in _FOLDERS for path in folder.iterdir())
    return {path.name: path for path in found if path.suffix in _TYPES}


@cache
def _file(name: str) -> tuple[bytes, str]:
    content = _files()[name].read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
