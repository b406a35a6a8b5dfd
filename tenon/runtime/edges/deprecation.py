"""What a contract says of the end of an operation, told with each of its replies.

`deprecated: true` gives `Deprecation` (RFC 9745) with the date of `x-deprecated-at`; without one
it is 1970: deprecated, and since when is not said. `x-sunset` gives `Sunset` (RFC 8594), and
`x-successor`, an operationId or a path, a `Link` to what takes its place (RFC 5829, section 3.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from tenon.contract import Contract, Operation
from tenon.runtime.headers import RawHeaders
from tenon.runtime.security import Look
from tenon.runtime.service import Scope

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_IN_PATH = "/!$&'()*+,;=:@-._~%"


class Deprecations:
    """Compiles what a contract says of an operation's end into header fields."""

    def __init__(self, contract: Contract) -> None:
        self._paths = {operation.id: operation.path for operation in contract.operations}

    def __call__(self, operation: Operation) -> Look | None:
        """What adds the fields to replies of an operation; None where nothing is said."""
        fields = _dated(operation)
        said = operation.extensions.get("x-successor")
        path = self._paths.get(str(said), str(said)) if said is not None else ""
        if path and not _PARAMETER.search(path):
            fields.append(_successor(path))
            path = ""
        return _Look(fields, path, operation.path) if fields or path else None


class _Look:
    """The fields of one operation, and its successor where that has parameters to fill in."""

    __slots__ = ("_fields", "_path", "_places")

    def __init__(self, fields: RawHeaders, successor: str, path: str) -> None:
        self._fields = fields
        self._path = successor
        segments = path.split("/")
        # Counted from the end: a prefix may stand before the path.
        self._places = {
            name: at - len(segments)
            for at, segment in enumerate(segments)
            for name in _PARAMETER.findall(segment)
            if segment == f"{{{name}}}"
        }

    def __call__(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        """Add the fields."""
        scope["tenon.headers"] += self._fields
        if self._path:
            raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
            segments = raw.decode("latin-1").split("/")
            path = _PARAMETER.sub(lambda found: segments[self._places[found[1]]], self._path)
            scope["tenon.headers"].append(_successor(path))


def _dated(operation: Operation) -> RawHeaders:
    fields = []
    since, until = (operation.extensions.get(name) for name in ("x-deprecated-at", "x-sunset"))
    if operation.deprecated:
        seconds = int(_moment(since).timestamp()) if since is not None else 0
        fields.append((b"deprecation", b"@%d" % seconds))
    if until is not None:
        fields.append((b"sunset", format_datetime(_moment(until), usegmt=True).encode()))
    return fields


def _moment(said: Any) -> datetime:
    """The moment of a date, at its beginning, or of a date and time (RFC 3339), in UTC."""
    text = str(said)
    if len(text) == len("2027-01-01"):
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    return datetime.fromisoformat(text).astimezone(UTC)


def _successor(path: str) -> tuple[bytes, bytes]:
    return b"link", f'<{quote(path, safe=_IN_PATH)}>; rel="successor-version"'.encode()
