"""Documents that are not in the contract's own folders: offered as local copies, or fetched."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

TIMEOUT = 10.0  # seconds
LARGEST = 16 * 1024 * 1024  # bytes


class NotFetched(Exception):
    """A remote document that did not arrive; the text says why."""


def offered(uri: str, remotes: Mapping[str, Path]) -> Path | None:
    """The local copy of a URI: offered for it exactly, or lying under its longest known prefix.

    None when nothing is offered, or when the URI would lead out of the offered folder.
    """
    for prefix in sorted(remotes, key=len, reverse=True):
        if not uri.startswith(prefix):
            continue
        rest = unquote(uri[len(prefix) :]).lstrip("/")
        found = Path(remotes[prefix])
        if not rest:
            return found
        if ".." not in rest.split("/") and "\0" not in rest and not found.is_file():
            return found / rest
    return None


def fetch(uri: str) -> bytes:
    """The bytes at an http or https URI, within bounds of time and size.

    Raises NotFetched.
    """
    if urlsplit(uri).scheme not in ("http", "https"):
        raise NotFetched("only http and https are fetched")
    try:
        with _opener().open(uri, timeout=TIMEOUT) as reply:
            data: bytes = reply.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        with error:
            raise NotFetched(f"the server answers {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetched(str(getattr(error, "reason", error)) or type(error).__name__) from None
    if len(data) > LARGEST:
        raise NotFetched(f"it is larger than {LARGEST // 1024**2} MiB")
    return data


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https only, so that none leads to a local file."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise NotFetched("it redirects to something else than http or https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _WebOnly(),
    ):
        opener.add_handler(handler)
    return opener
